/** What a node has received: one line a use, in the order the contributions arrive, and their sum. */

import { html } from "preact";
import { brief } from "../format.js";
import { labelOf } from "../describe.js";
import { Icon } from "./icons.js";

/** @import { Store } from "../store.js" */
/** @import { Tensor } from "../types.js" */
/** @import { Contribution, KnownGradient, Timeline } from "../timeline.js" */

/** @param {{store: Store, node: string}} props */
export function Ledger({ store, node }) {
  const timeline = store.timeline.value;
  const known = store.known.value;
  const gradient = known?.gradientOf(node);
  if (!timeline || !known || !gradient) return null;
  const label = labelOf(timeline, node);
  const rows = known.contributionsOf(node);
  return html`<section class="ledger" aria-label=${`Contributions to ${label}`}>
    <h3>Gradient of <b>${label}</b> <${State} gradient=${gradient} /></h3>
    <ol>${rows.map((row) => html`<${Row} key=${row.step.index} store=${store} timeline=${timeline} row=${row} />`)}</ol>
    ${rows.length > 1 && html`<p class="ledger-sum">
      <span>${gradient.final ? "their sum" : "so far"}</span><span class="amount">${amountOf(gradient.tensor)}</span>
    </p>`}
  </section>`;
}

/** @param {Tensor | null} tensor null while it is on its way */
function amountOf(tensor) {
  return tensor ? brief(tensor) : "…";
}

/** @param {{gradient: KnownGradient}} props */
function State({ gradient: { final, received, expected } }) {
  if (final) return html`<span class="state final">final <${Icon} name="check" /></span>`;
  return html`<span class="state">${received} of ${expected}</span>`;
}

/** @param {{store: Store, timeline: Timeline, row: Contribution}} props */
function Row({ store, timeline, row: { step, known } }) {
  const current = step.index === store.step.value;
  const seed = step.kind === "seed";
  const whole = known ? timeline.stepAt(step.index) : null;
  const amount = whole?.kind === "contribute" ? whole.contribution : whole?.kind === "seed" ? whole.accumulated : null;
  const source = seed ? "the backward pass starts" : `via ${labelOf(timeline, step.node)}`;
  return html`<li class=${known ? "" : "waiting"}>
    <button class=${current ? "ledger-row current" : "ledger-row"} title=${`${source}: go to step ${step.index + 1}`}
      onClick=${() => store.seek(step.index)}>
      <span class="ledger-source">${seed ? source : html`via <b>${labelOf(timeline, step.node)}</b>`}</span>
      <span class="amount">${known ? amountOf(amount) : "waiting"}</span>
    </button>
  </li>`;
}
