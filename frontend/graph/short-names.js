/** What a card is called that shows a result without a name: its operation with its inputs, as far as these have one. Pure. */

import { offsetsOf } from "../run/positions.js";

/** @import { GraphNode, RunDocument } from "../types.js" */

/** A label that says the operation, which the gate says as well, and the line, which many have in common. */
const BY_LINE = /^\S+ in line \d+$/;
/** In the place of an input without a name. */
const LEFT_OUT = "…";
/** What stands between two inputs, and how tightly it binds. */
const BINARY = new Map([
  ["+", { sign: " + ", binds: 1 }],
  ["−", { sign: " − ", binds: 1 }],
  ["×", { sign: " · ", binds: 2 }],
  ["÷", { sign: " / ", binds: 2 }],
  ["@", { sign: " ", binds: 2 }],
]);
const ENTRY_BY_ENTRY = " ⊙ ";
const POWERS = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
/** A sum or a difference, outside of brackets; a product or a quotient. */
const LOOSE = { 1: / [+−] /, 2: / [·⊙/] |\S \S/ };
const MODULE = /^(torch|F|np|nn)\./;

/**
 * @param {RunDocument} run
 * @param {GraphNode} node
 * @param {Map<string, GraphNode>} nodes
 * @returns {string} "(1 − Y) ⊙ log(1 − A2)", "sum(…)", "ones(2, 3)"; its label where that says as much
 */
export function shortName(run, node, nodes) {
  if (!BY_LINE.test(node.label)) return node.label;
  if (node.inputs.length === 0) return written(run, node) ?? node.label;
  const inputs = node.inputs.map((id) => {
    const label = nodes.get(id)?.label ?? LEFT_OUT;
    return BY_LINE.test(label) ? LEFT_OUT : label;
  });
  if (node.op === "pow" && inputs.length === 1) return power(inputs[0], node.attributes.exponent);
  const binary = inputs.length === 2 ? BINARY.get(node.symbol) : undefined;
  if (!binary) return `${node.op}(${inputs.join(", ")})`;
  const [left, right] = inputs;
  const shapes = node.inputs.map((id) => nodes.get(id)?.shape.join());
  const alike = shapes[0] === shapes[1] && shapes[0] !== "";
  const sign = node.symbol === "×" && alike ? ENTRY_BY_ENTRY : binary.sign;
  // A minus and a division bind what follows them to themselves alone.
  const after = node.symbol === "−" || node.symbol === "÷" ? binary.binds : binary.binds - 1;
  return bracketed(left, binary.binds - 1) + sign + bracketed(right, after);
}

/** @param {string} base @param {unknown} exponent */
function power(base, exponent) {
  const text = String(exponent).replace("-", "−");
  return bracketed(base, 2) + (/^\d+$/.test(text) ? [...text].map((digit) => POWERS[Number(digit)]).join("") : `^${text}`);
}

/**
 * @param {string} label
 * @param {number} loose what binds no tighter needs brackets
 */
function bracketed(label, loose) {
  const flat = withoutBrackets(label);
  const needs = (loose >= 1 && LOOSE[1].test(flat)) || (loose >= 2 && LOOSE[2].test(flat)) || flat.startsWith("−");
  return needs ? `(${label})` : label;
}

/** @param {string} label */
function withoutBrackets(label) {
  let flat = label;
  for (let before = ""; before !== flat; ) [before, flat] = [flat, flat.replace(/[([][^()[\]]*[)\]]/, "")];
  return flat;
}

/**
 * @param {RunDocument} run
 * @param {GraphNode} node
 * @returns {string | null} how the program makes a leaf, on one line
 */
function written(run, { source }) {
  if (!source || source.end_line !== source.line) return null;
  const { from, to } = offsetsOf(run.source, source);
  return run.source.slice(from, to).replace(MODULE, "") || null;
}
