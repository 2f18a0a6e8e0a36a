/** Moves single cards, stops and straight runs of a band to better places, as long as that saves bends or crossings. */

import { ABOVE, BELOW } from "./band-graph.js";

/** @import { BandGraph } from "./band-graph.js" */

const CROSSING = 2;
const BEND = 1;
const DISTANCE = 0.04;
const LANE = 0.12;
const LEAF_BELOW = 0.15;

const ROUNDS = 5;
/** In a band of more places only those near a neighbour are tried. */
const FEW_PLACES = 11;
/** So many links are compared at most: then the places are good enough for a graph of that size. */
const BUDGET = 100_000;
/** What a vertex costs that stands well: no need to look for a better place. */
const WELL = LANE + 0.01;

/**
 * @param {BandGraph} band
 * @param {number} rows
 * @param {Float64Array} place by vertex, changed in place
 */
export function improve(band, rows, place) {
  const { node, links, gapOf, gaps, all, column, leaf } = band;
  const places = 2 * rows + 1;
  const inRow = band.columns.map(() => new Int32Array(places).fill(-1));
  for (let vertex = BELOW + 1; vertex < node.length; vertex++)
    if (place[vertex] % 2 === 1) inRow[column[vertex]][place[vertex]] = vertex;
  const left = Int32Array.from(all, (link) => link.left);
  const right = Int32Array.from(all, (link) => link.right);
  const net = Int32Array.from(all, (link) => link.net);
  const bend = Float64Array.from(all, (link) => BEND * link.weight);
  const start = new Int32Array(gaps.length + 1);
  gaps.forEach((list, gap) => (start[gap + 1] = start[gap] + list.length));
  const gapOfLink = Int32Array.from(gapOf);
  let compared = 0;
  /** Number of the last move in a column, and of the last one before a vertex was looked at. */
  const changed = new Int32Array(gaps.length + 1);
  const seen = new Int32Array(node.length).fill(-1);
  let moves = 0;

  const costOf = (/** @type {number} */ vertex) => {
    let cost = place[vertex] % 2 === 0 ? LANE : 0;
    for (const link of links[vertex]) {
      const from = place[left[link]];
      const to = place[right[link]];
      if (left[link] !== ABOVE && right[link] !== BELOW) {
        if (from !== to) cost += bend[link] + DISTANCE * Math.abs(from - to);
        if (leaf[left[link]] && from > to) cost += LEAF_BELOW;
      }
      const end = start[gapOfLink[link] + 1];
      const own = net[link];
      compared += end - start[gapOfLink[link]];
      for (let other = start[gapOfLink[link]]; other < end; other++)
        if (net[other] !== own && (place[left[other]] - from) * (place[right[other]] - to) < 0) cost += CROSSING;
    }
    return cost;
  };
  const settle = (/** @type {number[]} */ vertices, /** @type {number[]} */ targets) => {
    for (const vertex of vertices)
      if (place[vertex] % 2 === 1 && inRow[column[vertex]][place[vertex]] === vertex)
        inRow[column[vertex]][place[vertex]] = -1;
    for (let at = 0; at < vertices.length; at++) {
      const vertex = vertices[at];
      place[vertex] = targets[at];
      if (targets[at] % 2 === 1) inRow[column[vertex]][targets[at]] = vertex;
    }
  };
  /**
   * Moves `vertices`, which share a place and cost `own`, to another place if that is cheaper; what stands there comes
   * to their old place.
   */
  const exchange = (/** @type {number[]} */ vertices, /** @type {number} */ own, /** @type {number} */ target) => {
    const old = place[vertices[0]];
    const moved = vertices.slice();
    const targets = vertices.map(() => target);
    let before = own;
    if (target % 2 === 1) {
      for (const vertex of vertices) {
        const other = inRow[column[vertex]][target];
        if (other < 0) continue;
        if (old % 2 === 0 && node[other] >= 0) return false;
        moved.push(other);
        targets.push(old);
        before += costOf(other);
      }
    }
    const places = moved.map((vertex) => place[vertex]);
    settle(moved, targets);
    let after = 0;
    for (let at = 0; at < moved.length && after < before; at++) after += costOf(moved[at]);
    if (after < before - 1e-6) {
      moves++;
      for (const vertex of moved) changed[column[vertex]] = moves;
      return true;
    }
    settle(moved, places);
    return false;
  };
  /** The vertices that straight links join to this one, or none when it is not the first of them. */
  const run = (/** @type {number} */ first) => {
    const found = [first];
    for (let head = 0; head < found.length; head++)
      for (const link of links[found[head]]) {
        const other = left[link] === found[head] ? right[link] : left[link];
        if (place[other] !== place[first] || found.includes(other)) continue;
        if (other < first) return [];
        found.push(other);
      }
    return found;
  };
  /** The places of the neighbours, and those beside them and beside the vertices themselves. */
  const targetsOf = (/** @type {number[]} */ vertices) => {
    const found = new Set();
    const add = (/** @type {number} */ at) => {
      for (let target = at - 2; target <= at + 2; target++) found.add(target);
    };
    add(place[vertices[0]]);
    for (const vertex of vertices)
      for (const link of links[vertex]) {
        const other = left[link] === vertex ? right[link] : left[link];
        if (other > BELOW) add(place[other]);
      }
    return found;
  };
  /** @param {number[]} vertices */
  const settleBest = (vertices) => {
    let own = 0;
    for (const vertex of vertices) own += costOf(vertex);
    if (own <= WELL * vertices.length) return false;
    const step = vertices.some((vertex) => node[vertex] >= 0) ? 2 : 1;
    let better = false;
    const near = places > FEW_PLACES ? targetsOf(vertices) : null;
    for (let target = step - 1; target < places; target += step) {
      if (near && !near.has(target)) continue;
      if (target === place[vertices[0]] || !exchange(vertices, own, target)) continue;
      better = true;
      own = 0;
      for (const vertex of vertices) own += costOf(vertex);
    }
    return better;
  };

  for (let round = 0; round < ROUNDS; round++) {
    let better = false;
    for (let vertex = BELOW + 1; vertex < node.length; vertex++) {
      const at = column[vertex];
      if (seen[vertex] >= Math.max(at > 0 ? changed[at - 1] : 0, changed[at], changed[at + 1])) continue;
      seen[vertex] = moves;
      if (settleBest([vertex])) better = true;
      const straight = run(vertex);
      if (straight.length > 1 && settleBest(straight)) better = true;
      if (compared > BUDGET) return;
    }
    if (!better) return;
  }
}
