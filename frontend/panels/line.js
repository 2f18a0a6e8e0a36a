/** A line of the program, explained at once: what it makes, or in reverse what it hands on. */

import { html } from "preact";
import { lineTitle } from "../run/describe.js";
import { receiverOf } from "../run/timeline.js";
import { Ledger } from "./ledger.js";
import { Next } from "./next.js";
import { Part } from "./turn.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** @param {{store: Store, explanations: Explanations, stretch: {from: number, to: number}}} props steps, both included */
export function Line({ store, explanations, stretch }) {
  const timeline = /** @type {Timeline} */ (store.timeline.value);
  const stops = store.lineStops.value;
  const steps = timeline.outline.slice(stretch.from, stretch.to + 1);
  const { kind, phase } = steps[steps.length - 1];
  const senders = new Set(steps.map(({ node }) => node));
  const receivers = [...new Set(steps.map(receiverOf))].filter((node) => phase === "backward" && !senders.has(node));
  return html`<div class="step" data-kind=${kind} data-phase=${phase}>
    <p class="where">
      <span class=${`phase ${phase}`}>${phase}</span>
      Line ${stops.indexOf(stretch.to) + 1} of ${stops.count}
    </p>
    <h2>${lineTitle(timeline, stretch)}</h2>
    ${steps.map(({ index }) => html`<${Part} key=${index} store=${store} explanations=${explanations} index=${index} />`)}
    ${receivers.map((receiver) => html`<${Ledger} key=${receiver} store=${store} node=${receiver} />`)}
    <${Next} store=${store} explanations=${explanations} timeline=${timeline} />
  </div>`;
}
