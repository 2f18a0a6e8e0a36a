/** A wire from the points of its layout: straight pieces with round corners, and places on it. Pure. */

/** @import { Point } from "../layout/bands.js" */
/** @typedef {{x: number, y: number, length: number}} Sample `length`: the way from the start of the wire */

const RADIUS = 8;
const SAMPLES_A_CORNER = 4;

/**
 * @param {Point} a
 * @param {Point} b
 */
const distance = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);

/**
 * @param {Point} from
 * @param {Point} to
 * @param {number} way
 * @returns {Point}
 */
function towards(from, to, way) {
  const share = way / distance(from, to);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/**
 * @param {Point[]} points
 * @returns {{corner: Point, enter: Point, leave: Point}[]} where each inner point's corner begins and ends
 */
function corners(points) {
  const distinct = points.filter((point, index) => index === 0 || distance(point, points[index - 1]) > 0.01);
  return distinct.slice(1, -1).map((corner, index) => {
    const [before, after] = [distinct[index], distinct[index + 2]];
    const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    return { corner, enter: towards(corner, before, radius), leave: towards(corner, after, radius) };
  });
}

/** @param {number} value */
const short = (value) => Math.round(value * 10) / 10;

/** @param {Point} point */
const pair = ({ x, y }) => `${short(x)} ${short(y)}`;

/**
 * @param {Point[]} points
 * @returns {string} for the attribute `d` of a path
 */
export function pathData(points) {
  const turns = corners(points).map(({ corner, enter, leave }) => `L${pair(enter)}Q${pair(corner)} ${pair(leave)}`);
  return `M${pair(points[0])}${turns.join("")}L${pair(points[points.length - 1])}`;
}

/**
 * @param {Point[]} points
 * @returns {Sample[]}
 */
export function sampleCurve(points) {
  /** @type {Sample[]} */
  const samples = [{ ...points[0], length: 0 }];
  const append = (/** @type {Point} */ point) => {
    const last = samples[samples.length - 1];
    samples.push({ x: point.x, y: point.y, length: last.length + distance(last, point) });
  };
  for (const { corner, enter, leave } of corners(points)) {
    append(enter);
    for (let count = 1; count < SAMPLES_A_CORNER; count++) {
      const t = count / SAMPLES_A_CORNER;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      append({ x: a * enter.x + b * corner.x + c * leave.x, y: a * enter.y + b * corner.y + c * leave.y });
    }
    append(leave);
  }
  append(points[points.length - 1]);
  return samples;
}

/**
 * @param {Sample[]} samples
 * @param {number} length the way from the start; outside the wire the nearer end answers
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
