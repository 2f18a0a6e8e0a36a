/**
 * A run with some of its groups closed: each card stands for a node or for a closed group, and an edge that ends at a
 * closed group for all edges between what the two cards stand for. Pure.
 */

import { nodesIn } from "./groups.js";
import { isLeaf } from "./lines.js";
import { updates } from "./updates.js";

/** @import { EdgeEnds } from "../layout/bands.js" */
/** @import { Timeline } from "./timeline.js" */
/** @import { Group, Groups } from "./groups.js" */

/**
 * @typedef {object} ClosedGroup
 * @property {Group} group
 * @property {string[]} nodes all that are in it
 * @property {Set<string>} inputs the nodes outside that lead into it
 * @property {Set<string>} outputs its nodes that lead out of it, or that a backward pass starts from
 * @property {number[]} valueSteps the steps that make its values, ascending
 * @property {number[]} finalSteps the steps that complete a gradient in it, ascending, over all passes
 */

/**
 * @typedef {object} CollapsedEdge
 * @property {string} id
 * @property {string} from a card
 * @property {string} to a card
 * @property {number} slot
 * @property {number} computedAt the first step that reads what flows here
 * @property {number[]} sentSteps the steps that send a contribution back, ascending
 * @property {string | null} only the edge of the run that it stands for; null: for several
 */

/**
 * @typedef {object} Collapsed
 * @property {string[]} cards ids of nodes and groups, in an order in which every edge runs forward
 * @property {Map<string, string>} cardOf by node: the node itself or the closed group around it
 * @property {Map<string, ClosedGroup>} closed by id
 * @property {Map<string, CollapsedEdge>} edges
 * @property {Map<string, string>} edgeOf by edge of the run: the one that stands for it; none inside a closed group
 * @property {Map<string, CollapsedEdge[]>} entering by card, by slot
 * @property {Map<string, CollapsedEdge[]>} leaving by card
 * @property {EdgeEnds[]} updates from a version of a leaf to the next, between cards that no edge joins
 */

/**
 * @param {Timeline} timeline
 * @param {Groups} groups
 * @param {ReadonlySet<string>} open ids; what is in a group shows when it and all groups around it are open
 * @returns {Collapsed}
 */
export function collapse(timeline, groups, open) {
  const { cardOf, closed } = cardsOf(timeline, groups, open);
  const { edges, edgeOf } = edgesOf(timeline, cardOf, closed);
  /** @type {Map<string, CollapsedEdge[]>} */
  const entering = new Map();
  /** @type {Map<string, CollapsedEdge[]>} */
  const leaving = new Map();
  for (const edge of edges.values()) {
    append(entering, edge.to, edge);
    append(leaving, edge.from, edge);
  }
  const cards = inOrder(timeline, cardOf, leaving);
  return { cards, cardOf, closed, edges, edgeOf, entering, leaving, updates: updatesOf(timeline, cardOf, leaving) };
}

/**
 * @param {Timeline} timeline
 * @param {Groups} groups
 * @param {ReadonlySet<string>} open
 */
function cardsOf(timeline, { root }, open) {
  /** @type {Map<string, string>} */
  const cardOf = new Map();
  /** @type {Map<string, ClosedGroup>} */
  const closed = new Map();
  /** @param {Group} group @param {string | null} around the closed group that hides it */
  const show = (group, around) => {
    for (const item of [...group.items, ...group.leaves]) {
      if (typeof item === "string") {
        cardOf.set(item, around ?? item);
        continue;
      }
      const closes = around === null && !open.has(item.id);
      if (closes) closed.set(item.id, closedGroup(item, timeline));
      show(item, closes ? item.id : around);
    }
  };
  show(root, null);
  return { cardOf, closed };
}

/**
 * @param {Group} group
 * @param {Timeline} timeline
 * @returns {ClosedGroup}
 */
function closedGroup(group, timeline) {
  const nodes = nodesIn(group);
  const steps = nodes.flatMap((node) => timeline.gradientSteps.get(node) ?? []);
  const inside = new Set(nodes);
  return {
    group,
    nodes,
    inputs: new Set(),
    outputs: new Set(timeline.run.targets.filter((target) => inside.has(target))),
    valueSteps: ascending(nodes.flatMap((node) => timeline.valueStep.get(node) ?? [])),
    finalSteps: ascending(steps.filter((step) => timeline.completes(step))),
  };
}

/** @param {number[]} numbers */
function ascending(numbers) {
  return numbers.sort((a, b) => a - b);
}

/**
 * @param {Timeline} timeline
 * @param {Map<string, string>} cardOf
 * @param {Map<string, ClosedGroup>} closed
 */
function edgesOf(timeline, cardOf, closed) {
  /** @type {Map<string, CollapsedEdge>} */
  const edges = new Map();
  /** @type {Map<string, string>} */
  const edgeOf = new Map();
  /** @type {Map<string, number>} how many edges enter a closed group so far: each has a slot of its own */
  const slots = new Map();
  for (const edge of timeline.run.edges) {
    const from = /** @type {string} */ (cardOf.get(edge.from));
    const to = /** @type {string} */ (cardOf.get(edge.to));
    if (from === to) continue;
    closed.get(from)?.outputs.add(edge.from);
    closed.get(to)?.inputs.add(edge.from);
    const id = closed.has(from) || closed.has(to) ? `${from} → ${to}` : edge.id;
    edgeOf.set(edge.id, id);
    let joined = edges.get(id);
    if (!joined) {
      const slot = closed.has(to) ? slots.get(to) ?? 0 : edge.slot;
      slots.set(to, slot + 1);
      joined = { id, from, to, slot, computedAt: Infinity, sentSteps: [], only: edge.id };
      edges.set(id, joined);
    } else joined.only = null;
    joined.computedAt = Math.min(joined.computedAt, timeline.valueStep.get(edge.to) ?? Infinity);
    joined.sentSteps.push(...(timeline.edgeSteps.get(edge.id) ?? []));
  }
  for (const { sentSteps } of edges.values()) ascending(sentSteps);
  return { edges, edgeOf };
}

/**
 * Cards stand in the order of the run's operations; a leaf, or a group of leaves, stands before all that reads it.
 *
 * @param {Timeline} timeline
 * @param {Map<string, string>} cardOf
 * @param {Map<string, CollapsedEdge[]>} leaving
 */
function inOrder({ run }, cardOf, leaving) {
  /** @type {Map<string, number>} */
  const place = new Map();
  /** @type {Map<string, number>} */
  const leaves = new Map();
  run.nodes.forEach((node, index) => {
    const card = /** @type {string} */ (cardOf.get(node.id));
    const places = isLeaf(node) ? leaves : place;
    if (!places.has(card)) places.set(card, index);
  });
  for (const [card, index] of leaves) {
    if (place.has(card)) continue;
    const uses = (leaving.get(card) ?? []).map(({ to }) => /** @type {number} */ (place.get(to)) - 0.5);
    place.set(card, Math.min(index, ...uses));
  }
  return [...place].sort(([, a], [, b]) => a - b).map(([card]) => card);
}

/**
 * @param {Timeline} timeline
 * @param {Map<string, string>} cardOf
 * @param {Map<string, CollapsedEdge[]>} leaving
 * @returns {EdgeEnds[]}
 */
function updatesOf({ run }, cardOf, leaving) {
  /** @type {Map<string, EdgeEnds>} */
  const found = new Map();
  for (const update of updates(run)) {
    const from = /** @type {string} */ (cardOf.get(update.from));
    const to = /** @type {string} */ (cardOf.get(update.to));
    const joined = from === to || leaving.get(from)?.some((edge) => edge.to === to);
    if (!joined) found.set(`${from} → ${to}`, { ...update, from, to });
  }
  return [...found.values()];
}

/**
 * @param {Map<string, CollapsedEdge[]>} lists
 * @param {string} key
 * @param {CollapsedEdge} edge
 */
function append(lists, key, edge) {
  const list = lists.get(key);
  if (list) list.push(edge);
  else lists.set(key, [edge]);
}
