/** Arrays that are looked at as pictures: each row of 15 entries as 5×3, by the name of the variable. Pure. */

/** @import { GraphNode } from "../types.js" */

/** Rows and columns of a picture. @typedef {readonly [number, number]} Size */
/** @typedef {ReadonlyMap<string, Size>} Pictures by name */

const FEWEST = 4;
const MOST_IMAGES = 16;

/**
 * Under which name a picture is remembered: that of the variable, whichever version it is.
 * @param {GraphNode} node
 */
export function pictureName({ name, label }) {
  return name ?? label;
}

/**
 * @param {GraphNode} node
 * @param {Pictures} pictures
 * @returns {Size | null} null also where the rows have another length
 */
export function pictureOf(node, pictures) {
  const size = pictures.get(pictureName(node));
  return size && choices(node).some(([rows, columns]) => rows === size[0] && columns === size[1]) ? size : null;
}

/**
 * @param {GraphNode} node
 * @returns {Size[]} every way to see a row of it as a picture, the squarest first; none where its document is too short
 */
export function choices({ shape, value }) {
  const length = shape.at(-1) ?? 1;
  const images = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  if (value.data === null || length < FEWEST || images > MOST_IMAGES || images === 0) return [];
  /** @type {Size[]} */
  const sizes = [];
  for (let rows = 2; rows <= length / 2; rows++) if (length % rows === 0) sizes.push([rows, length / rows]);
  return sizes.sort(([a, b], [c, d]) => Math.abs(a - b) - Math.abs(c - d) || c - a);
}
