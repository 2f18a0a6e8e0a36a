/** Orders the vertices of each column so that few wires cross: by the middle of their neighbours, back and forth. */

import { BELOW } from "./band-graph.js";

/** @import { BandGraph } from "./band-graph.js" */

const SWEEPS = 6;

/**
 * @param {BandGraph} band
 * @returns {number[][]} vertices of each column from top to bottom
 */
export function orderColumns(band) {
  let order = band.columns.map((column) => column.slice());
  const rank = new Float64Array(band.node.length);
  const number = (/** @type {number[]} */ column) => {
    column.forEach((vertex, at) => (rank[vertex] = (at + 0.5) / column.length));
  };
  order.forEach(number);
  let best = order.map((column) => column.slice());
  let fewest = crossings(band, rank);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const forward = sweep % 2 === 1;
    for (let step = 0; step < order.length; step++) {
      const at = forward ? step : order.length - 1 - step;
      const key = new Map(order[at].map((vertex) => [vertex, middle(band, vertex, rank, forward)]));
      order[at].sort(
        (a, b) => /** @type {number} */ (key.get(a)) - /** @type {number} */ (key.get(b)) || rank[a] - rank[b],
      );
      number(order[at]);
    }
    const crossed = crossings(band, rank);
    if (crossed < fewest) {
      fewest = crossed;
      best = order.map((column) => column.slice());
    }
  }
  return best;
}

/**
 * @param {BandGraph} band
 * @param {number} vertex
 * @param {Float64Array} rank
 * @param {boolean} forward whether the neighbours on the left count
 */
function middle(band, vertex, rank, forward) {
  let sum = 0;
  let count = 0;
  for (const number of band.links[vertex]) {
    const { left, right } = band.all[number];
    const other = left === vertex ? right : left;
    if (other <= BELOW || (right === vertex) !== forward) continue;
    sum += rank[other];
    count++;
  }
  // A leaf drops into its reader from above.
  return (count === 0 ? rank[vertex] : sum / count) - (band.leaf[vertex] ? 1e-3 : 0);
}

/**
 * @param {BandGraph} band
 * @param {Float64Array} rank
 */
function crossings(band, rank) {
  let crossed = 0;
  for (const links of band.gaps) {
    const inside = links.filter(({ left, right }) => left > BELOW && right > BELOW);
    if (inside.length < 2) continue;
    inside.sort((a, b) => rank[a.left] - rank[b.left] || rank[a.right] - rank[b.right]);
    const rights = [...new Set(inside.map(({ right }) => rank[right]))].sort((a, b) => a - b);
    const at = new Map(rights.map((right, index) => [right, index + 1]));
    const tree = new Int32Array(rights.length + 2);
    let seen = 0;
    for (const { right } of inside) {
      const index = /** @type {number} */ (at.get(rank[right]));
      let lower = 0;
      for (let i = index; i > 0; i -= i & -i) lower += tree[i];
      crossed += seen - lower;
      for (let i = index; i < tree.length; i += i & -i) tree[i]++;
      seen++;
    }
  }
  return crossed;
}
