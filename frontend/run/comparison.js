/** Two runs beside each other as rows of a table: which of them, and in which order. Pure. */

import { toNumber } from "../format.js";

/** @import { ComparedNodes, ComparisonDocument, Entry } from "../types.js" */

/** @typedef {"order" | "value" | "gradient" | "ratio"} Order */

/**
 * @param {readonly ComparisonDocument[]} parts in their order
 * @returns {ComparisonDocument} all of them as one
 */
export function joinedRows(parts) {
  const last = parts[parts.length - 1];
  return { ...last, from: parts[0].from, rows: parts.flatMap(({ rows }) => rows) };
}

/**
 * @param {readonly ComparedNodes[]} rows
 * @param {{all: boolean, by: Order}} choice `all`: those that are the same, too
 * @returns {ComparedNodes[]} by the order of the program, or the largest difference first; what has no such number last
 */
export function rowsShown(rows, { all, by }) {
  const shown = all ? [...rows] : rows.filter(({ same }) => !same);
  if (by === "order") return shown;
  const sizes = new Map(shown.map((row) => [row, sizeOf(row, by)]));
  const size = (/** @type {ComparedNodes} */ row) => /** @type {number} */ (sizes.get(row));
  return shown.sort((one, other) => size(other) - size(one));
}

/**
 * @param {ComparedNodes} row
 * @param {Exclude<Order, "order">} by
 * @returns {number} −1 where there is none
 */
function sizeOf({ value, gradient }, by) {
  if (by === "ratio") {
    const ratio = Math.abs(Number(gradient?.ratio ?? NaN));
    // A tenth is as far from the same as ten times.
    return ratio > 0 ? Math.abs(Math.log(ratio)) : ratio === 0 ? Infinity : -1;
  }
  const size = Math.abs(Number((by === "value" ? value : gradient)?.difference ?? NaN));
  return Number.isNaN(size) ? -1 : size;
}

/**
 * @param {ComparedNodes} row
 * @param {boolean} final its gradient is complete at the step, so that it can be told
 * @returns {{quantity: "value" | "gradient", a: Entry | null, difference: Entry | null, several: boolean} | null} what of
 *   the node differs: its value, or else its gradient; null where nothing does
 */
export function partOf({ a, b, value, gradient }, final) {
  const several = (b ?? a)?.shape.length !== 0;
  if (!value.same) return { quantity: "value", a: value.a, difference: value.difference, several };
  if (!final || !gradient || gradient.same) return null;
  return { quantity: "gradient", a: gradient.a, difference: gradient.difference, several };
}

/** @param {Entry | null | undefined} entry */
export function isNumber(entry) {
  return entry !== null && entry !== undefined && !Number.isNaN(toNumber(entry));
}
