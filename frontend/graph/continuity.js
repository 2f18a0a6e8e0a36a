/** What a new sheet has in common with the one before, so that the eye can follow the change. Pure. */

import { union } from "./sight.js";

/** @import { Box, Point } from "../layout/layout.js" */
/** @import { Sheet } from "./stage.js" */

/** The share of labels that two runs have in common when one is an edit of the other. */
const SHARED_LABELS = 0.5;

/**
 * @param {Sheet} before
 * @param {Sheet} after
 */
export function isRelated(before, after) {
  if (before.direction !== after.direction) return false;
  if (before.run === after.run) return true;
  const labels = new Set(before.run.nodes.map(({ label }) => label));
  const shared = after.run.nodes.filter(({ label }) => labels.has(label)).length;
  return shared >= SHARED_LABELS * after.run.nodes.length;
}

/**
 * @param {Sheet} before
 * @param {Sheet} after
 * @returns {(card: string) => Box | undefined} where a card stood before, or what it was part of; of another run, a
 *   node of the same label
 */
export function placesBefore(before, after) {
  if (before.run === after.run) {
    return (card) => before.layout.nodes.get(before.collapsed.cardOf.get(firstNode(after, card)) ?? "");
  }
  const boxes = new Map(before.run.nodes.map(({ id, label }) => [label, before.layout.nodes.get(id)]));
  return (card) => boxes.get(after.timeline.nodes.get(card)?.label ?? "");
}

/**
 * How far the groups that were opened or closed have moved: from the edge at which the ranks begin, and from the middle
 * across the ranks.
 *
 * @param {Sheet} before
 * @param {Sheet} after of the same run
 * @returns {Point}
 */
export function shiftOf(before, after) {
  const opened = [...before.collapsed.closed].find(([id]) => !after.collapsed.closed.has(id));
  const closed = [...after.collapsed.closed].find(([id]) => !before.collapsed.closed.has(id));
  const nodes = (opened ?? closed)?.[1].nodes;
  if (!nodes) return { x: 0, y: 0 };
  const [old, now] = [boxAround(before, nodes), boxAround(after, nodes)];
  const along = { x: now.x - old.x, y: now.y - old.y };
  const middle = { x: along.x + (now.width - old.width) / 2, y: along.y + (now.height - old.height) / 2 };
  return after.direction === "right" ? { x: along.x, y: middle.y } : { x: middle.x, y: along.y };
}

/**
 * @param {Sheet} sheet
 * @param {string} card
 */
function firstNode({ collapsed }, card) {
  return collapsed.closed.get(card)?.nodes[0] ?? card;
}

/**
 * @param {Sheet} sheet
 * @param {string[]} nodes
 * @returns {Box}
 */
function boxAround({ collapsed, layout }, nodes) {
  const cards = new Set(nodes.map((node) => /** @type {string} */ (collapsed.cardOf.get(node))));
  return [...cards].map((card) => /** @type {Box} */ (layout.nodes.get(card))).reduce(union);
}
