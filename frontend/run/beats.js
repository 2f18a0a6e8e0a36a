/**
 * The beats of a step. Backward: the upstream gradient comes to the gate, meets the local derivative and becomes the
 * product, which travels and lands. Forward: the inputs come to the gate, meet, and the result goes into its card. Pure.
 */

/** @typedef {"comes" | "meets" | "travels" | "landed"} Beat */

/** Milliseconds at speed 1. */
export const STEP = 1100;

/** Where beats end, as shares of a step: forward, inputs have whole wires to travel. */
export const BEATS = {
  backward: { comes: 300 / STEP, becomes: 525 / STEP, meets: 750 / STEP },
  forward: { comes: 500 / STEP, becomes: 625 / STEP, meets: 750 / STEP },
};
export const LANDS = 1050 / STEP;

/** Where nothing may move, these moments stand for the beats. */
const STATES = [0, BEATS.backward.comes, BEATS.backward.meets, 1];

/**
 * True when what flows in a step has reached its receiver, whose result shows from then on.
 * @param {number} progress
 */
export function arrived(progress) {
  return progress >= LANDS;
}

/**
 * @param {number} progress
 * @param {"forward" | "backward"} sense
 * @returns {Beat}
 */
export function beatAt(progress, sense) {
  const { comes, meets } = BEATS[sense];
  if (progress < comes) return "comes";
  if (progress < meets) return "meets";
  return arrived(progress) ? "landed" : "travels";
}

/**
 * @param {number} progress
 * @returns {number} the last moment up to it at which a beat can be seen standing still
 */
export function standing(progress) {
  return /** @type {number} */ (STATES.findLast((state) => state <= progress));
}

/** Slow at both ends. @param {number} share 0…1 */
export function eased(share) {
  return share * share * (3 - 2 * share);
}
