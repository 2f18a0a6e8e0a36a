/** What stands at the end of a line: the value, and then the gradient, of what the line gives a name to. Pure. */

import { brief, shape } from "../format.js";

/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { GraphNode, Tensor } from "../types.js" */

/** @typedef {string | Tensor} Shown a tensor is shown as a small picture */
/** @typedef {{value: Shown, gradient: Shown}} LineValue one of the two may be "" */

/** Longer texts would cover the code. */
const WIDEST = 9;

/**
 * The nodes of each line, in the order they were made. A node that spans lines belongs to its last one.
 * @param {Timeline} timeline
 * @returns {Map<number, GraphNode[]>}
 */
export function nodesByLine(timeline) {
  /** @type {Map<number, GraphNode[]>} */
  const lines = new Map();
  for (const node of timeline.run.nodes) {
    if (!node.source) continue;
    const nodes = lines.get(node.source.end_line);
    if (nodes) nodes.push(node);
    else lines.set(node.source.end_line, [node]);
  }
  return lines;
}

/**
 * @param {Map<number, GraphNode[]>} lines
 * @param {Known} known
 * @param {ReadonlySet<string>} folded the leaves whose literals say already how large they are
 * @returns {Map<number, LineValue>}
 */
export function lineValues(lines, known, folded) {
  /** @type {Map<number, LineValue>} */
  const values = new Map();
  for (const [line, nodes] of lines) {
    const named = nodes.filter(({ name, role }) => name !== null && role !== "constant");
    const candidates = named.length ? named : nodes.slice(-1);
    // Of a line that runs several times the run at work speaks, else the last one.
    const node = candidates.findLast((one) => known.active.nodes.has(one.id) && known.valueOf(one.id))
      ?? candidates.findLast((one) => known.valueOf(one.id));
    if (!node || node.role === "constant") continue;
    const gradient = known.gradientOf(node.id);
    const size = node.shape.length > 1 && !folded.has(node.id) ? shape(node.shape) : "";
    const shown = {
      value: node.role === "operation" ? short(/** @type {Tensor} */ (known.valueOf(node.id))) : size,
      gradient: gradient ? (gradient.tensor ? short(gradient.tensor) : "…") : "",
    };
    if (shown.value || shown.gradient) values.set(line, shown);
  }
  return values;
}

/** @param {Tensor} tensor @returns {Shown} */
function short(tensor) {
  const text = brief(tensor, 3);
  return text.length <= WIDEST ? text : tensor.shape.includes(0) ? shape(tensor.shape) : tensor;
}
