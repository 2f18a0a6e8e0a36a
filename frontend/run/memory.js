/** What a wire remembers once its step is over, and where that says more than the cards. Pure. */

import { factorOf } from "./factor.js";
import { countUpTo } from "./stops.js";

/** @import { Origin } from "../service/arrays/arrays.js" */
/** @import { GraphEdge, Local, Tensor } from "../types.js" */
/** @import { Factor } from "./factor.js" */
/** @import { Known, Timeline } from "./timeline.js" */

/**
 * @typedef {object} Memory of a wire: the last contribution that it carried back, or the value before there is one
 * @property {number} step
 * @property {"forward" | "backward"} sense
 * @property {Factor | null} factor of a contribution
 * @property {Tensor} tensor
 * @property {Origin} origin of the tensor
 */
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
 * @param {Known} known
 * @param {LocalOf} localOf
 * @returns {Memory | null} null where nothing has flowed yet
 */
export function memoryOf(timeline, edge, known, localOf) {
  const state = known.stateOf(edge);
  if (state === "idle") return null;
  if (state === "forward") {
    const { from, to } = /** @type {GraphEdge} */ (timeline.edges.get(edge));
    const tensor = known.valueOf(from);
    const origin = { node: from, of: /** @type {const} */ ("value") };
    return tensor && { step: timeline.valueStep.get(to) ?? 0, sense: "forward", factor: null, tensor, origin };
  }
  const steps = timeline.edgeSteps.get(edge) ?? [];
  const step = steps[countUpTo(steps, known.step) - 1];
  const whole = timeline.stepAt(step);
  if (whole?.kind !== "contribute") return null;
  const origin = { step, of: /** @type {const} */ ("contribution") };
  return { step, sense: "backward", factor: factorOf(whole, localOf(step)), tensor: whole.contribution, origin };
}
