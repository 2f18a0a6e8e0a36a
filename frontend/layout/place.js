/**
 * Places across the ranks: the links, weighted by how much straightness is worth, become as short as the order and the
 * gaps allow. Small graphs get the exact optimum from the network simplex, large ones an approximation by sweeps.
 */

import { networkSimplex } from "./simplex.js";

/** @import { Layers } from "./layers.js" */

/** Vertices and links together. A residual network of 1,611 nodes has 7,016 and takes about a second. */
const EXACT_SIZE = 8000;
const EXACT_PIVOTS = 50_000;
const SWEEPS = 24;
const STOP_GAP = 10;

/**
 * @param {Layers} layers ordered
 * @param {number} gap between neighbours
 * @returns {Float64Array} the middle of each vertex, the smallest outline begins at 0
 */
export function placeAcross(layers, gap) {
  const exact = layers.rank.length + layers.links.length <= EXACT_SIZE;
  const place = exact ? placeExactly(layers, gap) : placeBySweeps(layers, gap);
  let first = Infinity;
  for (let vertex = 0; vertex < place.length; vertex++)
    first = Math.min(first, place[vertex] - layers.across[vertex] / 2);
  return place.map((middle) => middle - first);
}

/**
 * Distance between the middles of two neighbours of one rank.
 * @param {Layers} layers
 * @param {number} gap
 * @param {number} a
 * @param {number} b
 */
function separation(layers, gap, a, b) {
  const bothStops = a >= layers.nodes && b >= layers.nodes;
  return (layers.across[a] + layers.across[b]) / 2 + (bothStops ? STOP_GAP : gap);
}

/**
 * One more vertex stands for each link (Gansner and others, 1993, section 4.2): it lies before both ends, and the
 * lengths of its two arcs together are the bend of the link.
 *
 * @param {Layers} layers
 * @param {number} gap
 */
function placeExactly(layers, gap) {
  const arcs = [];
  for (const rank of layers.ranks) {
    for (let index = 1; index < rank.length; index++) {
      const [from, to] = [rank[index - 1], rank[index]];
      arcs.push({ from, to, length: separation(layers, gap, from, to), weight: 0 });
    }
  }
  const vertices = layers.rank.length;
  layers.links.forEach(({ from, to, port, weight }, index) => {
    const bend = vertices + index;
    arcs.push({ from: bend, to: from, length: Math.max(0, port), weight });
    arcs.push({ from: bend, to, length: Math.max(0, -port), weight });
  });
  return networkSimplex(vertices + layers.links.length, arcs, EXACT_PIVOTS).slice(0, vertices);
}

/**
 * @param {Layers} layers
 * @param {number} gap
 */
function placeBySweeps(layers, gap) {
  const { ranks, links, entering, leaving, across } = layers;
  const place = new Float64Array(layers.rank.length);
  for (const rank of ranks) {
    let next = 0;
    for (const vertex of rank) {
      place[vertex] = next + across[vertex] / 2;
      next += across[vertex] + gap;
    }
  }
  for (let turn = 0; turn < SWEEPS; turn++) {
    const forward = turn % 2 === 0;
    const both = turn >= 10;
    for (let count = 0; count < ranks.length; count++) {
      const rank = ranks[forward ? count : ranks.length - 1 - count];
      const wishes = rank.map((vertex) => {
        let sum = 0;
        let weight = 0;
        if (forward || both) {
          for (const link of entering[vertex]) {
            sum += (place[links[link].from] - links[link].port) * links[link].weight;
            weight += links[link].weight;
          }
        }
        if (!forward || both) {
          for (const link of leaving[vertex]) {
            sum += (place[links[link].to] + links[link].port) * links[link].weight;
            weight += links[link].weight;
          }
        }
        return weight > 0 ? { at: sum / weight, weight } : { at: place[vertex], weight: 0.01 };
      });
      settle(layers, gap, rank, wishes, place);
    }
  }
  return place;
}

/**
 * Fulfils the wishes of one rank as well as its order and gaps allow: pool adjacent violators, weighted least squares.
 *
 * @param {Layers} layers
 * @param {number} gap
 * @param {number[]} rank
 * @param {{at: number, weight: number}[]} wishes
 * @param {Float64Array} place changed in place
 */
function settle(layers, gap, rank, wishes, place) {
  const offset = new Float64Array(rank.length);
  for (let index = 1; index < rank.length; index++) {
    offset[index] = offset[index - 1] + separation(layers, gap, rank[index - 1], rank[index]);
  }
  /** @type {{sum: number, weight: number, size: number}[]} */
  const pools = [];
  wishes.forEach(({ at, weight }, index) => {
    const pool = { sum: (at - offset[index]) * weight, weight, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.weight >= pool.sum / pool.weight; last = pools.at(-1)) {
      pool.sum += last.sum;
      pool.weight += last.weight;
      pool.size += last.size;
      pools.pop();
    }
    pools.push(pool);
  });
  let index = 0;
  for (const { sum, weight, size } of pools) {
    for (let count = 0; count < size; count++, index++) place[rank[index]] = sum / weight + offset[index];
  }
}
