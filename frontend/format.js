/** Numbers, shapes and tensors as the page writes them. Pure. */

/** @import { Entry, Nested, Tensor } from "./types.js" */

export const MINUS = "−";

/**
 * The number a JSON entry stands for.
 * @param {Entry} entry
 * @returns {number}
 */
export function toNumber(entry) {
  return Number(entry);
}

/**
 * Integers as integers, everything else with `digits` significant digits and no trailing zeros; powers of ten where a
 * plain number would hide the digits (1e-6 is never 0.0000).
 * @param {Entry} entry
 * @param {number} digits
 */
export function number(entry, digits = 4) {
  const value = toNumber(entry);
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "∞";
  if (value === -Infinity) return `${MINUS}∞`;
  if (value === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (Number.isInteger(size) && size < 1e7) return sign + size;
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < Math.max(digits, 6)) {
    return sign + withoutTrailingZeros(size.toFixed(Math.max(0, digits - 1 - exponent)));
  }
  return `${sign}${withoutTrailingZeros(mantissa)}e${exponent < 0 ? MINUS : ""}${Math.abs(exponent)}`;
}

/** @param {string} text */
function withoutTrailingZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * "2×3"; "[3]" for a vector, as a bare number would read as a value; "" for a scalar.
 * @param {readonly number[]} sizes
 */
export function shape(sizes) {
  return sizes.length === 1 ? `[${sizes[0]}]` : sizes.join("×");
}

/**
 * The shape in words that fit a sentence: "scalar", "vector of 3", "2×3", "empty, 0×3".
 * @param {readonly number[]} sizes
 */
export function shapeWords(sizes) {
  if (sizes.length === 0) return "scalar";
  if (sizes.includes(0)) return `empty, ${shape(sizes)}`;
  return sizes.length === 1 ? `vector of ${sizes[0]}` : shape(sizes);
}

/**
 * A tensor as rows and columns, as it is printed: a scalar is one cell, a vector one row, and the leading axes of a
 * deeper tensor are stacked, `rowsPerBlock` rows each. `whole` is false when only the corner is at hand.
 * @param {Tensor} tensor
 * @returns {{rows: Entry[][], columns: number, rowsPerBlock: number, whole: boolean}}
 */
export function matrix(tensor) {
  const whole = tensor.data !== null;
  const nested = /** @type {Nested} */ (whole ? tensor.data : tensor.corner ?? []);
  const rows = rowsOf(nested);
  const columns = rows.length ? rows[0].length : 0;
  const rowsPerBlock = whole && tensor.shape.length > 2 ? tensor.shape[tensor.shape.length - 2] : rows.length;
  return { rows, columns, rowsPerBlock, whole };
}

/**
 * @param {Nested} nested
 * @returns {Entry[][]}
 */
function rowsOf(nested) {
  if (!Array.isArray(nested)) return [[nested]];
  if (nested.length === 0) return [];
  if (!Array.isArray(nested[0])) return [/** @type {Entry[]} */ (nested)];
  return nested.flatMap(rowsOf);
}

/**
 * The largest magnitude among the finite entries; 0 when there is none. It scales the fill of the cells.
 * @param {Tensor} tensor
 */
export function largest(tensor) {
  const { min, max } = tensor.summary;
  if (tensor.data === null && min !== null && max !== null) {
    const bound = Math.max(Math.abs(toNumber(min)), Math.abs(toNumber(max)));
    if (Number.isFinite(bound)) return bound;
  }
  const sizes = matrix(tensor).rows.flat().map((entry) => Math.abs(toNumber(entry))).filter(Number.isFinite);
  return sizes.length ? Math.max(...sizes) : 0;
}

/**
 * How strongly a cell is filled, 0…1.
 * @param {Entry} entry
 * @param {number} scale the magnitude that fills fully, from `largest`
 */
export function strength(entry, scale) {
  const size = Math.abs(toNumber(entry));
  return Number.isFinite(size) && scale > 0 ? Math.min(1, size / scale) : 0;
}

/**
 * "0.41 … 0.8602", the least and the greatest entry, or "all 0.5", and how many are neither; "" of a tensor without entries.
 * @param {Tensor} tensor
 * @param {number} digits
 */
export function range({ summary: { min, max, nonfinite } }, digits) {
  const strange = nonfinite > 0 ? `${nonfinite} not finite` : "";
  if (min === null || max === null) return strange;
  const words = min === max ? `all ${number(min, digits)}` : `${number(min, digits)} … ${number(max, digits)}`;
  return strange ? `${words}, ${strange}` : words;
}

/**
 * A tensor in the space of a line: all of it up to four entries, else "0.41 … 0.8602", the least and the greatest.
 * @param {Tensor} tensor
 * @param {number} digits
 */
export function brief(tensor, digits = 4) {
  if (tensor.shape.includes(0)) return "empty";
  const { rows, whole } = matrix(tensor);
  const entries = rows.flat();
  if (tensor.shape.length === 0) return number(entries[0], digits);
  if (whole && entries.length <= 4) {
    const inner = rows.map((row) => `[${row.map((entry) => number(entry, digits)).join(", ")}]`);
    return tensor.shape.length === 1 ? inner[0] : `[${inner.join(", ")}]`;
  }
  const { min, max, nonfinite } = tensor.summary;
  const strange = nonfinite > 0 ? `, ${nonfinite} not finite` : "";
  if (min === null || max === null) return `${entries.length} entries${strange}`;
  return `${number(min, digits)} … ${number(max, digits)}${strange}`;
}

/**
 * "1 step", "3 steps".
 * @param {number} amount
 * @param {string} noun
 */
export function count(amount, noun) {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/**
 * "22:10" today, "28 Nov, 22:10" on another day.
 * @param {number} time milliseconds since 1970
 * @param {Date} [now]
 */
export function when(time, now = new Date()) {
  const date = new Date(time);
  const clock = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === now.toDateString()) return clock;
  return `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${clock}`;
}

/**
 * With how many digits a row of cells fits, all as wide as the longest number.
 * @param {readonly Entry[]} entries of all rows
 * @param {number} columns
 * @param {readonly number[]} choices of digits, the best first
 * @param {{row: number, figure: number, around: number}} room in pixels: what a row has, what a figure takes, and what
 *   lies around the figures of a cell
 * @returns {{digits: number, wide: number} | null} `wide`: of a cell, in pixels; null where none fits
 */
export function fittingDigits(entries, columns, choices, { row, figure, around }) {
  for (const digits of choices) {
    const wide = Math.max(0, ...entries.map((entry) => number(entry, digits).length)) * figure + around;
    if (wide * columns <= row) return { digits, wide };
  }
  return null;
}
