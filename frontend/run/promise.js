/** What a gradient promises of a move, beside what comes of it; and what else has changed. Pure. */

import { entriesOf } from "./leaves.js";
import { calledOf } from "./names.js";
import { toNumber } from "../format.js";

/** @import { GraphNode, RunDocument, Tensor } from "../types.js" */
/** @import { Hold } from "../state/store.js" */

/**
 * @typedef {object} Promised
 * @property {GraphNode} target as it was
 * @property {number} slope of the target by the number, where it stood
 * @property {number} by how far the number moved
 * @property {number} promised slope · by
 * @property {number} true what came of it
 * @property {number | null} slopeNow null of a nudge, which tells no gradients
 */

/**
 * @param {Hold} hold
 * @param {RunDocument} now the run at the other number
 * @returns {Promised | string} or why no gradient promises anything
 */
export function promiseOf({ base, node: id, place, before, now: value, sameCourse, inside }, now) {
  const [one, other] = [nodeIn(base, id), nodeIn(now, id)];
  const target = nodeIn(base, base.target ?? "");
  const targetNow = nodeIn(now, now.target ?? "");
  if (!sameCourse) return "At this number the program takes another course: what follows from it is not one curve.";
  if (!one || !other || !target || !targetNow) return "There is no result to watch.";
  if (target.shape.length > 0) return `${calledOf(target)} is not a single number.`;
  if (base.passes !== 1) return `The program sends gradients back ${base.passes === 0 ? "not once" : `${base.passes} times`}, so no single one promises how far ${calledOf(target)} goes.`;
  if (one.dtype === "bool" || one.dtype.startsWith("int")) return `${calledOf(one)} has no gradient: it does not change by small steps.`;
  const slope = gradientAt(one, place);
  if (slope === null) return `${calledOf(one)} has no gradient that could promise how far ${calledOf(target)} goes.`;
  const by = value - before;
  return {
    target, slope, by, promised: slope * by, true: single(targetNow.value) - single(target.value),
    slopeNow: inside ? null : gradientAt(other, place),
  };
}

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {"value" | "gradient"} quantity
 * @property {number} before
 * @property {number} now
 */

/**
 * The single numbers that changed most tellingly: the target, then the gradients of leaves, then values by their order.
 * @param {RunDocument} base
 * @param {RunDocument} now
 * @param {string} moved the leaf in hand
 * @param {number} most
 * @returns {Row[]}
 */
export function rowsOf(base, now, moved, most) {
  const target = nodeIn(base, base.target ?? "");
  const rows = { first: /** @type {Row[]} */ ([]), gradients: /** @type {Row[]} */ ([]), values: /** @type {Row[]} */ ([]) };
  base.nodes.forEach((node, index) => {
    const other = now.nodes[index];
    if (node.shape.length > 0) return;
    if (node.id !== moved && !same(node.value, other.value)) {
      (node === target ? rows.first : rows.values).push({ what: calledOf(node), quantity: "value", before: single(node.value), now: single(other.value) });
    }
    if (node.op === "leaf" && node.gradient && other.gradient && !same(node.gradient, other.gradient)) {
      const what = `∂${target ? calledOf(target) : ""}/∂${calledOf(node)}`;
      rows.gradients.push({ what, quantity: "gradient", before: single(node.gradient), now: single(other.gradient) });
    }
  });
  return [...rows.first, ...rows.gradients, ...rows.values.reverse()].slice(0, most);
}

/**
 * @param {Tensor} before
 * @param {Tensor} now
 * @returns {number} how far the entry that moved most has moved, with its sign; NaN where that cannot be told
 */
export function largestMove(before, now) {
  if (before.data === null || now.data === null) return NaN;
  const [ones, others] = [flat(before), flat(now)];
  return others.reduce((most, entry, index) => {
    const by = entry - ones[index];
    return Math.abs(by) > Math.abs(most) ? by : most;
  }, 0);
}

/** @param {Tensor} one @param {Tensor} other */
export function same(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** @param {RunDocument} run @param {string} id */
function nodeIn(run, id) {
  return run.nodes.find((node) => node.id === id) ?? null;
}

/** @param {Tensor} tensor @returns {number} */
function single({ data }) {
  return toNumber(/** @type {import("../types.js").Entry} */ (data));
}

/** @param {Tensor} tensor */
function flat(tensor) {
  return entriesOf(/** @type {GraphNode} */ (/** @type {unknown} */ ({ value: tensor }))).map(toNumber);
}

/** @param {GraphNode} node @param {number} place */
function gradientAt({ gradient }, place) {
  return gradient && gradient.data !== null ? flat(gradient)[place] : null;
}
