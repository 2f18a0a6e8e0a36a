/** What stands at the end of a line: the value, and then the gradient, of what the line gives a name to. Pure. */

import { brief, number, shape } from "../format.js";

/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { GraphNode, Tensor } from "../types.js" */

/** @typedef {{value: string, gradient: string}} LineValue one of the two may be "" */

/** Longer texts would push the code around. */
const WIDEST = 18;

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
 * @returns {Map<number, LineValue>}
 */
export function lineValues(lines, known) {
  /** @type {Map<number, LineValue>} */
  const values = new Map();
  for (const [line, nodes] of lines) {
    const named = nodes.filter(({ name, role }) => name !== null && role !== "constant");
    const shown = named.length ? named : nodes.slice(-1);
    const node = shown.findLast((one) => known.valueOf(one.id));
    if (!node || node.role === "constant") continue;
    const gradient = known.gradientOf(node.id);
    const text = {
      value: node.role === "operation" ? short(/** @type {Tensor} */ (known.valueOf(node.id))) : sizeOf(node),
      gradient: gradient ? `∂ ${gradient.tensor ? short(gradient.tensor) : "…"}` : "",
    };
    if (text.value || text.gradient) values.set(line, text);
  }
  return values;
}

/**
 * The numbers of a leaf stand in the line already; how many there are does not.
 * @param {GraphNode} node
 */
function sizeOf(node) {
  return node.shape.length > 1 ? shape(node.shape) : "";
}

/** @param {Tensor} tensor */
function short(tensor) {
  const text = brief(tensor, 3);
  if (text.length <= WIDEST) return text;
  const { min, max } = tensor.summary;
  return min === null || max === null ? shape(tensor.shape) : `${number(min, 3)} … ${number(max, 3)}`;
}
