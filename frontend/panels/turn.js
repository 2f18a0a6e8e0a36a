/** Several steps explained at once: all that one node hands on in the backward pass, or the leaves of a program. */

import { html } from "preact";
import { labelOf, originOf, turnTitle } from "../run/describe.js";
import { brief } from "../format.js";
import { receiverOf } from "../run/timeline.js";
import { Formula } from "./formula.js";
import { Ledger } from "./ledger.js";
import { Next } from "./next.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { GraphNode, StepOutline } from "../types.js" */

/** Leaves in the list. */
const MOST = 200;

/** @param {{store: Store, explanations: Explanations, turn: {from: number, to: number}}} props both included */
export function Turn({ store, explanations, turn }) {
  const timeline = /** @type {Timeline} */ (store.timeline.value);
  const steps = timeline.outline.slice(turn.from, turn.to + 1);
  const { kind, phase, node } = steps[0];
  const leaves = kind === "leaf";
  const receivers = leaves ? [] : [...new Set(steps.map(receiverOf))];
  const origin = leaves ? "" : ` · ${originOf(/** @type {GraphNode} */ (timeline.nodes.get(node)))}`;
  return html`<div class="step" data-kind=${kind} data-phase=${phase}>
    <p class="where">
      <span class=${`phase ${phase}`}>${phase}</span>
      Steps ${turn.from + 1} to ${turn.to + 1} of ${timeline.length}${origin}
    </p>
    <h2>${turnTitle(timeline, turn)}</h2>
    ${leaves
      ? html`<${Leaves} store=${store} timeline=${timeline} steps=${steps} />`
      : steps.map((step) => html`<${Part} key=${step.index} store=${store} explanations=${explanations}
        index=${step.index} />`)}
    ${receivers.map((receiver) => html`<${Ledger} key=${receiver} store=${store} node=${receiver} />`)}
    <${Next} store=${store} explanations=${explanations} timeline=${timeline} />
  </div>`;
}

/** @param {{store: Store, explanations: Explanations, index: number}} props one contribution of several */
export function Part({ store, explanations, index }) {
  const explanation = explanations.of(index);
  const formula = explanation?.numbers ?? explanation?.formula;
  return html`<section class="turn-part" aria-label=${explanation?.title}>
    <h3><button class="turn-step" onClick=${() => store.seek(index)}>${explanation?.title ?? "…"}</button></h3>
    ${explanation && html`<p>${explanation.sentence}</p>`}
    ${formula && html`<${Formula} formula=${formula} label=${explanation?.title} />`}
    ${explanation?.zero && html`<p class="remark zero"><b>Why exactly 0?</b> ${explanation.zero}</p>`}
  </section>`;
}

/** @param {{store: Store, timeline: Timeline, steps: StepOutline[]}} props */
function Leaves({ store, timeline, steps }) {
  const more = steps.length - MOST;
  return html`<p class="sentence">The program starts from these values. The backward pass finds how the result changes
      with each parameter.</p>
    <ul class="leaves">
      ${steps.slice(0, MOST).map(({ index, node }) => {
        const { role, value } = /** @type {GraphNode} */ (timeline.nodes.get(node));
        return html`<li key=${index}><button class="ledger-row" title=${`All about ${labelOf(timeline, node)}`}
          onClick=${() => store.select(node)}>
          <span class="ledger-source"><b>${labelOf(timeline, node)}</b> ${role}</span>
          <span class="amount">${brief(value)}</span>
        </button></li>`;
      })}
      ${more > 0 && html`<li class="more">and ${more} more</li>`}
    </ul>`;
}
