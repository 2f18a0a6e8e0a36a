/** The button that takes the next step, named by what happens there. */

import { html } from "preact";
import { lineTitle, titleOf, turnTitle } from "../run/describe.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** @param {{store: Store, explanations: Explanations, timeline: Timeline}} props */
export function Next({ store, explanations, timeline }) {
  const byLine = store.stepSize.value === "line";
  const next = byLine ? store.step.value + 1 : timeline.nextStop(store.step.value);
  const step = timeline.outline[next];
  if (!step) return null;
  const turn = byLine ? store.lineStops.value.around(next) : timeline.turns.around(next);
  const leaves = step.kind === "leaf" && turn.from < turn.to;
  const title = byLine ? lineTitle(timeline, turn)
    : leaves ? turnTitle(timeline, turn) : explanations.of(next)?.title ?? titleOf(timeline, step);
  return html`<button class="next" onClick=${() => store.forward(byLine ? "line" : "edge")}>Next <b>${title}</b><kbd>${
    byLine ? "j" : "→"}</kbd></button>`;
}
