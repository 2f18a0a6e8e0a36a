/** What a node has received: one line a use, in the order the contributions arrive, and their sum. */

import { html } from "preact";
import { brief } from "../format.js";
import { labelOf } from "../run/describe.js";
import { Icon } from "./icons.js";

/** @import { Store } from "../state/store.js" */
/** @import { Tensor } from "../types.js" */
/** @import { Contribution, Earlier, KnownGradient, Timeline } from "../run/timeline.js" */

/** @param {{store: Store, node: string}} props */
export function Ledger({ store, node }) {
  const timeline = store.timeline.value;
  const known = store.known.value;
  const gradient = known?.gradientOf(node);
  if (!timeline || !known || !gradient) return null;
  const label = labelOf(timeline, node);
  const rows = known.contributionsOf(node);
  const earlier = known.earlierOf(node);
  const hooked = rows.some(({ step }) => step.kind === "hook");
  const underWay = gradient.standing === "now";
  return html`<section class="ledger" aria-label=${`Contributions to ${label}`}>
    <h3>Gradient of <b>${label}</b> <${State} timeline=${timeline} gradient=${gradient} /></h3>
    <ol>
      ${earlier && html`<${EarlierRow} store=${store} earlier=${earlier} />`}
      ${rows.map((row) => html`<${Row} key=${row.step.index} store=${store} timeline=${timeline} row=${row} />`)}
    </ol>
    ${rows.length + (earlier ? 1 : 0) !== 1 && html`<p class="ledger-sum result">
      <span>${!underWay || hooked ? "in all" : gradient.final ? "their sum" : "so far"}</span>
      <span class="amount">${amountOf(gradient.tensor)}</span>
    </p>`}
  </section>`;
}

/** @param {{store: Store, earlier: Earlier}} props what the contributions of this pass are added to */
function EarlierRow({ store, earlier: { step, tensor } }) {
  return html`<li class="earlier">
    <button class="ledger-row" title=${`earlier passes: go to step ${step + 1}`} onClick=${() => store.seek(step)}>
      <span class="ledger-source">earlier passes</span>
      <span class="amount">${amountOf(tensor)}</span>
    </button>
  </li>`;
}

/** @param {Tensor | null} tensor null while it is on its way */
function amountOf(tensor) {
  return tensor ? brief(tensor) : "…";
}

/** @param {{timeline: Timeline, gradient: KnownGradient}} props */
function State({ timeline, gradient: { step, standing, final, received, expected } }) {
  const { pass, phase } = timeline.outline[step];
  if (standing === "past") return html`<span class="state past">of pass ${pass + 1}</span>`;
  if (standing === "kept") return html`<span class="state past">${
    phase === "backward" ? `kept from pass ${pass + 1}` : "set by the program"}</span>`;
  if (final) return html`<span class="state final">final <${Icon} name="check" /></span>`;
  return html`<span class="state">${received} of ${expected}</span>`;
}

/** @param {{store: Store, timeline: Timeline, row: Contribution}} props */
function Row({ store, timeline, row: { step, known } }) {
  const current = step.index === store.step.value;
  const seed = step.kind === "seed";
  const whole = known ? timeline.stepAt(step.index) : null;
  const amount = whole?.kind === "seed" ? whole.accumulated : whole && "contribution" in whole ? whole.contribution : null;
  const hook = step.kind === "hook";
  const source = seed ? "the backward pass starts" : hook ? "a hook makes of it" : `via ${labelOf(timeline, step.node)}`;
  return html`<li class=${known ? "" : "waiting"}>
    <button class=${current ? "ledger-row current" : "ledger-row"} title=${`${source}: go to step ${step.index + 1}`}
      onClick=${() => store.seek(step.index)}>
      <span class="ledger-source">${seed || hook ? source : html`via <b>${labelOf(timeline, step.node)}</b>`}</span>
      <span class="amount">${known ? amountOf(amount) : "waiting"}</span>
    </button>
  </li>`;
}
