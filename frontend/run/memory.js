/** What a wire remembers of the backward pass once its step is over, and where that says more than the cards. Pure. */

import { factorOf } from "./factor.js";
import { countUpTo } from "./stops.js";

/** @import { Local, Tensor } from "../types.js" */
/** @import { Factor } from "./factor.js" */
/** @import { Timeline } from "./timeline.js" */

/** @typedef {{step: number, factor: Factor | null, tensor: Tensor}} Memory the last contribution that a wire carried */
/** @typedef {(step: number) => Local | null} LocalOf null: it is not here, or there is none */

/** A run of numbers with so few wires has room for all of them. */
const FEW_WIRES = 12;

/** @type {WeakMap<Timeline, boolean>} */
const small = new WeakMap();

/**
 * @param {Timeline} timeline
 * @returns {boolean} of numbers alone, with few wires
 */
function isSmall(timeline) {
  const { run } = timeline;
  const known = small.get(timeline)
    ?? (run.edges.length <= FEW_WIRES && run.nodes.every(({ value }) => value.shape.length === 0));
  small.set(timeline, known);
  return known;
}

/**
 * @param {Timeline} timeline
 * @param {string} edge
 * @returns {boolean} true where its value has other uses, or all is small
 */
export function saysMore(timeline, edge) {
  const from = timeline.edges.get(edge)?.from;
  return isSmall(timeline) || (from !== undefined && (timeline.leaving.get(from)?.length ?? 0) > 1);
}

/**
 * @param {Timeline} timeline
 * @param {string} edge
 * @param {number} step
 * @param {LocalOf} localOf
 * @returns {Memory | null} null where nothing has come back over the edge in the pass of the step
 */
export function memoryOf(timeline, edge, step, localOf) {
  const steps = timeline.edgeSteps.get(edge) ?? [];
  const at = steps[countUpTo(steps, step) - 1];
  if (at === undefined || at < (timeline.passAt(step)?.from ?? Infinity)) return null;
  const whole = timeline.stepAt(at);
  if (whole?.kind !== "contribute") return null;
  return { step: at, factor: factorOf(whole, localOf(at)), tensor: whole.contribution };
}
