/**
 * What the graph shows: a pure function of the run's timeline, the step and the progress inside the step. A result
 * shows when what flows has arrived, not before.
 */

import { receiverOf } from "./timeline.js";

/** @import { Found, Origin } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Tensor } from "../types.js" */
/** @import { Known, KnownGradient, Timeline } from "./timeline.js" */

/** @typedef {"forward" | "backward"} Sense forward: with the arrow, backward: against it */
/** @typedef {{edge: string, sense: Sense, tensor: Tensor}} Flow */

/**
 * @typedef {object} Scene
 * @property {number} shown the step whose result shows: the one before while what flows is on its way
 * @property {Known["active"]} active
 * @property {Sense} sense which pass the step belongs to
 * @property {string | null} source the operation that works in this step
 * @property {string | null} receiver the node whose value or gradient changes in this step
 * @property {Flow[]} flows
 * @property {Tensor | null} seed what the backward pass starts with, in its first step
 * @property {(node: string) => Tensor | null} valueOf
 * @property {(node: string) => KnownGradient | null} gradientOf
 * @property {Known["stateOf"]} stateOf
 * @property {(origin: Origin, excerpt: Excerpt) => Found} arrayOf what there is of a tensor beyond its document
 */

const ARRIVAL = 0.8;

/**
 * True when what flows in a step has reached its receiver.
 * @param {number} progress
 */
export function arrived(progress) {
  return progress >= ARRIVAL;
}

/**
 * The share of the way that a flow has made: it starts slowly and arrives slowly.
 * @param {number} progress
 */
export function flowShare(progress) {
  const share = Math.min(1, progress / ARRIVAL);
  return share * share * (3 - 2 * share);
}

/**
 * @param {Timeline} timeline
 * @param {number} index of the step
 * @param {boolean} hasArrived
 * @param {Scene["arrayOf"]} arrayOf
 * @returns {Scene}
 */
export function sceneAt(timeline, index, hasArrived, arrayOf) {
  const now = timeline.at(index);
  const shown = hasArrived || index === 0 ? now : timeline.at(index - 1);
  const step = timeline.outline[index];
  const receiver = step === undefined ? null : receiverOf(step);
  const whole = step?.kind === "seed" ? timeline.stepAt(index) : null;
  return {
    shown: shown.step,
    active: now.active,
    sense: step?.phase === "backward" || step?.phase === "gradient" ? "backward" : "forward",
    source: step?.node ?? null,
    receiver,
    flows: step === undefined ? [] : flowsOf(timeline, index),
    seed: whole?.kind === "seed" ? whole.accumulated : null,
    valueOf: (node) => (node === receiver && step.kind !== "leaf" ? shown : now).valueOf(node),
    gradientOf: (node) => (node === receiver ? shown : now).gradientOf(node),
    stateOf: now.stateOf,
    arrayOf,
  };
}

/**
 * @param {Timeline} timeline
 * @param {number} index
 * @returns {Flow[]}
 */
function flowsOf(timeline, index) {
  const step = timeline.outline[index];
  if (step.kind === "contribute") {
    const whole = timeline.stepAt(index);
    return whole?.kind === "contribute" ? [{ edge: whole.edge, sense: "backward", tensor: whole.contribution }] : [];
  }
  if (step.kind !== "compute") return [];
  return (timeline.entering.get(step.node) ?? []).flatMap(({ id, from }) => {
    const tensor = timeline.nodes.get(from)?.value;
    return tensor ? [{ edge: id, sense: /** @type {Sense} */ ("forward"), tensor }] : [];
  });
}
