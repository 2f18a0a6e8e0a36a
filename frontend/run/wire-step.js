/** Where a wire leads a reader who asks about it. Pure. */

import { countUpTo } from "./stops.js";

/** @import { CollapsedEdge } from "./collapse.js" */

/**
 * The step that last sent a contribution back over it, or the one that reads its value; from the first the other.
 * @param {CollapsedEdge} edge
 * @param {number} step where the reader is
 * @returns {number}
 */
export function stepOfWire({ computedAt, sentSteps }, step) {
  const sent = sentSteps[Math.max(0, countUpTo(sentSteps, step) - 1)];
  if (sent === undefined) return computedAt;
  const backward = step >= computedAt && step !== sent;
  return backward ? sent : computedAt;
}
