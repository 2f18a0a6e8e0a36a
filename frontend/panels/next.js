/** What comes next, and the button that goes there. */

import { html } from "preact";
import { lineTitle, titleOf, turnTitle } from "../run/describe.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Phase } from "../types.js" */

/** @param {{store: Store, explanations: Explanations, timeline: Timeline}} props */
export function Next({ store, explanations, timeline }) {
  const byLine = store.stepSize.value === "line";
  const next = comingStep(store, explanations, timeline);
  return next && html`<button class="next" onClick=${() => store.forward(byLine ? "line" : "edge")}>Next <b>${next.title}</b><kbd>${
    byLine ? "j" : "→"}</kbd></button>`;
}

/**
 * @param {Store} store
 * @param {Explanations} explanations
 * @param {Timeline} timeline
 * @returns {{title: string, phase: Phase} | null} null at the end
 */
export function comingStep(store, explanations, timeline) {
  const byLine = store.stepSize.value === "line";
  const next = byLine ? store.step.value + 1 : timeline.nextStop(store.step.value);
  const step = timeline.outline[next];
  if (!step) return null;
  const turn = byLine ? store.lineStops.value.around(next) : timeline.turns.around(next);
  const leaves = step.kind === "leaf" && turn.from < turn.to;
  const title = byLine ? lineTitle(timeline, turn)
    : leaves ? turnTitle(timeline, turn) : explanations.of(next)?.title ?? titleOf(timeline, step);
  return { title, phase: step.phase };
}
