/** Runs that differ in nothing but their numbers: what is drawn of one is drawn of the other. Pure. */

import { outlineOf } from "./timeline.js";

/** @import { ChangesDocument, Explanation, GraphNode, RunDocument, RunRequest, StepOutline } from "../types.js" */

/**
 * @param {RunDocument} before
 * @param {RunDocument} after
 * @returns {boolean} whether the same operations were performed on the same shapes, in the same lines, in the same order
 */
export function sameCourse(before, after) {
  if (before.edges === after.edges) return true;
  const [steps, others] = [outlineOf(before), outlineOf(after)];
  return before.nodes.length === after.nodes.length && before.edges.length === after.edges.length
    && steps.length === others.length && before.lines.length === after.lines.length
    && before.nodes.every((node, index) => alike(node, after.nodes[index]))
    && steps.every((step, index) => sameStep(step, others[index]))
    && expressionsOf(before) === expressionsOf(after);
}

/** @param {GraphNode} one @param {GraphNode} other */
function alike(one, other) {
  return one.op === other.op && one.role === other.role && one.label === other.label && one.line === other.line
    && one.namespace === other.namespace && one.gradient_state === other.gradient_state && one.dtype === other.dtype
    && one.source?.line === other.source?.line
    && String(one.inputs) === String(other.inputs) && String(one.shape) === String(other.shape)
    && String(one.names) === String(other.names) && JSON.stringify(one.attributes) === JSON.stringify(other.attributes);
}

/** @param {StepOutline} one @param {StepOutline} other */
function sameStep(one, other) {
  return one.kind === other.kind && one.node === other.node && one.edge === other.edge && one.pass === other.pass
    && one.received === other.received && one.expected === other.expected;
}

/** @param {RunDocument} run @returns {string} those of lines that perform operations: their cards show them */
function expressionsOf({ nodes, lines, statements }) {
  const shown = new Set(nodes.flatMap(({ op, line }) => (op === "leaf" || line === null ? [] : [lines[line].statement])));
  return JSON.stringify([...shown].map((statement) => statements[statement].expression));
}

/**
 * @param {RunDocument} base
 * @param {ChangesDocument} changes of the same course
 * @param {RunRequest} request that leads to the run by itself
 * @returns {RunDocument} the base with the numbers that changed
 */
export function changed(base, { id, printed, nodes, steps }, request) {
  const others = new Map(nodes.map((node) => [node.id, node]));
  const full = base.steps.slice();
  for (const step of steps) full[step.index] = step;
  return {
    ...base, id, printed, request, steps: full,
    nodes: base.nodes.map((node) => {
      const other = others.get(node.id);
      return other ? { ...node, value: other.value ?? node.value, gradient: other.gradient ?? node.gradient } : node;
    }),
  };
}
