/** The right side: the pinned entry, the selected node, or else the current step. */

import { html } from "preact";
import { later } from "./later.js";
import { Mistake } from "./mistake.js";
import { NodeCard } from "./node.js";
import { Step } from "./step.js";
import { Welcome, isAtTheBeginning } from "./welcome.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Explanations } from "../service/explanations.js" */
/** @import { Curves } from "../service/curves.js" */
/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Unfolding } from "./parts.js" */
/** @import { Held } from "./reading.js" */
/** @import { Places } from "./welcome.js" */

const EntryCard = later(async () => (await import("./entry.js")).EntryCard);

/**
 * @param {{store: Store, explanations: Explanations, arrays: Arrays, jacobians: LocalJacobians | null, curves?: Curves,
 *   unfolding: Unfolding, places: Places | null, held: Held | null}} props
 */
export function Inspector({ store, explanations, arrays, jacobians, curves, unfolding, places, held }) {
  const { problem } = store.program;
  const [selected, timeline] = [store.selected.value, store.timeline.value];
  const steppedAway = selected !== null || store.asking.pinned !== null || (store.partial.value && store.step.value < (timeline?.length ?? 0) - 1);
  if (problem.value && !(timeline && steppedAway)) return html`<${Mistake} store=${store} problem=${problem.value} />`;
  if (!timeline) return html`<${Nothing} />`;
  const hold = store.hold.value;
  if (held && hold && hold.node !== selected) return html`<${held.Panel} />`;
  const { pinned } = store.asking;
  if (pinned) return html`<${EntryCard} store=${store} spot=${pinned} />`;
  if (selected !== null) return html`<${NodeCard} store=${store} arrays=${arrays} id=${selected}
    jacobians=${jacobians} curves=${curves} unfolding=${unfolding} held=${held} />`;
  if (places && isAtTheBeginning(store)) return html`<${Welcome} store=${store} places=${places} />`;
  return html`<${Step} store=${store} explanations=${explanations} arrays=${arrays}
    jacobians=${jacobians} curves=${curves} places=${places} />`;
}

function Nothing() {
  return html`<div class="step">
    <p class="where">Nothing to step through yet</p>
    <p class="sentence">As soon as the program makes a tensor, every step of its forward and backward pass is explained
      here.</p>
  </div>`;
}
