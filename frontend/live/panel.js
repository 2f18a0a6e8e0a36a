/** What changed while a number is in the reader's hand: what its gradient promised, what is true, before and now. */

import { html } from "preact";
import { number } from "../format.js";
import { promiseOf, rowsOf } from "../run/promise.js";
import { entryName } from "../run/spots.js";
import { Icon } from "../panels/icons.js";
import { calledOf } from "../run/names.js";

/** @import { Live } from "./live.js" */
/** @import { Hold } from "../state/store.js" */
/** @import { Promised } from "../run/promise.js" */
/** @import { GraphNode, RunDocument } from "../types.js" */

const ROWS = 6;

/** @param {{live: Live}} props */
export function Panel({ live }) {
  const hold = live.store.hold.value;
  const run = live.store.run.value;
  if (!hold || !run) return null;
  const node = /** @type {GraphNode} */ (hold.base.nodes.find(({ id }) => id === hold.node));
  const name = entryName(node, hold.place);
  return html`<section class="hold" aria-label="What changed">
    <p class="where"><span class="phase live">live</span> ${node.source ? `line ${node.source.line} · ` : ""}${
      hold.released ? "the program has the number"
        : hold.inside ? "a nudge: values follow, gradients stay as they were" : "value and gradient follow your hand"}</p>
    <h2>${hold.now === hold.before ? `${name} is ${number(hold.before)}`
      : `${name} ${hold.inside ? "is nudged" : "moves"} from ${number(hold.before)} to ${number(hold.now)}`}</h2>
    ${hold.trouble !== null ? html`<p class="remark zero" role="alert">${hold.trouble}</p>`
      : html`<${Comparison} hold=${hold} run=${run} />`}
    <div class="hold-buttons">
      ${hold.released
        ? html`<button class="button primary" onClick=${() => live.end()}><${Icon} name="return" /> Back to the step</button>`
        : !hold.inside && html`<button class="button primary" onClick=${() => live.letGo()}>Keep ${number(hold.now)}</button>`}
      <button class="button" onClick=${() => live.putBack()}>Put back ${number(hold.before)}</button>
    </div>
    ${hold.trouble === null && html`<${Rows} hold=${hold} run=${run} />`}
  </section>`;
}

/** @param {{hold: Hold, run: RunDocument}} props */
function Comparison({ hold, run }) {
  const promised = promiseOf(hold, run);
  return typeof promised === "string" ? html`<p class="sentence">${promised}</p>`
    : html`<${Prediction} promised=${promised} />`;
}

/** @param {{hold: Hold, run: RunDocument}} props */
function Rows({ hold, run }) {
  const rows = hold.sameCourse ? rowsOf(hold.base, run, hold.node, ROWS) : [];
  return rows.length > 0 && html`<table class="hold-rows"><caption>Before and now</caption>
      <thead><tr><th scope="col"><span class="unseen">What</span></th><th scope="col">before</th><th scope="col">now</th></tr></thead>
      <tbody>${rows.map(({ what, quantity, before, now }) => html`<tr key=${what}>
        <th scope="row"><bdi>${what}</bdi></th><td>${number(before)}</td><td class=${quantity}>${number(now)}</td>
      </tr>`)}</tbody>
    </table>`;
}

/** @param {{promised: Promised}} props */
function Prediction({ promised: { target, slope, by, promised, true: real, slopeNow } }) {
  const off = real - promised;
  const most = Math.max(Math.abs(promised), Math.abs(real)) || 1;
  const share = (/** @type {number} */ size) => `${Math.round((100 * Math.abs(size)) / most)}%`;
  return html`<p class="sentence">The gradient was ${number(slope)}: it promises how far ${calledOf(target)} goes.</p>
    <div class="promise">
      <p><span>predicted by the gradient</span><b class="gradient">${signed(promised)}</b><span>${number(slope)} · ${number(by)}</span></p>
      <p><span>true</span><b class="value">${signed(real)}</b><span>of ${calledOf(target)}</span></p>
      <i class="bar gradient" style=${{ width: share(promised) }}></i><i class="bar value" style=${{ width: share(real) }}></i>
    </div>
    <p class="remark difference">${Math.abs(off) <= 1e-9 * most ? "The promise holds: it differs by less than a billionth."
      : `Off by ${number(Math.abs(off))}. ${why(slope, slopeNow)}`}</p>`;
}

/** @param {number} slope @param {number | null} now */
function why(slope, now) {
  if (now === null) return "The slope changes on the way. A smaller nudge comes closer.";
  return slope === now ? "The slope is the same at both ends, and another in between."
    : `On the way the slope itself went from ${number(slope)} to ${number(now)}. A smaller move comes closer.`;
}

/** @param {number} value */
export function signed(value) {
  return `${value > 0 ? "+" : ""}${number(value)}`;
}
