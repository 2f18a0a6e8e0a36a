/** Room for something that rests on a wire: on its longest straight piece, where it covers no card. Pure. */

import { overlap } from "./sight.js";

/** @import { Box, Layout, Point } from "../layout/bands.js" */
/** @import { AnyFace } from "./card-views.js" */

/** Between what rests and what it must not touch. */
const CLEAR = 3;
/** What rests on a wire leaves this much of it to be seen at each end. */
const END = 8;
/** From one place that is tried to the next. */
const STRIDE = 8;

/**
 * @param {Layout} layout
 * @param {Map<string, AnyFace>} faces
 * @param {number} magnify
 * @returns {Box[]} cards with their gates
 */
export function covered({ nodes }, faces, magnify) {
  return [...nodes].map(([id, { x, y, width, height }]) => {
    const face = faces.get(id);
    const gate = face && "gate" in face && face.gate ? (face.gate.width / 2) * magnify : 0;
    return { x: x - gate, y, width: width + gate, height };
  });
}

/**
 * @param {Point[]} points of a wire
 * @param {{width: number, height: number}} size
 * @param {Box[]} taken
 * @returns {Point | null} the middle of the place; null where there is none
 */
export function roomOn(points, { width, height }, taken) {
  const straight = points.slice(1).map((to, index) => ({ from: points[index], to }))
    .map(({ from, to }) => ({ from, to, length: Math.hypot(to.x - from.x, to.y - from.y) }))
    .filter(({ from, to, length }) => length >= (isLevel(from, to) ? width : height) + 2 * END)
    .sort((a, b) => b.length - a.length);
  for (const { from, to, length } of straight) {
    const least = ((isLevel(from, to) ? width : height) / 2 + END) / length;
    for (const share of fromTheMiddle(least, STRIDE / length)) {
      const at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      const box = boxAround(at, { width: width + 2 * CLEAR, height: height + 2 * CLEAR });
      if (!taken.some((other) => overlap(other, box))) return at;
    }
  }
  return null;
}

/** @param {Point} at @param {{width: number, height: number}} size @returns {Box} */
export function boxAround({ x, y }, { width, height }) {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** @param {Point} from @param {Point} to */
function isLevel(from, to) {
  return Math.abs(to.x - from.x) >= Math.abs(to.y - from.y);
}

/**
 * @param {number} least how far from both ends
 * @param {number} stride
 * @returns {number[]} shares of a way, the middle first
 */
function fromTheMiddle(least, stride) {
  const shares = [0.5];
  for (let off = stride; 0.5 - off >= least; off += stride) shares.push(0.5 - off, 0.5 + off);
  return shares;
}
