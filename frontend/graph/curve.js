/** The curve of an edge from the points of its layout, and places on it. Pure. */

/** @import { Point } from "../layout/layout.js" */
/** @typedef {"right" | "down"} Direction */
/** @typedef {{x: number, y: number, length: number}} Sample `length`: the way from the start of the curve */

const SAMPLES_A_CURVE = 16;

/**
 * Each pair of neighbouring points with the controls of the cubic between them; the controls lie on the ends where
 * the piece is straight.
 *
 * @param {Point[]} points
 * @param {Direction} direction
 */
function pieces(points, direction) {
  return points.slice(1).map((end, index) => {
    const start = points[index];
    const straight = direction === "right" ? start.y === end.y : start.x === end.x;
    if (straight) return { start, end, first: start, second: end, straight };
    const middle = direction === "right" ? (start.x + end.x) / 2 : (start.y + end.y) / 2;
    const first = direction === "right" ? { x: middle, y: start.y } : { x: start.x, y: middle };
    const second = direction === "right" ? { x: middle, y: end.y } : { x: end.x, y: middle };
    return { start, end, first, second, straight };
  });
}

/** @param {number} value */
const short = (value) => Math.round(value * 10) / 10;

/** @param {Point} point */
const pair = ({ x, y }) => `${short(x)} ${short(y)}`;

/**
 * @param {Point[]} points
 * @param {Direction} direction
 * @returns {string} for the attribute `d` of a path
 */
export function pathData(points, direction) {
  const drawn = pieces(points, direction).map(({ end, first, second, straight }) =>
    straight ? `L${pair(end)}` : `C${pair(first)} ${pair(second)} ${pair(end)}`,
  );
  return `M${pair(points[0])}${drawn.join("")}`;
}

/**
 * @param {Point[]} points
 * @param {Direction} direction
 * @returns {Sample[]}
 */
export function sampleCurve(points, direction) {
  /** @type {Sample[]} */
  const samples = [{ ...points[0], length: 0 }];
  /** @param {number} x @param {number} y */
  const append = (x, y) => {
    const last = samples[samples.length - 1];
    samples.push({ x, y, length: last.length + Math.hypot(x - last.x, y - last.y) });
  };
  for (const { start, end, first, second, straight } of pieces(points, direction)) {
    for (let count = 1; !straight && count < SAMPLES_A_CURVE; count++) {
      const t = count / SAMPLES_A_CURVE;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
      append(
        a * start.x + b * first.x + c * second.x + d * end.x,
        a * start.y + b * first.y + c * second.y + d * end.y,
      );
    }
    append(end.x, end.y);
  }
  return samples;
}

/**
 * @param {Sample[]} samples
 * @param {number} length the way from the start; outside the curve the nearer end answers
 * @returns {Point}
 */
export function pointAt(samples, length) {
  const next = samples.findIndex((sample) => sample.length >= length);
  if (next === 0) return { x: samples[0].x, y: samples[0].y };
  if (next === -1) return { x: samples[samples.length - 1].x, y: samples[samples.length - 1].y };
  const [a, b] = [samples[next - 1], samples[next]];
  const share = (length - a.length) / (b.length - a.length);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/**
 * The way along a curve until it has come so far along the ranks, where it never turns back.
 *
 * @param {Sample[]} samples
 * @param {Direction} direction
 * @param {number} distance
 */
export function wayTo(samples, direction, distance) {
  /** @param {Sample} sample */
  const progress = ({ x, y }) => (direction === "right" ? x - samples[0].x : y - samples[0].y);
  const next = samples.findIndex((sample) => progress(sample) >= distance);
  if (next === 0) return 0;
  if (next === -1) return samples[samples.length - 1].length;
  const [a, b] = [samples[next - 1], samples[next]];
  return a.length + ((b.length - a.length) * (distance - progress(a))) / (progress(b) - progress(a));
}
