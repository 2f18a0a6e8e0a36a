/** Finds nodes of a run by what can be said of them: name, operation, shape, role, state, line. Pure. */

import { shapeWords } from "../format.js";
import { labelOf, operationWord } from "./describe.js";

/** @import { GraphNode, Tensor } from "../types.js" */
/** @import { Timeline } from "./timeline.js" */

/** @type {Record<GraphNode["gradient_state"], string>} */
const STATES = { computed: "gradient", unreachable: "unreachable", not_required: "no gradient" };

/**
 * @param {Timeline} timeline
 * @param {GraphNode} node
 * @returns {string[]} what is said of a node beside its label, over the whole run
 */
export function tagsOf(timeline, node) {
  const { role, shape, source, namespace, gradient_state: state, value, gradient } = node;
  return [
    role === "operation" ? operationWord(node) : role,
    shapeWords(shape),
    STATES[state],
    ...(strange(value) || strange(gradient) ? ["NaN or ∞"] : []),
    ...(isZero(gradient) ? ["zero gradient"] : []),
    ...(namespace ? [namespace] : []),
    ...(source ? [`line ${source.line}`] : []),
    ...(timeline.run.targets.includes(node.id) ? ["target"] : []),
  ];
}

/** @param {Tensor | null} tensor */
function strange(tensor) {
  return tensor !== null && tensor.summary.nonfinite > 0;
}

/** @param {Tensor | null} tensor */
function isZero(tensor) {
  const size = tensor?.shape.reduce((product, length) => product * length, 1) ?? 0;
  return tensor !== null && size > 0 && tensor.summary.zeros === size;
}

/**
 * The nodes of which every word of the query is said, those first that are called so.
 * @param {Timeline} timeline
 * @param {string} query
 * @returns {GraphNode[]}
 */
export function searchNodes(timeline, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const called = (/** @type {GraphNode} */ node) => plain([labelOf(timeline, node.id), ...node.names].join(" "));
  const found = timeline.run.nodes.filter((node) => {
    const text = `${called(node)} ${node.op} ${node.dtype} ${plain(tagsOf(timeline, node).join(" "))}`;
    return words.every((word) => text.includes(word));
  });
  const named = (/** @type {GraphNode} */ node) => words.length > 0 && called(node).startsWith(words[0]);
  return [...found.filter(named), ...found.filter((node) => !named(node))];
}

/** A shape may be typed as 2x3. @param {string} text */
function plain(text) {
  return text.toLowerCase().replace(/(?<=\d)x(?=\d)/g, "×");
}
