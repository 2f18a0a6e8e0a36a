/** The ways from a node to the target of the last backward pass, and what the gradient that comes back along each is. Pure. */

import { toNumber } from "../format.js";

/** @import { Entry, GraphEdge } from "../types.js" */
/** @import { Timeline } from "./timeline.js" */

/**
 * @typedef {object} Path
 * @property {string[]} nodes from the first to the target
 * @property {number | null} product of the local derivatives along it; null where an array is on the way, or a number is not here
 */
/** @typedef {{count: bigint, paths: Path[]}} Paths all are counted; `paths`: the first of them */

/**
 * @param {Timeline} timeline
 * @param {string} from a node
 * @param {number} most paths that are listed
 * @returns {Paths} none where no gradient comes back to the node
 */
export function pathsToTarget(timeline, from, most) {
  const { target } = timeline.run;
  if (target === null) return { count: 0n, paths: [] };
  const counts = countsTo(timeline, target);
  const count = counts.get(from) ?? 0n;
  /** @type {Path[]} */
  const paths = [];
  /** @param {string} node @param {string[]} nodes @param {GraphEdge[]} edges */
  const walk = (node, nodes, edges) => {
    if (paths.length >= most) return;
    if (node === target) {
      paths.push({ nodes, product: productOf(timeline, edges) });
      return;
    }
    for (const edge of usesOf(timeline, node)) {
      if (counts.get(edge.to)) walk(edge.to, [...nodes, edge.to], [...edges, edge]);
    }
  };
  if (count > 0n) walk(from, [from], []);
  return { count, paths };
}

/** @param {Timeline} timeline @param {string} node @returns {GraphEdge[]} the uses over which gradients come back */
function usesOf({ leaving, edgeSteps }, node) {
  return (leaving.get(node) ?? []).filter(({ id }) => edgeSteps.has(id));
}

/** @type {WeakMap<Timeline, Map<string, bigint>>} */
const counted = new WeakMap();

/**
 * @param {Timeline} timeline
 * @param {string} target
 * @returns {Map<string, bigint>} the number of paths from each node: it doubles with every use, and outgrows what a float counts
 */
function countsTo(timeline, target) {
  const known = counted.get(timeline);
  if (known) return known;
  /** @type {Map<string, bigint>} */
  const counts = new Map([[target, 1n]]);
  // Every node comes after its inputs: from the last to the first all uses are counted before what they use.
  for (const { id } of timeline.run.nodes.toReversed()) {
    if (id === target) continue;
    const sum = usesOf(timeline, id).reduce((total, { to }) => total + (counts.get(to) ?? 0n), 0n);
    if (sum > 0n) counts.set(id, sum);
  }
  counted.set(timeline, counts);
  return counts;
}

/**
 * The local derivative of a number by another is what one has received over the wire, by what the other has sent.
 * @param {Timeline} timeline
 * @param {GraphEdge[]} edges
 * @returns {number | null}
 */
function productOf(timeline, edges) {
  let product = 1;
  for (const { id, from, to } of edges) {
    const numbers = [from, to].every((node) => timeline.nodes.get(node)?.shape.length === 0);
    const step = timeline.stepAt(timeline.edgeSteps.get(id)?.at(-1) ?? -1);
    if (!numbers || step?.kind !== "contribute") return null;
    const [sent, received] = [step.upstream, step.contribution].map(({ data }) => (data === null ? NaN : toNumber(/** @type {Entry} */ (data))));
    if (sent === 0 || !Number.isFinite(received / sent)) return null;
    product *= received / sent;
  }
  return product;
}
