/** Where a reader of one run stands in another, when only the operations that are unfolded differ. Pure. */

import { outlineOf, receiverOf } from "./timeline.js";

/** @import { GraphNode, RunDocument, StepOutline } from "../types.js" */

/**
 * Each node of a run with the one that stands for it in the other: an operation and the last of its parts. Null where
 * the two runs do not go side by side, as when a derivative is itself recorded.
 * @param {RunDocument} before
 * @param {RunDocument} after
 * @returns {Map<string, string> | null}
 */
export function counterparts(before, after) {
  const differing = new Set([...before.unfold, ...after.unfold]
    .filter((op) => before.unfold.includes(op) !== after.unfold.includes(op)));
  const ours = unitsOf(before.nodes, differing);
  const theirs = unitsOf(after.nodes, differing);
  if (ours.length !== theirs.length) return null;
  return new Map(ours.flatMap((unit, place) => unit.map((id, part) => {
    const other = theirs[place];
    return [id, unit.length === other.length ? other[part] : other[other.length - 1]];
  })));
}

/**
 * The step at which the counterpart of a step's node, or of its receiver, has come as far.
 * @param {StepOutline} step
 * @param {Map<string, string>} counterpart
 * @param {RunDocument} after
 * @returns {number}
 */
export function counterpartOf(step, counterpart, after) {
  const node = counterpart.get(receiverOf(step));
  const backward = step.phase === "backward";
  const reached = outlineOf(after).filter((one) =>
    (one.phase === "backward") === backward && one.pass === step.pass && receiverOf(one) === node);
  const asFar = step.kind !== "contribute" ? reached[0]
    : reached.find((one) => one.kind === "contribute" && one.received === step.received);
  return (asFar ?? reached.at(-1))?.index ?? 0;
}

/**
 * The nodes in order of creation; those of one unfolded operation are one unit.
 * @param {readonly GraphNode[]} nodes
 * @param {ReadonlySet<string>} unfolded names of operations
 */
function unitsOf(nodes, unfolded) {
  /** @type {Map<string, string[]>} */
  const units = new Map();
  for (const { id, namespace } of nodes) {
    const unit = namespaceAround(namespace, unfolded) ?? id;
    const parts = units.get(unit);
    if (parts) parts.push(id);
    else units.set(unit, [id]);
  }
  return [...units.values()];
}

/**
 * The namespace of the outermost unfolded operation around: "attention" of "attention/softmax" with both unfolded.
 * @param {string} namespace
 * @param {ReadonlySet<string>} unfolded
 * @returns {string | null}
 */
function namespaceAround(namespace, unfolded) {
  const segments = namespace.split("/");
  const depth = segments.findIndex((segment) => unfolded.has(operationOf(segment)));
  return depth < 0 ? null : segments.slice(0, depth + 1).join("/");
}

/**
 * The innermost of a run's unfolded operations that a node is a part of.
 * @param {RunDocument} run
 * @param {GraphNode} node
 * @returns {string | undefined}
 */
export function unfoldedOperation(run, node) {
  return node.namespace.split("/").map(operationOf).findLast((op) => run.unfold.includes(op));
}

/** @param {string} segment of a namespace: the second softmax is "softmax.2" */
function operationOf(segment) {
  return segment.replace(/\.\d+$/, "");
}
