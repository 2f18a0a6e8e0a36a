/** Another value in the text of a program: the number that a leaf's literal has at a place. Pure. */

import { literalsOf } from "./literals.js";

/** @import { GraphNode, RunDocument } from "../types.js" */

/** A number as Python writes it; what is no number is not a place either. */
const NUMBER = /(?<![\w.])[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?|\b(?:True|False)\b/gi;

export class NotWritten extends Error {}

/**
 * @param {RunDocument} run of the text as it is
 * @param {string} label of a leaf
 * @param {number | boolean} value
 * @param {number | readonly number[]} [index] of the entry: by axes, or counted through all; none for a scalar
 * @returns {string} the text with the value in its place
 * @throws {NotWritten} where the text does not hold the number
 */
export function editedText({ source, nodes }, label, value, index = 0) {
  const node = nodes.find((one) => one.label === label);
  if (!node) {
    const leaves = nodes.filter(({ op, role }) => op === "leaf" && role !== "constant").map((one) => one.label);
    throw new NotWritten(`Nothing here is called ${label}. What can be changed: ${leaves.join(", ")}.`);
  }
  const literal = literalsOf(source, nodes).find((one) => one.node === node.id);
  if (!literal) throw new NotWritten(`${label} is not written as a number or a list of numbers on one line. Change the program's text.`);
  const { from, to } = literal.kept ?? { from: source.indexOf("(", literal.from) + 1, to: closing(source, literal) };
  const numbers = [...source.slice(from, to).matchAll(NUMBER)];
  const entries = node.shape.reduce((product, size) => product * size, 1);
  if (numbers.length !== entries) throw new NotWritten(`Not every entry of ${label} is written as a number. Change the program's text.`);
  const found = numbers[placeOf(node, index)];
  const start = from + found.index;
  return source.slice(0, start) + written(value, found[0]) + source.slice(start + found[0].length);
}

/**
 * @param {string} source
 * @param {{from: number, to: number}} literal of a list
 * @returns {number} behind the bracket that closes the list
 */
function closing(source, { from, to }) {
  let depth = 0;
  for (let at = source.indexOf("[", from); at < to; at++) {
    if (source[at] === "[") depth++;
    if (source[at] === "]" && --depth === 0) return at + 1;
  }
  return to;
}

/**
 * @param {GraphNode} node
 * @param {number | readonly number[]} index
 */
function placeOf({ label, shape }, index) {
  const axes = typeof index === "number" ? null : index;
  const inside = (/** @type {number} */ at, /** @type {number} */ size) => Number.isInteger(at) && at >= 0 && at < size;
  if (axes && axes.length === shape.length && axes.every((at, axis) => inside(at, shape[axis]))) {
    return axes.reduce((place, at, axis) => place * shape[axis] + at, 0);
  }
  if (typeof index === "number" && inside(index, shape.reduce((product, size) => product * size, 1))) return index;
  throw new NotWritten(`${label} has no entry [${axes ? axes.join(", ") : index}]: its shape is [${shape.join(", ")}].`);
}

/**
 * @param {number | boolean} value
 * @param {string} before what stood there: a number with a point stays one
 */
function written(value, before) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (!Number.isFinite(value)) throw new NotWritten(`${value} cannot be written as a number.`);
  const text = String(value);
  return /^-?\d+$/.test(text) && /[.e]/i.test(before) ? `${text}.0` : text;
}
