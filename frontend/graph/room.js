/** Room for something that rests on a wire: on its longest straight piece, where it covers no card. Pure. */

import { overlap } from "./sight.js";

/** @import { Box, Layout, Point } from "../layout/bands.js" */
/** @import { AnyFace } from "./card-views.js" */

/** Between what rests and what it must not touch. */
const CLEAR = 3;
/** What rests on a wire leaves this much of it to be seen at each end. */
const END = 6;
/** The canvas reaches a little beyond the graph. */
const EDGE = 6;
/** From one place that is tried to the next. */
const STRIDE = 12;

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

/** @typedef {{from: Point, to: Point}} Piece straight */

/** @param {Point[]} points @returns {Piece[]} */
export function piecesOf(points) {
  return points.slice(1).map((to, index) => ({ from: points[index], to }));
}

/**
 * @param {Point[]} points of a wire
 * @param {{width: number, height: number}} size
 * @param {Box[]} taken
 * @param {Piece[][]} others the pieces of each other wire: of several places that one is taken that hides fewest wires
 * @param {{width: number, height: number}} sheet beyond whose edge nothing rests
 * @param {number} [most] so many of them may be hidden
 * @returns {Point | null} the middle of the place; null where there is none
 */
export function roomOn(points, { width, height }, taken, others, sheet, most = Infinity) {
  const straight = piecesOf(points).map(({ from, to }) => ({ from, to, length: Math.hypot(to.x - from.x, to.y - from.y) }))
    .filter(({ from, to, length }) => length >= (isLevel(from, to) ? width : height) + 2 * END)
    .sort((a, b) => b.length - a.length);
  /** @type {Point | null} */
  let best = null;
  let fewest = most + 1;
  for (const { from, to, length } of straight) {
    const least = ((isLevel(from, to) ? width : height) / 2 + END) / length;
    for (const share of fromTheMiddle(least, STRIDE / length)) {
      const at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      const box = boxAround(at, { width: width + 2 * CLEAR, height: height + 2 * CLEAR });
      if (box.x < -EDGE || box.y < -EDGE || box.x + box.width > sheet.width + EDGE) continue;
      if (box.y + box.height > sheet.height + EDGE || taken.some((other) => overlap(other, box))) continue;
      const hidden = others.filter((wire) => wire.some((piece) => overlap(bounds(piece), box))).length;
      if (hidden < fewest) [best, fewest] = [at, hidden];
      if (hidden === 0) return at;
    }
  }
  return best;
}

/** @param {Piece} piece @returns {Box} */
function bounds({ from, to }) {
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  return { x, y, width: Math.max(from.x, to.x) - x + 0.1, height: Math.max(from.y, to.y) - y + 0.1 };
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
