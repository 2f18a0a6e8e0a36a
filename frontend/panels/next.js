/** The button that takes the next step, named by what happens there. */

import { html } from "preact";
import { titleOf, turnTitle } from "../run/describe.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** @param {{store: Store, explanations: Explanations, timeline: Timeline}} props */
export function Next({ store, explanations, timeline }) {
  const next = timeline.nextStop(store.step.value);
  const step = timeline.outline[next];
  if (!step) return null;
  const turn = timeline.turnOf(next);
  const leaves = step.kind === "leaf" && turn.from < turn.to;
  const title = leaves ? turnTitle(timeline, turn) : explanations.of(next)?.title ?? titleOf(timeline, step);
  return html`<button class="next" onClick=${() => store.forward("edge")}>Next <b>${title}</b><kbd>→</kbd></button>`;
}
