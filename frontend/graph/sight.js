/** Which parts of the sheet belong in sight. Pure. */

import { FAILED } from "../run/mistake.js";

/** @import { Box } from "../layout/layout.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Sheet } from "./stage.js" */

/** @param {Box} a @param {Box} b */
export function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** @param {Box} a @param {Box} b @returns {Box} */
export function union(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/**
 * The cards a step is about: after the last step before a mistake, the operation that failed; what receives, what works as far as both can be held in sight, and the inputs as far as
 * all of it fits the room.
 *
 * @param {Sheet} sheet
 * @param {CollapsedScene} scene
 * @param {{width: number, height: number}} room
 * @param {(box: Box) => boolean} holds
 * @returns {Box}
 */
export function focusOf({ timeline, collapsed, layout }, scene, room, holds) {
  const fits = (/** @type {Box} */ box) => box.width <= room.width && box.height <= room.height;
  const inputs = scene.flows.map(({ edge }) => collapsed.edges.get(edge)?.from);
  /** @type {Box | null} */
  let focus = null;
  const failed = collapsed.cardOf.has(FAILED) && scene.active.step === timeline.length - 1 ? FAILED : null;
  for (const id of [failed, scene.receiver, scene.source, ...inputs]) {
    const box = id ? layout.nodes.get(id) : undefined;
    if (!box) continue;
    /** @type {Box} */
    const joined = focus ? union(focus, box) : box;
    if (focus === null || fits(joined) || (id === scene.source && holds(joined))) focus = joined;
  }
  return focus ?? { x: 0, y: 0, width: 1, height: 1 };
}

/**
 * The sheet, cut down across the ranks to the cards that stand in the ranks in sight.
 *
 * @param {Sheet} sheet
 * @param {Box} seen
 * @returns {Box}
 */
export function stripOf({ layout, direction }, seen) {
  const whole = { x: 0, y: 0, width: layout.width, height: layout.height };
  const ranks =
    direction === "right" ? { ...whole, x: seen.x, width: seen.width } : { ...whole, y: seen.y, height: seen.height };
  /** @type {Box | null} */
  let cards = null;
  for (const box of layout.nodes.values()) if (overlap(box, ranks)) cards = cards ? union(cards, box) : box;
  if (!cards) return whole;
  return direction === "right"
    ? { ...whole, y: cards.y, height: cards.height }
    : { ...whole, x: cards.x, width: cards.width };
}
