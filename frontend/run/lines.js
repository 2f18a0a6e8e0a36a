/** The lines of a run: what one execution of a statement makes. Pure. */

import { calledOf } from "./names.js";

/** @import { GraphNode, RunDocument, Span, StepOutline } from "../types.js" */
/** @import { Timeline } from "./timeline.js" */

/**
 * @typedef {object} LineInfo a line as its card names it
 * @property {number} number where its statement begins in the program
 * @property {number} end where it ends
 * @property {string} name the variables it ends in, "a, b", or else its last result; of several leaves the line itself
 * @property {string} expression what it computes: the right side of an assignment
 * @property {number} operations how many it makes, with those of the functions it calls
 */

/**
 * @param {RunDocument} run
 * @param {number} line an index into the lines of the run
 * @param {GraphNode[]} nodes all that it makes
 * @returns {LineInfo}
 */
export function describedLine(run, line, nodes) {
  const { source, names, expression } = run.statements[run.lines[line].statement];
  const labelOf = (/** @type {string} */ name) => nodes.findLast((node) => node.names.includes(name))?.label ?? name;
  const operations = nodes.filter((node) => !isLeaf(node));
  const result = operations.at(-1) ?? nodes.at(-1);
  const last = result ? calledOf(result) : "";
  // The new versions that an optimizer makes at once are no result of theirs alone.
  const many = nodes.length > 1 && !nodes.some(isComputed);
  const name = names.length > 0 ? names.map(labelOf).join(", ") : many ? expression : last;
  return { number: source.line, end: source.end_line, name, expression, operations: operations.length };
}

/**
 * A version of a leaf that an update made is no leaf here: the version before leads into it.
 * @param {GraphNode} node
 */
export function isLeaf(node) {
  return node.inputs.length === 0 && node.previous === null;
}

/**
 * Whether an operation made it. The backward pass may take its result for a leaf all the same: what went into it is not
 * differentiated, as in w = torch.ones(3) / 3 before w.requires_grad_().
 * @param {GraphNode} node
 */
export function isComputed({ op }) {
  return op !== "leaf";
}

/**
 * The lines that a place in the text has executed, and all that these have called.
 * @param {RunDocument} run
 * @param {number} number of the line of the text
 * @returns {Set<number>} indices into the lines of the run
 */
export function executionsOf(run, number) {
  /** @type {Set<number>} */
  const found = new Set();
  (run.lines ?? []).forEach(({ statement, caller }, line) => {
    const { source } = run.statements[statement];
    if ((source.line <= number && number <= source.end_line) || found.has(caller ?? -1)) found.add(line);
  });
  return found;
}

/**
 * Where in the text a step happens: what calls for it, or else the operation that made its node.
 * @param {Timeline} timeline
 * @param {StepOutline} step
 * @returns {Span | null}
 */
export function spanOf({ nodes }, step) {
  return step.source ?? nodes.get(step.node)?.source ?? null;
}
