/**
 * The places of an earlier layout, as far as a changed graph can keep them: what is still there stays, what is new
 * stands right of what it reads. Pure.
 */

/** @import { Digraph } from "./digraph.js" */
/** @import { Plan } from "./bands.js" */

/** @typedef {{band: number, column: number, row: number}} Place the column in its band, the row through all of them */
/**
 * @typedef {object} Places
 * @property {Map<string, Place>} of by id of a node
 * @property {number} columns those of the longest band
 * @property {number} level at which the cards were drawn
 */

/**
 * @param {Plan} plan
 * @param {number} level
 * @param {(id: string) => string | undefined} renamed what a node is called in the graph to come; undefined: it is gone
 * @returns {Places}
 */
export function placesOf({ graph, bands, bandOf, columnOf, rowOf }, level, renamed) {
  /** @type {Places["of"]} */
  const of = new Map();
  graph.nodes.forEach(({ id }, node) => {
    const name = renamed(id);
    if (name !== undefined) of.set(name, { band: bandOf[node], column: columnOf[node], row: rowOf[node] });
  });
  return { of, columns: bands.reduce((most, { columns }) => Math.max(most, columns), 1), level };
}

/**
 * @param {Digraph} graph
 * @param {Places} places
 * @param {number} most columns that a band may have
 * @returns {number[][][] | null} the nodes of each column of each band; null where the wires would not run to the right
 */
export function keptBands({ nodes, inputs, uses }, { of }, most) {
  const band = new Int32Array(nodes.length).fill(-1);
  const column = new Int32Array(nodes.length).fill(-1);
  nodes.forEach(({ id }, node) => {
    const place = of.get(id);
    if (place) [band[node], column[node]] = [place.band, place.column];
  });
  const isIn = (/** @type {number} */ node) => band[node] >= 0;
  let last = 0;
  nodes.forEach((_, node) => {
    const waits = inputs[node].length === 0 && uses[node].length > 0;
    if (isIn(node) || waits) {
      last = Math.max(last, band[node]);
      return;
    }
    const read = inputs[node].filter(isIn);
    const leaves = inputs[node].filter((input) => !isIn(input));
    let here = read.reduce((deepest, input) => Math.max(deepest, band[input]), read.length > 0 ? 0 : last);
    let at = read.reduce((right, input) => (band[input] === here ? Math.max(right, column[input] + 1) : right), 0);
    if (leaves.length > 0) at = Math.max(at, 1);
    if (at >= most) {
      here += 1;
      at = leaves.length > 0 ? 1 : 0;
      for (let other = 0; other < nodes.length; other++) if (band[other] >= here) band[other] += 1;
    }
    makeWay(uses[node], here, at);
    [band[node], column[node]] = [here, at];
    for (const leaf of leaves) [band[leaf], column[leaf]] = [here, at - 1];
    last = Math.max(last, here);
  });
  const holds = nodes.every((_, node) => isIn(node) && column[node] < most && inputs[node].every((input) =>
    band[input] < band[node] || (band[input] === band[node] && column[input] < column[node])));
  return holds ? grouped(band, column) : null;

  /**
   * What reads a new node, and all right of that, gives way to the right.
   * @param {number[]} readers
   * @param {number} here
   * @param {number} at
   */
  function makeWay(readers, here, at) {
    if (!readers.some((reader) => band[reader] === here && column[reader] <= at)) return;
    for (let other = 0; other < nodes.length; other++) if (band[other] === here && column[other] >= at) column[other] += 1;
  }
}

/**
 * @param {Int32Array} band
 * @param {Int32Array} column
 * @returns {number[][][]} without what is empty
 */
function grouped(band, column) {
  /** @type {number[][][]} */
  const bands = [];
  band.forEach((here, node) => {
    while (bands.length <= here) bands.push([]);
    const columns = bands[here];
    while (columns.length <= column[node]) columns.push([]);
    columns[column[node]].push(node);
  });
  return bands.map((columns) => columns.filter((list) => list.length > 0)).filter((columns) => columns.length > 0);
}

/**
 * @param {Plan} plan
 * @param {Places} places
 * @returns {number} how many nodes that had a place have another one
 */
export function movedIn({ graph, columnOf, rowOf }, { of }) {
  return graph.nodes.filter(({ id }, node) => {
    const place = of.get(id);
    return place !== undefined && (place.column !== columnOf[node] || place.row !== rowOf[node]);
  }).length;
}
