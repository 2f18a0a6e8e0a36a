/** Moves single cards, stops and straight runs of a band to better places, as long as that saves bends or crossings. */

import { ABOVE, BELOW } from "./band-graph.js";

/** @import { BandGraph } from "./band-graph.js" */

const CROSSING = 2;
const BEND = 1;
const DISTANCE = 0.04;
const LANE = 0.12;
const LEAF_BELOW = 0.15;

const ROUNDS = 6;
/** So many links are compared at most: then the places are good enough for a graph of that size. */
const BUDGET = 400_000;

/**
 * @param {BandGraph} band
 * @param {number} rows
 * @param {Float64Array} place by vertex, changed in place
 */
export function improve(band, rows, place) {
  const { node, links, gapOf, gaps, all, column, leaf } = band;
  const places = 2 * rows + 1;
  const inRow = band.columns.map(() => new Int32Array(places).fill(-1));
  let compared = 0;
  for (let vertex = BELOW + 1; vertex < node.length; vertex++)
    if (place[vertex] % 2 === 1) inRow[column[vertex]][place[vertex]] = vertex;

  const costOf = (/** @type {number} */ vertex) => {
    let cost = place[vertex] % 2 === 0 ? LANE : 0;
    for (const number of links[vertex]) {
      const link = all[number];
      const [from, to] = [place[link.left], place[link.right]];
      if (link.left !== ABOVE && link.right !== BELOW) {
        if (from !== to) cost += BEND * link.weight + DISTANCE * Math.abs(from - to);
        if (leaf[link.left] && from > to) cost += LEAF_BELOW;
      }
      const others = gaps[gapOf[number]];
      compared += others.length;
      for (const other of others) {
        if (other.net === link.net) continue;
        if ((place[other.left] - from) * (place[other.right] - to) < 0) cost += CROSSING;
      }
    }
    return cost;
  };
  const costOfAll = (/** @type {number[]} */ vertices) => {
    let cost = 0;
    for (const vertex of vertices) cost += costOf(vertex);
    return cost;
  };
  const settle = (/** @type {number[]} */ vertices, /** @type {number[]} */ targets) => {
    for (const vertex of vertices)
      if (place[vertex] % 2 === 1 && inRow[column[vertex]][place[vertex]] === vertex)
        inRow[column[vertex]][place[vertex]] = -1;
    vertices.forEach((vertex, at) => {
      place[vertex] = targets[at];
      if (targets[at] % 2 === 1) inRow[column[vertex]][targets[at]] = vertex;
    });
  };
  const attempt = (/** @type {number[]} */ vertices, /** @type {number[]} */ targets) => {
    const old = vertices.map((vertex) => place[vertex]);
    const before = costOfAll(vertices);
    settle(vertices, targets);
    if (costOfAll(vertices) < before - 1e-6) return true;
    settle(vertices, old);
    return false;
  };
  /** Moves `vertices`, which share a place, to another; what stands there comes to their old place. */
  const exchange = (/** @type {number[]} */ vertices, /** @type {number} */ target) => {
    const old = place[vertices[0]];
    const moved = vertices.slice();
    const targets = vertices.map(() => target);
    if (target % 2 === 1) {
      for (const vertex of vertices) {
        const other = inRow[column[vertex]][target];
        if (other < 0) continue;
        if (old % 2 === 0 && node[other] >= 0) return false;
        moved.push(other);
        targets.push(old);
      }
    }
    return attempt(moved, targets);
  };
  const run = (/** @type {number} */ start) => {
    const found = [start];
    for (let head = 0; head < found.length; head++)
      for (const number of links[found[head]]) {
        const { left, right } = all[number];
        if (place[left] === place[right] && !found.includes(left)) found.push(left);
        if (place[left] === place[right] && !found.includes(right)) found.push(right);
      }
    return found;
  };

  for (let round = 0; round < ROUNDS; round++) {
    let better = false;
    for (let vertex = BELOW + 1; vertex < node.length; vertex++) {
      const step = node[vertex] >= 0 ? 2 : 1;
      for (let target = step - 1; target < places; target += step) {
        if (target !== place[vertex] && exchange([vertex], target)) better = true;
        if (target === place[vertex]) continue;
        const straight = run(vertex);
        if (straight.length > 1 && straight[0] <= Math.min(...straight)) {
          const cards = straight.some((one) => node[one] >= 0);
          if ((!cards || target % 2 === 1) && exchange(straight, target)) better = true;
        }
        if (compared > BUDGET) return;
      }
    }
    if (!better) return;
  }
}
