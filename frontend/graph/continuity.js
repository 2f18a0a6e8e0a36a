/** What a new sheet has in common with the one before, so that the eye can follow the change. Pure. */

import { union } from "./sight.js";

/** @import { Box } from "../layout/bands.js" */
/** @import { View } from "../state/look.js" */
/** @import { Sheet } from "./stage.js" */

/** The share of labels that two runs have in common when one is an edit of the other. */
const SHARED_LABELS = 0.5;

/**
 * @param {Pick<Sheet, "run">} before
 * @param {Pick<Sheet, "run">} after
 */
export function isRelated(before, after) {
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
    return (card) => before.drawn.layout.nodes.get(before.collapsed.cardOf.get(firstNode(after, card)) ?? "");
  }
  const boxes = new Map(before.run.nodes.map(({ id, label }) => [label, before.drawn.layout.nodes.get(id)]));
  return (card) => boxes.get(after.timeline.nodes.get(card)?.label ?? "");
}

/**
 * The view that keeps a group that was opened or closed where it was on the screen.
 *
 * @param {Sheet} before
 * @param {Sheet} after of the same run, at the same zoom
 * @param {View} view
 * @returns {View}
 */
export function shiftOf(before, after, view) {
  const opened = [...before.collapsed.closed].find(([id]) => !after.collapsed.closed.has(id));
  const closed = [...after.collapsed.closed].find(([id]) => !before.collapsed.closed.has(id));
  const nodes = (opened ?? closed)?.[1].nodes;
  if (!nodes) return view;
  const [old, now] = [boxAround(before, nodes), boxAround(after, nodes)];
  const [dx, dy] = [now.x + now.width / 2 - old.x - old.width / 2, now.y + now.height / 2 - old.y - old.height / 2];
  return { x: view.x + dx / view.scale, y: view.y + dy / view.scale, scale: view.scale };
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
function boxAround({ collapsed, drawn }, nodes) {
  const cards = new Set(nodes.map((node) => /** @type {string} */ (collapsed.cardOf.get(node))));
  return [...cards].map((card) => /** @type {Box} */ (drawn.layout.nodes.get(card))).reduce(union);
}
