/** What a node is called. Pure. */

/** @import { GraphNode } from "../types.js" */

/**
 * On its card, in sentences and in tables.
 * @param {Pick<GraphNode, "label" | "short">} node
 */
export function calledOf({ label, short }) {
  return short ?? label;
}
