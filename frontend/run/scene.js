/**
 * What the graph shows: a pure function of the run's timeline, the step and the progress inside the step. A result
 * shows when what flows has arrived, not before.
 */

import { gradedAt, verdictsByNode } from "./checks.js";
import { factorOf, isNumber } from "./factor.js";
import { memoryOf, saysMore } from "./memory.js";
import { receiverOf } from "./timeline.js";

/** @import { Found, Origin } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Tensor } from "../types.js" */
/** @import { Verdict } from "./checks.js" */
/** @import { Factor } from "./factor.js" */
/** @import { LocalOf, Memory } from "./memory.js" */
/** @import { Known, KnownGradient, Timeline } from "./timeline.js" */

/** @typedef {"forward" | "backward"} Sense forward: with the arrow, backward: against it */
/**
 * @typedef {object} Flow
 * @property {string} edge
 * @property {Sense} sense
 * @property {Tensor} tensor what arrives
 * @property {{step: number, of: "contribution"} | {node: string, of: "value"}} origin of the tensor
 * @property {{tensor: Tensor, origin: Origin, factor: Factor | null} | null} upstream what a contribution is made of
 */
/** @typedef {{terms: Tensor[], total: Tensor}} Sum numbers */

/**
 * @typedef {object} Scene
 * @property {number} shown the step whose result shows: the one before while what flows is on its way
 * @property {Known["active"]} active
 * @property {Sense} sense which pass the step belongs to
 * @property {string | null} source the operation that works in this step
 * @property {string | null} receiver the node whose value or gradient changes in this step
 * @property {Flow[]} flows
 * @property {Tensor | null} seed what the backward pass starts with, in its first step
 * @property {Tensor | null} result what an operation makes of its inputs in this step
 * @property {(node: string) => Tensor | null} valueOf
 * @property {(node: string) => KnownGradient | null} gradientOf
 * @property {Known["stateOf"]} stateOf
 * @property {(node: string) => Sum | null} sumOf the gradient of a node as the sum that it is, where several numbers
 *   are added: by the current step, or by all of the pass
 * @property {(node: string) => Verdict | null} verdictOf the node as a gradient that the program computes by itself
 * @property {(edge: string) => Memory | null} memoryOf what the wire carried, where that says more than
 *   the cards
 * @property {boolean} landed what flows in this step has arrived
 * @property {(origin: Origin, excerpt: Excerpt) => Found} arrayOf what there is of a tensor beyond its document
 */

/**
 * @param {Timeline} timeline
 * @param {number} asked the index of the step; of those beyond the end, the last: while one run gives way to another,
 *   the step is already that of the other
 * @param {boolean} hasArrived
 * @param {Scene["arrayOf"]} arrayOf
 * @param {LocalOf} [localOf]
 * @returns {Scene}
 */
export function sceneAt(timeline, asked, hasArrived, arrayOf, localOf = () => null) {
  const index = Math.max(0, Math.min(asked, timeline.length - 1));
  const now = timeline.at(index);
  const shown = hasArrived || index === 0 ? now : timeline.at(index - 1);
  const step = timeline.outline[index];
  const receiver = step === undefined ? null : receiverOf(step);
  const whole = step?.kind === "seed" ? timeline.stepAt(index) : null;
  const verdicts = verdictsByNode(gradedAt(timeline.run.checks ?? [], shown.step));
  return {
    shown: shown.step,
    active: now.active,
    sense: step?.phase === "backward" || step?.phase === "gradient" ? "backward" : "forward",
    source: step?.node ?? null,
    receiver,
    flows: step === undefined ? [] : flowsOf(timeline, index, localOf),
    result: step?.kind === "compute" ? timeline.nodes.get(step.node)?.value ?? null : null,
    seed: whole?.kind === "seed" ? whole.accumulated : null,
    valueOf: (node) => (node === receiver && step.kind !== "leaf" ? shown : now).valueOf(node),
    gradientOf: (node) => (node === receiver ? shown : now).gradientOf(node),
    stateOf: now.stateOf,
    sumOf: (node) => (hasArrived && node === receiver ? added(timeline, index) : null) ?? summed(timeline, shown, node),
    verdictOf: (node) => verdicts.get(node) ?? null,
    memoryOf: (edge) => (saysMore(timeline, edge) ? memoryOf(timeline, edge, shown, localOf) : null),
    landed: hasArrived,
    arrayOf,
  };
}

/**
 * @param {Timeline} timeline
 * @param {number} index
 * @param {LocalOf} localOf
 * @returns {Flow[]}
 */
function flowsOf(timeline, index, localOf) {
  const step = timeline.outline[index];
  if (step.kind === "contribute") {
    const whole = timeline.stepAt(index);
    if (whole?.kind !== "contribute") return [];
    const { edge, contribution: tensor, upstream } = whole;
    return [{
      edge, tensor, sense: "backward", origin: { step: index, of: "contribution" },
      upstream: { tensor: upstream, origin: { step: index, of: "upstream" }, factor: factorOf(whole, localOf(index)) },
    }];
  }
  if (step.kind !== "compute") return [];
  return (timeline.entering.get(step.node) ?? []).flatMap(({ id, from }) => {
    const tensor = timeline.nodes.get(from)?.value;
    return tensor
      ? [{ edge: id, tensor, sense: /** @type {Sense} */ ("forward"), origin: { node: from, of: "value" }, upstream: null }]
      : [];
  });
}

/**
 * @param {Timeline} timeline
 * @param {number} index of a step that has landed
 * @returns {Sum | null} what its receiver had, and what arrives
 */
function added(timeline, index) {
  const step = timeline.outline[index].kind === "contribute" ? timeline.stepAt(index) : null;
  if (step?.kind !== "contribute") return null;
  const had = timeline.at(index - 1).gradientOf(step.to);
  if (!had || had.standing === "past") return null;
  return sumOf([had.tensor, step.contribution], step.accumulated);
}

/**
 * @param {Timeline} timeline
 * @param {Known} known
 * @param {string} node
 * @returns {Sum | null} all contributions to a node that has received its last
 */
function summed(timeline, known, node) {
  const gradient = known.gradientOf(node);
  if (!gradient || gradient.standing !== "now" || !gradient.final) return null;
  const earlier = known.earlierOf(node);
  const rows = known.contributionsOf(node).map(({ step }) => timeline.stepAt(step.index));
  const terms = rows.map((step) => (step?.kind === "contribute" ? step.contribution : null));
  return sumOf(earlier ? [earlier.tensor, ...terms] : terms, gradient.tensor);
}

/** @param {(Tensor | null)[]} terms @param {Tensor | null} total @returns {Sum | null} */
function sumOf(terms, total) {
  const here = terms.flatMap((term) => (term && isNumber(term) ? [term] : []));
  return total && isNumber(total) && here.length > 1 && here.length === terms.length ? { terms: here, total } : null;
}
