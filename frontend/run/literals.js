/** Which texts of a program are the literal of one leaf, and stand for it: they fold to what the leaf is. Pure. */

import { shape } from "../format.js";
import { rangeOf } from "./positions.js";

/** @import { GraphNode, Tensor } from "../types.js" */

/**
 * @typedef {object} Literal
 * @property {string} node the leaf
 * @property {number} from where the call begins in the text
 * @property {number} to behind its closing bracket
 * @property {{from: number, to: number} | null} kept the number of a scalar, which stays as it is typed
 * @property {string} shape "" for a scalar
 * @property {boolean} learns whether it collects a gradient
 * @property {Tensor} value
 */

/** A call whose first argument is written out: torch.tensor([[1.0, 2.0]], …), np.array(3). */
const CALL = /^[\w.]+\(\s*(?:(\[)|([-+]?[\d._]+(?:e[-+]?\d+)?)\s*[,)])/i;

/** A plain number that is a leaf by itself. */
const NUMBER = /^[-+]?[\d._]+(?:e[-+]?\d+)?$/i;

/**
 * @param {string} source
 * @param {readonly GraphNode[]} nodes
 * @returns {Literal[]} in the order of the text, none over another
 */
export function literalsOf(source, nodes) {
  /** @type {Map<string, GraphNode | null>} by place; null: a text that makes several leaves */
  const leaves = new Map();
  for (const node of nodes) {
    const { op, role, source: span } = node;
    if (op !== "leaf" || role === "constant" || !span) continue;
    const place = `${span.line} ${span.column}`;
    leaves.set(place, leaves.has(place) ? null : node);
  }
  /** @type {Literal[]} */
  const literals = [];
  const found = [...leaves.values()].flatMap((leaf) => (leaf && literalOf(source, leaf)) ?? []);
  for (const literal of found.sort((a, b) => a.from - b.from)) {
    if (literal.from >= (literals.at(-1)?.to ?? 0)) literals.push(literal);
  }
  return literals;
}

/**
 * @param {string} source
 * @param {GraphNode} leaf
 * @returns {Literal | null}
 */
function literalOf(source, leaf) {
  const range = rangeOf(source, /** @type {NonNullable<GraphNode["source"]>} */ (leaf.source));
  if (!range) return null;
  const text = source.slice(range.from, range.to);
  if (NUMBER.test(text)) {
    return { node: leaf.id, ...range, kept: range, shape: "", learns: leaf.requires_grad, value: leaf.value };
  }
  const call = CALL.exec(text);
  if (!call || !text.endsWith(")")) return null;
  const scalar = leaf.shape.length === 0;
  if (scalar !== (call[2] !== undefined) || (scalar && text.includes("\n"))) return null;
  const number = scalar ? range.from + text.indexOf(call[2], text.indexOf("(")) : 0;
  return {
    node: leaf.id,
    ...range,
    kept: scalar ? { from: number, to: number + call[2].length } : null,
    shape: scalar ? "" : shape(leaf.shape),
    learns: leaf.requires_grad,
    value: leaf.value,
  };
}

/** @param {Literal} literal @returns {{from: number, to: number}[]} what of it does not show */
export function hiddenOf({ from, to, kept }) {
  const parts = kept ? [{ from, to: kept.from }, { from: kept.to, to }] : [{ from, to }];
  return parts.filter((part) => part.from < part.to);
}
