/** Where the reader stands, as an address says it, and the way back there. */

import { anchorOf } from "../run/anchor.js";

/** @import { Place } from "./address.js" */
/** @import { Store, View } from "../state/store.js" */

/**
 * @param {Store} store
 * @returns {Place}
 */
export function placeIn(store) {
  // A text that has nothing of the lesson left does not go by its name.
  const lesson = store.standing.peek() === "other" ? null : store.lesson.peek();
  const source = store.source.peek();
  const run = store.run.peek();
  const choice = store.groupChoice.peek();
  return {
    lesson: lesson?.id ?? null,
    program: lesson?.source === source ? null : source,
    step: run ? anchorOf(run, store.step.peek()) : null,
    node: store.selected.peek(),
    unfold: store.unfold.peek().join(",") || null,
    leaves: store.leaves.peek() && JSON.stringify(store.leaves.peek()),
    target: store.target.peek(),
    tab: store.tab.peek() === "step" ? null : store.tab.peek(),
    by: store.granularity.peek(),
    open: choice && [...choice.open].join(","),
    closed: choice && ([...choice.closed].join(",") || null),
    look: lookIn(store),
    reading: store.reading.peek() === "graph" ? null : store.reading.peek(),
  };
}

/**
 * @param {Store} store
 * @returns {string | null} null while the camera follows the steps: they say where it is
 */
function lookIn(store) {
  const view = store.view.peek();
  if (store.follow.peek() || view === null) return null;
  return [Math.round(view.x), Math.round(view.y), Number(view.scale.toFixed(2))].join(",");
}

/**
 * Looks at the next run as a place says; its step and node come with the run.
 * @param {Store} store
 * @param {Place} place
 */
export function lookFrom(store, { by, open, closed, look, tab, reading }) {
  store.follow.value = look === null;
  const listed = (/** @type {string | null} */ ids) => new Set(ids?.split(",").filter(Boolean));
  const groupChoice = open === null && closed === null ? null : { open: listed(open), closed: listed(closed) };
  store.arrival = { view: viewFrom(look), granularity: by, groupChoice };
  store.tab.value = tab ?? "step";
  store.reading.value = reading ?? "graph";
}

/**
 * @param {string | null} look
 * @returns {View | null}
 */
function viewFrom(look) {
  if (look === null) return null;
  const [x, y, scale] = look.split(",").map(Number);
  return { x, y, scale };
}
