/** The wire under the pointer: wires are thin, and near is enough. Pure. */

/** @import { Point } from "../layout/bands.js" */

/** Pixels. */
const NEAR = 7;

/**
 * @param {Map<string, Point[]>} wires lines along the axes
 * @param {Point} at
 * @returns {string | null} the nearest wire that is near
 */
export function wireUnder(wires, at) {
  let nearest = null;
  let least = NEAR;
  for (const [id, points] of wires) {
    for (let index = 1; index < points.length; index++) {
      const distance = distanceTo(points[index - 1], points[index], at);
      if (distance < least) [nearest, least] = [id, distance];
    }
  }
  return nearest;
}

/** @param {Point} a @param {Point} b @param {Point} at */
function distanceTo(a, b, at) {
  const [across, down] = [b.x - a.x, b.y - a.y];
  const length = across * across + down * down;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - a.x) * across + (at.y - a.y) * down) / length));
  return Math.hypot(at.x - a.x - share * across, at.y - a.y - share * down);
}
