/** Which parts of the sheet belong in sight. Pure. */

import { FAILED } from "../run/mistake.js";

/** @import { Box, Layout } from "../layout/bands.js" */
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
 * The cards a step is about: after the last step before a mistake, the operation that failed; what receives and what
 * works, and the inputs as far as all of it fits the room.
 *
 * @param {Sheet} sheet
 * @param {CollapsedScene} scene
 * @param {{width: number, height: number}} room
 * @returns {Box} in pixels of the sheet
 */
export function focusOf({ timeline, collapsed, drawn }, scene, room) {
  const inputs = scene.flows.map(({ edge }) => collapsed.edges.get(edge)?.from);
  /** @type {Box | null} */
  let focus = null;
  const failed = collapsed.cardOf.has(FAILED) && scene.active.step === timeline.length - 1 ? FAILED : null;
  for (const id of [failed, scene.receiver, scene.source, ...inputs]) {
    const box = id ? drawn.layout.nodes.get(id) : undefined;
    if (!box) continue;
    /** @type {Box} */
    const joined = focus ? union(focus, box) : box;
    const fits = joined.width <= room.width && joined.height <= room.height;
    if (focus === null || fits || id === scene.source) focus = joined;
  }
  return focus ?? { x: 0, y: 0, width: 1, height: 1 };
}

/**
 * @param {Layout} layout
 * @param {{x: number, y: number}} point
 * @returns {string | null} the card whose middle is nearest
 */
export function nearestTo({ nodes }, point) {
  let nearest = null;
  let least = Infinity;
  for (const [id, { x, y, width, height }] of nodes) {
    const distance = Math.hypot(x + width / 2 - point.x, y + height / 2 - point.y);
    if (distance < least) [nearest, least] = [id, distance];
  }
  return nearest;
}
