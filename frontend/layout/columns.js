/**
 * Gives every node a column, at most `limit` nodes each: an operation stands right of what it reads, as far left as
 * there is room; a leaf, and whatever loses nothing by waiting, stands right before its first reader.
 */

/** @import { BandNode, Digraph } from "./digraph.js" */

/** So many of the last readers of a value tell how far its wire reaches. */
const LAST_READERS = 8;

/**
 * @param {Digraph} graph
 * @param {number} limit most nodes in a column, at least 1
 * @returns {number[][]} the nodes of each column, in the order of the program
 */
export function columnsOf(graph, limit) {
  return compact(earliest(graph, limit));
}

/**
 * Operations in the order of the program, each with the leaves that nobody has read before. A leaf that follows an
 * earlier version of itself stands no further left than anything before it: what reads it comes after all of that.
 *
 * @param {Digraph} graph
 * @param {number} limit
 */
function earliest({ nodes, inputs, uses }, limit) {
  const column = new Int32Array(nodes.length).fill(-1);
  /** @type {number[]} */
  const filled = [];
  const free = (/** @type {number} */ at) => limit - (filled[at] ?? 0);
  const put = (/** @type {number} */ node, /** @type {number} */ at) => {
    while (filled.length <= at) filled.push(0);
    column[node] = at;
    filled[at]++;
  };
  const waits = (/** @type {number} */ node) => nodes[node].leaf && inputs[node].length === 0 && uses[node].length > 0;
  nodes.forEach((_, node) => {
    if (waits(node)) return;
    const leaves = inputs[node].filter((input) => column[input] < 0);
    let at = leaves.length > 0 ? 1 : 0;
    if (nodes[node].leaf && inputs[node].length > 0) at = Math.max(at, filled.length - 1);
    for (const input of inputs[node]) at = Math.max(at, column[input] + 1);
    for (; ; at++) {
      if (free(at) < 1) continue;
      const whole = leaves.length <= limit ? free(at - 1) : roomBefore(at, leaves.length, free, limit);
      if (leaves.length <= whole) break;
    }
    put(node, at);
    let before = at - 1;
    for (const leaf of leaves) {
      while (free(before) < 1) before--;
      put(leaf, before);
    }
  });
  pull({ nodes, inputs, uses, column, filled, limit });
  return column;
}

/**
 * @param {number} at
 * @param {number} wanted
 * @param {(at: number) => number} free
 * @param {number} limit
 */
function roomBefore(at, wanted, free, limit) {
  let room = 0;
  const furthest = Math.max(0, at - 2 * Math.ceil(wanted / limit));
  for (let before = at - 1; before >= furthest && room < wanted; before--) room += free(before);
  return room;
}

/**
 * Moves nodes towards their first reader where that makes the wires no longer: what they read must not reach further
 * for it than it does already.
 *
 * @param {{nodes: BandNode[], inputs: number[][], uses: number[][], column: Int32Array, filled: number[], limit: number}} state
 */
function pull({ nodes, inputs, uses, column, filled, limit }) {
  const count = column.length;
  const movable = new Uint8Array(count);
  for (let node = 0; node < count; node++)
    movable[node] = Number(uses[node].length === 1 && inputs[node].every((input) => movable[input] === 1));
  for (let node = count - 1; node >= 0; node--) {
    if (uses[node].length === 0) continue;
    const last = uses[node].reduce((least, reader) => Math.min(least, column[reader]), Infinity) - 1;
    if (last <= column[node]) continue;
    const holds = (/** @type {number} */ input) =>
      !movable[input] && uses[input].length < 3 &&
      uses[input].slice(-LAST_READERS).every((reader) => reader === node || column[reader] < last);
    if (!nodes[node].leaf && inputs[node].some(holds)) continue;
    let at = last;
    while (at > column[node] && filled[at] >= limit) at--;
    filled[column[node]]--;
    column[node] = at;
    filled[at]++;
  }
}

/** @param {Int32Array} column */
function compact(column) {
  /** @type {number[][]} */
  const nodes = [];
  column.forEach((at, node) => {
    while (nodes.length <= at) nodes.push([]);
    nodes[at].push(node);
  });
  return nodes.filter((list) => list.length > 0);
}
