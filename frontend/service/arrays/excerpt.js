/**
 * Which entries of a tensor are shown: rows and columns of one plane, each from a first one on at even distances. A
 * vector is one row, and a deeper tensor a pile of planes. Pure.
 */

/** @typedef {{first: number, to: number, step: number, size: number}} Range of `size` rows or columns, without `to` */
/**
 * @typedef {object} Excerpt
 * @property {number[]} at the plane: an index for each axis before the last two
 * @property {Range} rows
 * @property {Range} columns
 */

/**
 * @param {readonly number[]} shape
 * @returns {{rows: number, columns: number, planes: number}}
 */
export function sizesOf(shape) {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  return { rows, columns, planes: shape.slice(0, -2).reduce((product, size) => product * size, 1) };
}

/**
 * All of a plane, thinned out evenly to at most so many rows and columns.
 * @param {readonly number[]} shape
 * @param {{rows: number, columns: number}} most
 * @param {number} plane counted in row-major order
 * @returns {Excerpt}
 */
export function thinned(shape, most, plane = 0) {
  const { rows, columns } = sizesOf(shape);
  const range = (/** @type {number} */ size, /** @type {number} */ bound) =>
    ({ first: 0, to: size, step: Math.ceil(size / bound), size });
  return { at: indexOf(shape, plane), rows: range(rows, most.rows), columns: range(columns, most.columns) };
}

/**
 * Every entry around one of them, at most so many rows and columns.
 * @param {readonly number[]} shape
 * @param {{rows: number, columns: number}} most
 * @param {{plane: number, row: number, column: number}} centre
 * @returns {Excerpt}
 */
export function around(shape, most, { plane, row, column }) {
  const { rows, columns } = sizesOf(shape);
  const range = (/** @type {number} */ size, /** @type {number} */ bound, /** @type {number} */ middle) => {
    const length = Math.min(size, bound);
    const first = Math.max(0, Math.min(size - length, middle - (length >> 1)));
    return { first, to: first + length, step: 1, size };
  };
  return {
    at: indexOf(shape, plane),
    rows: range(rows, most.rows, row),
    columns: range(columns, most.columns, column),
  };
}

/**
 * @param {Range} range of neighbours
 * @param {number} by so many rows or columns
 * @returns {number} the middle of the range moved on, as far as the tensor goes: what `around` takes
 */
export function middleMoved({ first, to, size }, by) {
  const length = to - first;
  return Math.max(0, Math.min(size - length, first + by)) + (length >> 1);
}

/** @param {Range} range */
export function countOf({ first, to, step }) {
  return Math.ceil((to - first) / step);
}

/**
 * @param {Range} range
 * @param {number} index of a row or column
 */
export function holds({ first, to }, index) {
  return first <= index && index < to;
}

/**
 * The shown row or column that stands at an index, or before it where that one is left out.
 * @param {Range} range
 * @param {number} index
 * @returns {number} counted among those shown
 */
export function placeOf({ first, step }, index) {
  return Math.floor((index - first) / step);
}

/**
 * @param {Range} range
 * @param {number} index
 * @returns {number} how far the middle of its row or column is from the beginning of the range, 0…1
 */
export function shareOf(range, index) {
  return (placeOf(range, index) + 0.5) / countOf(range);
}

/**
 * @param {Range} range
 * @param {number} share of the way through it; outside of 0…1 the first or the last
 * @returns {number} the index of the shown row or column there
 */
export function indexAt(range, share) {
  const last = countOf(range) - 1;
  return range.first + range.step * Math.max(0, Math.min(last, Math.floor(share * (last + 1))));
}

/**
 * The index so many shown rows or columns further on: outside of the range too, yet not of the tensor.
 * @param {Range} range
 * @param {number} index
 * @param {number} by
 */
export function beside({ step, size }, index, by) {
  const last = Math.floor((size - 1) / step) * step;
  return Math.max(0, Math.min(last, index + by * step));
}

/**
 * @param {Range} range
 * @param {number} index
 * @param {number} most
 * @returns {number[]} indices of so many shown rows or columns, the given one in the middle where it can be
 */
export function neighbours(range, index, most) {
  const count = countOf(range);
  const length = Math.min(count, most);
  const from = Math.max(0, Math.min(count - length, placeOf(range, index) - (most >> 1)));
  return Array.from({ length }, (_, offset) => range.first + range.step * (from + offset));
}

/** @param {Excerpt} excerpt true when no row and no column is left out */
export function isWhole({ rows, columns }) {
  return [rows, columns].every(({ first, to, step, size }) => first === 0 && to === size && step === 1);
}

/**
 * The excerpt as the service is asked for it.
 * @param {Excerpt} excerpt
 */
export function parametersOf({ at, rows, columns }) {
  const slice = (/** @type {Range} */ { first, to, step }) => `${first}:${to}:${step}`;
  const place = at.length > 0 ? `&at=${at.join(",")}` : "";
  return `rows=${slice(rows)}&cols=${slice(columns)}${place}`;
}

/**
 * What is shown, in words: "every 2nd row and 4th column", "rows 0 to 255, columns 128 to 383"; "" for all of a plane.
 * @param {Excerpt} excerpt
 */
export function excerptWords({ rows, columns }) {
  const noun = rows.size === 1 ? { one: "entry", many: "entries" } : { one: "column", many: "columns" };
  if (rows.step > 1 && rows.step === columns.step) return `every ${ordinal(rows.step)} row and column`;
  const thin = [];
  if (rows.step > 1) thin.push(`${ordinal(rows.step)} row`);
  if (columns.step > 1) thin.push(`${ordinal(columns.step)} ${noun.one}`);
  if (thin.length > 0) return `every ${thin.join(" and ")}`;
  const cut = [];
  if (countOf(rows) < rows.size) cut.push(`rows ${rows.first} to ${rows.to - 1}`);
  if (countOf(columns) < columns.size) cut.push(`${noun.many} ${columns.first} to ${columns.to - 1}`);
  return cut.join(", ");
}

/** @param {number} number */
function ordinal(number) {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? "th" : new Map([[1, "st"], [2, "nd"], [3, "rd"]]).get(number % 10) ?? "th";
  return `${number}${ending}`;
}

/**
 * @param {readonly number[]} shape
 * @param {number} plane
 */
function indexOf(shape, plane) {
  const index = [];
  let rest = plane;
  for (const size of shape.slice(0, -2).reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}
