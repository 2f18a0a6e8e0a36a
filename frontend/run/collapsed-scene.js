/** A scene as the cards of a collapsed run show it: what happens inside a closed group happens to its card. Pure. */

import { countUpTo } from "./stops.js";

/** @import { Timeline } from "./timeline.js" */
/** @import { ClosedGroup, CollapsedEdge, Collapsed } from "./collapse.js" */
/** @import { Scene } from "./scene.js" */

/** @typedef {{known: number, all: number}} Share */

/**
 * @typedef {object} Progress
 * @property {Share} values
 * @property {Share | null} gradients complete ones of the pass under way, or else of the next that reaches the group
 */

/**
 * @typedef {Scene & {progressOf: (card: string) => Progress | null}} CollapsedScene ids are those of cards and of
 *   collapsed edges; `progressOf` is null for a node
 */

/**
 * @param {Scene} scene
 * @param {Timeline} timeline
 * @param {Collapsed} collapsed
 * @returns {CollapsedScene}
 */
export function collapsedScene(scene, timeline, { cardOf, closed, edges, edgeOf }) {
  const { step, nodes } = scene.active;
  const cardAt = (/** @type {string | null} */ node) => (node === null ? null : cardOf.get(node) ?? null);
  const activeEdges = [...scene.active.edges].flatMap(([id, sense]) => {
    const collapsed = edgeOf.get(id);
    return collapsed === undefined ? [] : [/** @type {[string, typeof sense]} */ ([collapsed, sense])];
  });
  /** @type {Map<string, Scene["flows"][number]>} one token an edge, however many values it stands for */
  const flows = new Map();
  for (const flow of scene.flows) {
    const edge = edgeOf.get(flow.edge);
    if (edge !== undefined && !flows.has(edge)) flows.set(edge, { ...flow, edge });
  }
  const passFrom = timeline.passAt(step)?.from ?? Infinity;
  return {
    ...scene,
    active: {
      step,
      nodes: new Set([...nodes].map((node) => /** @type {string} */ (cardOf.get(node)))),
      edges: new Map(activeEdges),
    },
    source: cardAt(scene.source),
    receiver: cardAt(scene.receiver),
    flows: [...flows.values()],
    result: scene.source !== null && cardOf.get(scene.source) === scene.source ? scene.result : null,
    stateOf: (id) => {
      const { sentSteps, computedAt } = /** @type {CollapsedEdge} */ (edges.get(id));
      const sent = sentSteps[countUpTo(sentSteps, step) - 1];
      if (sent !== undefined && sent >= passFrom) return "backward";
      return computedAt <= step ? "forward" : "idle";
    },
    memoryOf: (id) => {
      const { only } = /** @type {CollapsedEdge} */ (edges.get(id));
      return only === null ? null : scene.memoryOf(only);
    },
    progressOf: (card) => {
      const group = closed.get(card);
      return group ? progressAt(timeline, group, scene.shown) : null;
    },
  };
}

/**
 * @param {Timeline} timeline
 * @param {ClosedGroup} group
 * @param {number} step
 * @returns {Progress}
 */
function progressAt(timeline, { nodes, valueSteps, finalSteps }, step) {
  const values = { known: countUpTo(valueSteps, step), all: nodes.length };
  /** @param {{from: number, to: number} | null} pass @returns {Share | null} */
  const sharesIn = (pass) => {
    if (!pass) return null;
    const before = countUpTo(finalSteps, pass.from - 1);
    const all = countUpTo(finalSteps, pass.to) - before;
    return all === 0 ? null : { known: Math.max(0, countUpTo(finalSteps, step) - before), all };
  };
  const next = finalSteps[countUpTo(finalSteps, step)];
  const gradients = sharesIn(timeline.passAt(step)) ?? (next === undefined ? null : sharesIn(timeline.passAt(next)));
  return { values, gradients };
}
