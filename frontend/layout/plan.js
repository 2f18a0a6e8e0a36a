/** Plans of a graph that has been cut into bands: a row for each card, a way for each wire. Pure. */

import { bandGraph } from "./band-graph.js";
import { rowsOf } from "./rows.js";
import { wiresOf } from "./wires.js";

/** @import { Digraph, EdgeEnds } from "./digraph.js" */
/** @import { PlacedBand, Wires } from "./wires.js" */

/** @typedef {{parts: number[][][], key: string}} Way to cut: the nodes of each column of each band */

/**
 * @typedef {object} Plan where everything stands, whatever the size of the cards
 * @property {Digraph} graph
 * @property {EdgeEnds[]} edges
 * @property {{channel: number, rows: number, columns: number, first: number | null, last: number | null}[]} bands
 * @property {Int32Array} bandOf by node
 * @property {Int32Array} columnOf by node, counted in its band
 * @property {Int32Array} rowOf by node, counted through all bands
 * @property {Wires} wires
 * @property {PlacedBand[]} placed
 * @property {number | null} cost of its crossings and bends, once it is known
 * @property {number} height that the canvas has for it
 */

/**
 * @param {{graph: Digraph, edges: EdgeEnds[]}} graph
 * @param {Way} way
 * @param {number} extra rows more than the fullest column needs
 * @param {Map<string, Plan>} plans that have been made of the graph
 * @returns {Plan}
 */
export function planOf({ graph, edges }, { parts, key: name }, extra, plans) {
  const key = `${name} ${extra}`;
  const known = plans.get(key);
  if (known) return known;
  const bandOf = new Int32Array(graph.nodes.length);
  const columnOf = new Int32Array(graph.nodes.length);
  parts.forEach((part, band) =>
    part.forEach((list, column) =>
      list.forEach((node) => {
        bandOf[node] = band;
        columnOf[node] = column;
      }),
    ),
  );
  const rowOf = new Int32Array(graph.nodes.length);
  let channel = 0;
  const placed = parts.map((part) => {
    const band = bandGraph(graph, part, bandOf, columnOf);
    const { place, rows } = rowsOf(band, band.rows + extra);
    band.node.forEach((node, vertex) => {
      if (node >= 0) rowOf[node] = channel + (place[vertex] - 1) / 2;
    });
    const found = { graph: band, place, rows, channel };
    channel += rows;
    return found;
  });
  const wires = wiresOf(graph, placed, bandOf, columnOf);
  const bands = placed.map(({ channel, rows }, band) => {
    const lines = parts[band].flat().flatMap((node) => {
      const { line, leaf } = graph.nodes[node];
      return line === null || leaf ? [] : [line];
    });
    const first = lines.length > 0 ? lines.reduce((least, line) => Math.min(least, line)) : null;
    const last = lines.length > 0 ? lines.reduce((most, line) => Math.max(most, line)) : null;
    return { channel, rows, columns: parts[band].length, first, last };
  });
  /** @type {Plan} */
  const plan = { graph, edges, bands, bandOf, columnOf, rowOf, wires, placed, cost: null, height: Infinity };
  plans.set(key, plan);
  return plan;
}
