/** Says each step as a sentence to those who listen: once the reader stands still, never while it plays. */

import { effect } from "preact";
import { titleOf } from "../describe.js";

/** @import { Explanations } from "../explanations.js" */
/** @import { Store } from "../store.js" */

/** Milliseconds that a step must last before it is worth saying. */
const SETTLED = 350;

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {Explanations} explanations
 */
export function mountAnnouncer(element, store, explanations) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  effect(() => {
    const timeline = store.timeline.value;
    const step = store.step.value;
    const playing = store.playing.value;
    const explanation = explanations.of(step);
    clearTimeout(waiting);
    if (!timeline || playing) return;
    const title = explanation?.title ?? titleOf(timeline, timeline.outline[step]);
    const words = `Step ${step + 1} of ${timeline.length}. ${title}. ${explanation?.sentence ?? ""}`;
    waiting = setTimeout(() => (element.textContent = words), SETTLED);
  });
}
