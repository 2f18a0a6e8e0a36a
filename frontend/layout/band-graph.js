/**
 * The graph inside one band: its cards and the stops of its longer wires, column by column, and the links between
 * neighbouring columns. A value used in several columns runs as one trunk of stops that branches late. Wires to and
 * from other bands come from above and leave downward, in the gap beside their card.
 */

/** @import { Digraph } from "./digraph.js" */

/** The two ends outside of the band, as vertices. */
export const ABOVE = 0;
export const BELOW = 1;

/**
 * @typedef {object} Link part of a wire in the gap left of a column
 * @property {number} left vertex, or ABOVE
 * @property {number} right vertex, or BELOW
 * @property {number} net node whose value the wire carries
 * @property {number} weight what a straight link is worth
 */

/**
 * @typedef {object} BandGraph
 * @property {number[][]} columns vertices of each column; cards first, in the order of the program
 * @property {number[]} node by vertex: its node, or -1 for a stop
 * @property {number[]} net by vertex: the node whose value stands or passes there
 * @property {number[]} column by vertex
 * @property {Link[][]} gaps links by the column right of the gap; the last gap ends the band
 * @property {number[][]} links by vertex: numbers of its links, those of the gap on its left first
 * @property {number[]} gapOf by link number
 * @property {Link[]} all links by number
 * @property {number} rows most cards in a column
 * @property {Uint8Array} leaf by vertex: 1 for a leaf's card
 */

const STRAIGHT_SPINE = 3;
const STRAIGHT_TRUNK = 1;
const STRAIGHT = 1;

/**
 * @param {Digraph} graph
 * @param {number[][]} nodes of each column of the band
 * @param {Int32Array} bandOf by node
 * @param {Int32Array} columnOf by node: its column in its band
 * @returns {BandGraph}
 */
export function bandGraph(graph, nodes, bandOf, columnOf) {
  const columns = nodes.map(() => /** @type {number[]} */ ([]));
  const node = [-1, -1];
  const net = [-1, -1];
  const column = [-1, -1];
  const gaps = Array.from({ length: nodes.length + 1 }, () => /** @type {Link[]} */ ([]));
  const add = (/** @type {number} */ at, /** @type {number} */ card, /** @type {number} */ value) => {
    column.push(at);
    net.push(value);
    columns[at].push(node.length);
    return node.push(card) - 1;
  };
  /** @type {Map<number, number>} */
  const vertexOf = new Map();
  nodes.forEach((list, at) => list.forEach((card) => vertexOf.set(card, add(at, card, card))));
  const band = bandOf[nodes[0][0]];
  nodes.forEach((list, at) => {
    for (const source of list) {
      const near = graph.uses[source].filter((reader) => bandOf[reader] === band);
      const far = near.length < graph.uses[source].length;
      const start = /** @type {number} */ (vertexOf.get(source));
      const last = near.reduce((most, reader) => Math.max(most, columnOf[reader]), at);
      const trunk = [start];
      for (let stop = at + 1; stop < last; stop++) {
        trunk.push(add(stop, -1, source));
        const weight = stop === at + 1 ? STRAIGHT : STRAIGHT_TRUNK;
        gaps[stop].push({ left: trunk[stop - at - 1], right: trunk[stop - at], net: source, weight });
      }
      for (const reader of near) {
        const left = trunk[columnOf[reader] - at - 1];
        const right = /** @type {number} */ (vertexOf.get(reader));
        gaps[columnOf[reader]].push({ left, right, net: source, weight: worth(graph, source, reader) });
      }
      if (far) gaps[at + 1].push({ left: start, right: BELOW, net: source, weight: 0 });
    }
  });
  nodes.forEach((list, at) => {
    for (const reader of list)
      for (const source of graph.inputs[reader])
        if (bandOf[source] !== band)
          gaps[at].push({ left: ABOVE, right: /** @type {number} */ (vertexOf.get(reader)), net: source, weight: 0 });
  });
  const links = node.map(() => /** @type {number[]} */ ([]));
  /** @type {number[]} */
  const gapOf = [];
  const all = gaps.flat();
  gaps.forEach((list, gap) =>
    list.forEach(({ left, right }) => {
      const number = gapOf.push(gap) - 1;
      links[right].push(number);
      links[left].push(number);
    }),
  );
  const rows = nodes.reduce((most, list) => Math.max(most, list.length), 1);
  const leaf = Uint8Array.from(node, (card) => Number(card >= 0 && graph.inputs[card].length === 0));
  return { columns, node, net, column, gaps, links, gapOf, all, rows, leaf };
}

/**
 * The deepest input of an operation is its main line; so is the way on of a value that is read once.
 *
 * @param {Digraph} graph
 * @param {number} source
 * @param {number} reader
 */
function worth({ inputs, uses, depth }, source, reader) {
  const deepest = inputs[reader].reduce((best, input) => (depth[input] > depth[best] ? input : best));
  if (deepest !== source) return STRAIGHT;
  return uses[source].length === 1 ? STRAIGHT_SPINE : STRAIGHT_TRUNK;
}
