/** The numbers of a leaf: one by one, all of them with another at a place, and how far one key moves them. Pure. */

import { toNumber } from "../format.js";

/** @import { Entry, GraphNode, Nested, Numbers } from "../types.js" */
/** @typedef {"boolean" | "integer" | "real"} Kind */

/** @param {GraphNode} node @returns {Kind} */
export function kindOf({ dtype }) {
  return dtype === "bool" ? "boolean" : /^u?int/.test(dtype) ? "integer" : "real";
}

/** @param {{value: {data: Nested | null}}} held @returns {Entry[]} in row-major order */
export function entriesOf({ value: { data } }) {
  /** @param {Nested | null} nested @returns {Entry[]} */
  const flat = (nested) => (Array.isArray(nested) ? nested.flatMap(flat) : nested === null ? [] : [nested]);
  return flat(data);
}

/** @param {GraphNode} node @param {number} place */
export function numberIn(node, place) {
  return toNumber(entriesOf(node)[place]);
}

/**
 * @param {GraphNode} node
 * @param {number} place
 * @param {number} value
 * @returns {Numbers} its numbers in their shape, with another one at the place
 */
export function nestedWith(node, place, value) {
  let at = 0;
  /** @param {Nested} nested @returns {Numbers} */
  const copy = (nested) =>
    Array.isArray(nested) ? nested.map(copy) : at++ === place ? value : typeof nested === "boolean" ? Number(nested) : nested;
  return copy(/** @type {Nested} */ (node.value.data));
}

/**
 * @param {GraphNode} node
 * @param {number} place
 * @param {number} by
 * @returns {Numbers} in the shape of the node: 0 but at the place
 */
export function addedAt(node, place, by) {
  let at = 0;
  /** @param {Nested} nested @returns {Numbers} */
  const copy = (nested) => (Array.isArray(nested) ? nested.map(copy) : at++ === place ? by : 0);
  return copy(/** @type {Nested} */ (node.value.data));
}

/**
 * @param {number} value where the hand takes hold
 * @param {Kind} kind
 * @param {{coarser: boolean, finer: boolean}} how
 * @returns {number} a power of ten: what one key moves by; ten pixels of a hand move by as much
 */
export function stepFor(value, kind, { coarser, finer }) {
  if (kind === "boolean") return 1;
  const size = Math.abs(value);
  const usual = kind === "integer" ? 0 : Math.max(-12, Math.floor(Math.log10(size > 0 && Number.isFinite(size) ? size : 1)) - 1);
  const power = usual + (coarser ? 1 : 0) - (finer ? 1 : 0);
  // Read as it is written, so that it is the number nearest to the power.
  return Number(`1e${kind === "integer" ? Math.max(0, power) : power}`);
}

/**
 * @param {number} from
 * @param {number} steps may be a part of one
 * @param {number} step a power of ten
 * @param {Kind} kind
 * @returns {number} in as many decimals as a tenth of the step has
 */
export function moved(from, steps, step, kind) {
  if (kind === "boolean") return steps > 0 ? 1 : steps < 0 ? 0 : from;
  const target = from + steps * step;
  if (kind === "integer") return Math.round(target);
  const decimals = Math.min(15, Math.max(0, 1 - Math.round(Math.log10(step))));
  return Number(target.toFixed(decimals)) + 0;
}
