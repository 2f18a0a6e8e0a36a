/**
 * The order inside the ranks: barycentre sweeps with transposition (Gansner and others, 1993, section 3), from two
 * starts; the order with the fewest crossings stays.
 */

/** @import { Layers } from "./layers.js" */

const SWEEPS = 24;
const STALE_SWEEPS = 6;
const TRANSPOSE_ROUNDS = 4;
const TRANSPOSE_LINKS = 4000;

/**
 * Orders `layers.ranks` in place.
 * @param {Layers} layers
 * @returns {number} crossings
 */
export function orderRanks(layers) {
  const ends = [];
  const starts = [];
  for (let vertex = 0; vertex < layers.rank.length; vertex++) {
    if (layers.leaving[vertex].length === 0) ends.push(vertex);
    if (layers.entering[vertex].length === 0) starts.push(vertex);
  }
  const fromEnds = sweep(
    layers,
    walk(layers, ends, (vertex) => layers.entering[vertex].map((link) => layers.links[link].from)),
  );
  const fromStarts =
    fromEnds.crossings === 0
      ? fromEnds
      : sweep(
          layers,
          walk(layers, starts, (vertex) => layers.leaving[vertex].map((link) => layers.links[link].to)),
        );
  const best = fromStarts.crossings < fromEnds.crossings ? fromStarts : fromEnds;
  layers.ranks = best.ranks;
  return best.crossings;
}

/**
 * The ranks in the order of a depth-first walk: operands stand in the order of their slots before the first sweep.
 *
 * @param {Layers} layers
 * @param {number[]} roots
 * @param {(vertex: number) => number[]} nextOf
 */
function walk(layers, roots, nextOf) {
  const ranks = layers.ranks.map(() => /** @type {number[]} */ ([]));
  const seen = new Uint8Array(layers.rank.length);
  const open = [...roots].reverse();
  while (open.length > 0) {
    const vertex = /** @type {number} */ (open.pop());
    if (seen[vertex]) continue;
    seen[vertex] = 1;
    ranks[layers.rank[vertex]].push(vertex);
    for (const next of nextOf(vertex).reverse()) if (!seen[next]) open.push(next);
  }
  return ranks;
}

/**
 * @param {Layers} layers
 * @param {number[][]} ranks changed in place
 */
function sweep(layers, ranks) {
  const { links, entering, leaving, across } = layers;
  const place = new Int32Array(layers.rank.length);
  /** @param {number[]} rank */
  const note = (rank) => rank.forEach((vertex, index) => (place[vertex] = index));
  ranks.forEach(note);

  // A port shifts its link by less than one place, so that operands settle in the order of their slots.
  /** @param {number} link */
  const headPlace = (link) => place[links[link].to] + (0.98 * links[link].port) / (across[links[link].to] + 1);

  const key = new Float64Array(layers.rank.length);
  /**
   * @param {number[]} rank
   * @param {boolean} forward
   * @param {boolean} reverseTies
   */
  const arrange = (rank, forward, reverseTies) => {
    /** @type {number[]} */
    const moving = [];
    for (const vertex of rank) {
      const list = forward ? entering[vertex] : leaving[vertex];
      if (list.length === 0) continue;
      let sum = 0;
      for (const link of list) sum += forward ? place[links[link].from] : headPlace(link);
      key[vertex] = sum / list.length;
      moving.push(vertex);
    }
    moving.sort((a, b) => key[a] - key[b] || (reverseTies ? place[b] - place[a] : place[a] - place[b]));
    let next = 0;
    rank.forEach((vertex, index) => {
      if ((forward ? entering[vertex] : leaving[vertex]).length > 0) rank[index] = moving[next++];
    });
    note(rank);
  };

  /** @param {number} a @param {number} b crossings saved when `a` and `b`, neighbours in this order, change places */
  const gain = (a, b) => {
    let saved = 0;
    for (const one of entering[a])
      for (const other of entering[b]) saved += Math.sign(place[links[one].from] - place[links[other].from]);
    for (const one of leaving[a]) for (const other of leaving[b]) saved += Math.sign(headPlace(one) - headPlace(other));
    return saved;
  };
  /** @param {boolean} swapTies changes places also where that costs and saves nothing: a way out of dead ends */
  const transpose = (swapTies) => {
    for (let round = 0, improved = true; improved && round < TRANSPOSE_ROUNDS; round++) {
      improved = false;
      for (const rank of ranks) {
        for (let index = 0; index + 1 < rank.length; index++) {
          const [a, b] = [rank[index], rank[index + 1]];
          const pairs = entering[a].length * entering[b].length + leaving[a].length * leaving[b].length;
          if (pairs > TRANSPOSE_LINKS) continue;
          const saved = gain(a, b);
          if (saved < 0 || (saved === 0 && !(swapTies && round === 0))) continue;
          rank[index] = b;
          rank[index + 1] = a;
          place[b] = index;
          place[a] = index + 1;
          improved ||= saved > 0;
        }
      }
    }
  };

  const copy = () => ranks.map((rank) => rank.slice());
  let best = { crossings: countCrossings(layers, ranks), ranks: copy() };
  for (let turn = 0, stale = 0; turn < SWEEPS && stale < STALE_SWEEPS && best.crossings > 0; turn++) {
    const reverseTies = turn % 4 >= 2;
    if (turn % 2 === 1) for (let rank = 1; rank < ranks.length; rank++) arrange(ranks[rank], true, reverseTies);
    else for (let rank = ranks.length - 2; rank >= 0; rank--) arrange(ranks[rank], false, reverseTies);
    transpose(reverseTies);
    transpose(false);
    const crossings = countCrossings(layers, ranks);
    stale = crossings < best.crossings ? 0 : stale + 1;
    if (crossings < best.crossings) best = { crossings, ranks: copy() };
  }
  return best;
}

/**
 * Crossings between links; two links into the ports of one vertex cross when their sources stand in the other order.
 * Counted with a Fenwick tree as in Barth, Mutzel and Jünger, "Simple and Efficient Bilayer Cross Counting", 2002.
 *
 * @param {Layers} layers
 * @param {number[][]} ranks
 */
export function countCrossings(layers, ranks) {
  const place = new Int32Array(layers.rank.length);
  for (const rank of ranks) rank.forEach((vertex, index) => (place[vertex] = index));
  let crossings = 0;
  for (let at = 1; at < ranks.length; at++) {
    const width = ranks[at - 1].length;
    const tree = new Int32Array(width + 1);
    let seen = 0;
    for (const vertex of ranks[at]) {
      for (const link of layers.entering[vertex]) {
        const from = place[layers.links[link].from] + 1;
        let notAfter = 0;
        for (let index = from; index > 0; index -= index & -index) notAfter += tree[index];
        crossings += seen - notAfter;
        for (let index = from; index <= width; index += index & -index) tree[index]++;
        seen++;
      }
    }
  }
  return crossings;
}
