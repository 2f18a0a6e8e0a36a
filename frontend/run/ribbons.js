/** Paths of a gradient as ribbons along the wires: as wide as what each brings, side by side where they share a wire. Pure. */

import { toNumber } from "../format.js";

/** @import { GradientPath } from "../types.js" */
/** @import { Point } from "../layout/bands.js" */

/**
 * A stretch of a path along one wire of the picture.
 * @typedef {object} Ribbon
 * @property {string} edge the wire, as the picture has it
 * @property {number} path counted from 0
 * @property {number} width pixels
 * @property {number} offset of its middle from the wire, pixels
 * @property {boolean} negative the product along the path is below 0
 */

/** Pixels that all paths together take, and that one takes at least. */
const TOGETHER = 22;
const LEAST = 1.5;

/**
 * @param {readonly GradientPath[]} paths
 * @param {ReadonlyMap<string, string>} edgeOf the wire of the picture by edge of the run
 * @returns {Ribbon[]}
 */
export function ribbonsOf(paths, edgeOf) {
  const sizes = paths.map(({ arrived }) => Math.abs(toNumber(arrived.at(-1) ?? 1)));
  const finite = sizes.filter(Number.isFinite);
  const total = finite.reduce((sum, size) => sum + size, 0) || 1;
  const widths = sizes.map((size) => Math.max(LEAST, TOGETHER * (Number.isFinite(size) ? size / total : 1)));
  /** @type {Map<string, number[]>} by wire the paths along it */
  const along = new Map();
  paths.forEach(({ edges }, path) => {
    for (const wire of new Set(edges.flatMap((edge) => edgeOf.get(edge) ?? []))) along.set(wire, [...(along.get(wire) ?? []), path]);
  });
  return [...along].flatMap(([edge, those]) => {
    let at = -those.reduce((sum, path) => sum + widths[path], 0) / 2;
    return those.map((path) => {
      const width = widths[path];
      at += width;
      return { edge, path, width, offset: at - width / 2, negative: isNegative(paths[path]) };
    });
  });
}

/** @param {GradientPath} path */
function isNegative({ brought: { data } }) {
  return data !== null && !Array.isArray(data) && toNumber(data) < 0;
}

/**
 * A line along the axes, moved to its right by so much: its corners move with both of their sides.
 * @param {readonly Point[]} points
 * @param {number} by
 * @returns {Point[]}
 */
export function beside(points, by) {
  const kept = points.filter((point, place) => place === 0 || point.x !== points[place - 1].x || point.y !== points[place - 1].y);
  const normals = kept.slice(1).map((point, place) => {
    const [across, down] = [point.x - kept[place].x, point.y - kept[place].y];
    const length = Math.hypot(across, down);
    return { x: -down / length, y: across / length };
  });
  return kept.map(({ x, y }, place) => {
    const [one, other] = [normals[place - 1] ?? normals[place], normals[place] ?? normals[place - 1]];
    if (!one || !other) return { x, y };
    const turns = Math.abs(one.x * other.y - one.y * other.x) > 0.5;
    return turns ? { x: x + (one.x + other.x) * by, y: y + (one.y + other.y) * by } : { x: x + one.x * by, y: y + one.y * by };
  });
}
