/** Says each step as a sentence to those who listen: once the reader stands still, never while it plays. */

import { effect } from "preact";
import { lineTitle, spokenOf, turnTitle } from "../run/describe.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */

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
    const stopped = store.stopped.value?.why ?? "";
    const { from, to } = store.shownSteps.value;
    const byLine = store.shownByLine.value;
    clearTimeout(waiting);
    if (!timeline || playing) return;
    const place = `Step ${step + 1} of ${timeline.length}.`;
    const title = (byLine ? lineTitle : turnTitle)(timeline, { from, to });
    const words = from === to ? wordsOf(timeline, explanations, step) : turnWords(timeline, explanations, title, { from, to });
    waiting = setTimeout(() => (element.textContent = [stopped, place, words].filter(Boolean).join(" ")), SETTLED);
  });
}

/**
 * @param {Timeline} timeline
 * @param {Explanations} explanations
 * @param {number} step
 */
function wordsOf(timeline, explanations, step) {
  const explanation = explanations.of(step);
  return `${spokenOf(timeline, step, explanation)}. ${explanation?.sentence ?? ""}`;
}

/**
 * @param {Timeline} timeline
 * @param {Explanations} explanations
 * @param {string} title
 * @param {{from: number, to: number}} turn
 */
function turnWords(timeline, explanations, title, turn) {
  if (timeline.outline[turn.to].kind === "leaf") return `${title}.`;
  const steps = timeline.outline.slice(turn.from, turn.to + 1);
  return [title, ...steps.map(({ index }) => spokenOf(timeline, index, explanations.of(index)))].join(". ") + ".";
}
