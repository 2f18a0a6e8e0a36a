/** The right side: the selected node, or else the current step. */

import { html } from "preact";
import { Mistake } from "./mistake.js";
import { NodeCard } from "./node.js";
import { Step } from "./step.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Explanations } from "../service/explanations.js" */
/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Unfolding } from "./parts.js" */

/**
 * @param {{store: Store, explanations: Explanations, arrays: Arrays, jacobians: LocalJacobians | null,
 *   unfolding: Unfolding}} props
 */
export function Inspector({ store, explanations, arrays, jacobians, unfolding }) {
  const { problem } = store;
  const [selected, timeline] = [store.selected.value, store.timeline.value];
  const steppedAway = selected !== null || (store.partial.value && store.step.value < (timeline?.length ?? 0) - 1);
  if (problem.value && !(timeline && steppedAway)) return html`<${Mistake} store=${store} problem=${problem.value} />`;
  if (!timeline) return html`<${Nothing} />`;
  if (selected !== null) return html`<${NodeCard} store=${store} arrays=${arrays} id=${selected}
    jacobians=${jacobians} unfolding=${unfolding} />`;
  return html`<${Step} store=${store} explanations=${explanations} arrays=${arrays}
    jacobians=${jacobians} />`;
}

function Nothing() {
  return html`<div class="step">
    <p class="where">Nothing to step through yet</p>
    <p class="sentence">As soon as the program makes a tensor, every step of its forward and backward pass is explained
      here.</p>
  </div>`;
}
