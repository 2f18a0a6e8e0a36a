/** Where the reader stands, as an address says it, and the way back there. */

import { anchorOf } from "../run/anchor.js";
import { usualDirection } from "./environment.js";

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
    direction: store.direction.peek() === usualDirection() ? null : store.direction.peek(),
    unfold: store.unfold.peek().join(",") || null,
    leaves: store.leaves.peek() && JSON.stringify(store.leaves.peek()),
    target: store.target.peek(),
    tab: store.tab.peek() === "step" ? null : store.tab.peek(),
    by: store.granularity.peek(),
    open: choice && [...choice.open].join(","),
    closed: choice && ([...choice.closed].join(",") || null),
    camera: cameraIn(store),
  };
}

/**
 * @param {Store} store
 * @returns {string | null} null while the camera follows the steps: they say where it is
 */
function cameraIn(store) {
  const view = store.view.peek();
  if (store.follow.peek() || view === null) return null;
  return [Math.round(view.x), Math.round(view.y), Number(view.scale.toFixed(3))].join(",");
}

/**
 * Looks at the next run as a place says; its step and node come with the run.
 * @param {Store} store
 * @param {Place} place
 */
export function lookFrom(store, { direction, by, open, closed, camera, tab }) {
  store.direction.value = direction ?? usualDirection();
  store.follow.value = camera === null;
  const listed = (/** @type {string | null} */ ids) => new Set(ids?.split(",").filter(Boolean));
  const groupChoice = open === null && closed === null ? null : { open: listed(open), closed: listed(closed) };
  store.arrival = { view: viewFrom(camera), granularity: by, groupChoice };
  store.tab.value = tab ?? "step";
}

/**
 * @param {string | null} camera
 * @returns {View | null}
 */
function viewFrom(camera) {
  if (camera === null) return null;
  const [x, y, scale] = camera.split(",").map(Number);
  return { x, y, scale };
}
