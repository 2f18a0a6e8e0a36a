/**
 * Lays a computation graph out like a text: from left to right, in bands below each other, at the largest of several
 * levels at which all of it fits into the canvas. Pure, without imports from outside of this folder; the same graph
 * gives the same layout.
 */

import { bandGraph } from "./band-graph.js";
import { columnsOf } from "./columns.js";
import { extentOf, placeBands } from "./coordinates.js";
import { bandsAt, cutIntoBands, cutsBetween, measureCuts } from "./cut.js";
import { digraph } from "./digraph.js";
import { rowsOf } from "./rows.js";
import { untidiness } from "./untidiness.js";
import { wiresOf } from "./wires.js";

export { placeBands };

/** @import { BandStart, Cuts } from "./cut.js" */
/** @import { PlacedBand, Wires } from "./wires.js" */

/** @typedef {import("./coordinates.js").Box} Box */
/** @typedef {import("./coordinates.js").CardSize} CardSize */
/** @typedef {import("./coordinates.js").Layout} Layout */
/** @typedef {import("./coordinates.js").Level} Level */
/** @typedef {import("./coordinates.js").Point} Point */
/** @typedef {import("./digraph.js").BandNode} BandNode */
/** @typedef {import("./digraph.js").Digraph} Digraph */
/** @typedef {import("./digraph.js").EdgeEnds} EdgeEnds */

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

/** @typedef {{width: number, height: number, margin: number}} Canvas */

const ROW_LIMITS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96];
const ROW_LIMITS_OF_MANY = [4, 8, 16, 32, 64, 128];
/** What a wire across a cut costs, in pixels of height. */
const WIRE_PRICES = [30, 8];
/** So many plans are made for a level to choose the best of, the fewer the larger the graph is. */
const plansFor = (/** @type {number} */ count) => (count <= 30 ? 16 : count <= 80 ? 5 : count <= 300 ? 3 : 1);
/** Where not even the smallest cards fit at first, so many plans are made. */
const LAST_CHANCE = 40;
/** For a graph of more nodes fewer ways to cut are tried. */
const MANY = 300;
/** A level is not tried whose cards and their gaps take more than this share of the canvas. */
const DENSEST = 1.1;
/** When nothing fits the canvas grows by this, in both directions. */
const GROWTH = 1.1;

/**
 * @param {{nodes: BandNode[], edges: EdgeEnds[]}} graph nodes in an order in which every edge runs forward
 * @param {Level[]} levels the largest first
 * @param {Canvas} canvas
 * @returns {{level: number, fits: boolean, plan: Plan, layout: Layout}} `level` is a place in `levels`
 */
export function fitBands(graph, levels, { width, height, margin }) {
  const numbers = digraph(graph);
  const room = { width: width - 2 * margin, height: height - 2 * margin };
  /** @type {Context} */
  const context = { graph: numbers, edges: graph.edges, choices: columnChoices(numbers), plans: new Map() };
  for (let level = 0; level < levels.length; level++) {
    if (areaOf(graph.nodes, levels[level]) > DENSEST * room.width * room.height) continue;
    const cuts = cutsFor(context, levels[level], room);
    const plan = bestPlan(context, levels[level], room, cuts)
      ?? (level === levels.length - 1 && graph.nodes.length <= MANY ? bestPlan(context, levels[level], room, cuts, LAST_CHANCE) : null);
    if (plan) return { level, fits: true, plan, layout: placeBands(plan, levels[level]) };
  }
  const level = levels.length - 1;
  let size = Math.max(1, 0.8 * Math.sqrt(areaOf(graph.nodes, levels[level]) / (room.width * room.height)));
  let cuts = cutsFor(context, levels[level], { width: room.width * size, height: room.height * size });
  while (cuts.length === 0) {
    size *= GROWTH;
    cuts = cutsFor(context, levels[level], { width: room.width * size, height: room.height * size });
  }
  const plan = bestPlan(context, levels[level], null, cuts);
  if (!plan) throw new Error("a graph without a plan");
  plan.height = Infinity;
  return { level, fits: false, plan, layout: placeBands(plan, levels[level]) };
}

/** @param {BandNode[]} nodes @param {Level} level */
function areaOf(nodes, { sizes, gapX, gapY }) {
  let area = 0;
  for (const { id } of nodes) {
    const size = sizes.get(id);
    if (size) area += (size.width + gapX) * (size.height + gapY);
  }
  return area;
}

/**
 * @typedef {object} Context
 * @property {Digraph} graph
 * @property {EdgeEnds[]} edges
 * @property {Cuts[]} choices columns of several heights, with the places to cut them
 * @property {Map<string, Plan>} plans
 */

/** @param {Digraph} graph */
function columnChoices(graph) {
  /** @type {Map<string, number[][]>} */
  const choices = new Map();
  for (const limit of graph.nodes.length > MANY ? ROW_LIMITS_OF_MANY : ROW_LIMITS) {
    const columns = columnsOf(graph, limit);
    choices.set(columns.map((list) => list.join()).join(";"), columns);
    if (columns.every((list) => list.length < limit)) break;
  }
  return [...choices.values()].map((columns) => cutsBetween(graph, columns));
}

/** @typedef {{choice: number, starts: BandStart[], key: string, price: number}} Cut */

/**
 * The ways to cut that seem to fit, the most promising first.
 *
 * @param {Context} context
 * @param {Level} level
 * @param {{width: number, height: number}} room
 * @returns {Cut[]}
 */
function cutsFor(context, level, room) {
  const sizes = context.graph.nodes.map(({ id }) => level.sizes.get(id) ?? { width: 0, height: 0, inlet: 0 });
  const inlet = sizes.reduce((most, size) => Math.max(most, size.inlet), 0);
  const widths = Float64Array.from(sizes, (size) => size.width);
  const heights = Float64Array.from(sizes, (size) => size.height);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  const { gapX, gapY, channel, lane } = level;
  const most = room.width - inlet - 4 * lane;
  // Wires may need more room between the columns than the cards leave: then a column less has to do.
  const less = most - 0.6 * (widest + gapX);
  const many = context.graph.nodes.length > MANY;
  const uniform = widths.every((width) => width === widest);
  /** @type {Map<string, Cut>} */
  const found = new Map();
  context.choices.forEach((cuts, choice) => {
    const alone = cuts.columns.length * (gapX + widest) < 2 * room.width;
    const measured = measureCuts(cuts, widths, heights);
    for (const least of many || uniform ? [0] : [0, widest])
      for (const width of many ? [most] : alone ? [most, less, room.width - inlet] : [most, less])
        for (const wire of many ? WIRE_PRICES.slice(0, 1) : WIRE_PRICES) {
          const { starts, height, wires } = cutIntoBands(measured, { width, least, gapX, gapY, channel, wire });
          if (height > room.height) continue;
          // A single band has no wires at its sides.
          if (width > most && starts.length > 1) continue;
          const key = `${choice} ${starts.map(({ first, deferred }) => `${first}${deferred ? "d" : ""}`)}`;
          if (found.has(key)) continue;
          const long = many ? cuts.crossing.reduce((sum, crossing) => sum + crossing) : 0;
          found.set(key, { choice, starts, key, price: long + wires * 6 + height * 0.02 + starts.length * 4 });
        }
  });
  return [...found.values()].sort((a, b) => a.price - b.price);
}

/**
 * @param {Context} context
 * @param {Level} level
 * @param {{width: number, height: number} | null} room null to take any
 * @param {Cut[]} cuts
 * @param {number} [most] so many plans are made
 * @returns {Plan | null}
 */
function bestPlan(context, level, room, cuts, most = plansFor(context.graph.nodes.length)) {
  /** @type {Plan | null} */
  let best = null;
  let least = Infinity;
  const ways = cuts.flatMap((cut) => [0, 1].map((extra) => ({ cut, extra }))).slice(0, most);
  for (const { cut, extra } of ways) {
    const plan = planOf(context, cut, extra);
    if (room) {
      const { width, height } = extentOf(plan, level);
      if (width > room.width || height > room.height) continue;
    }
    plan.height = room ? room.height : Infinity;
    if (most === 1) return plan;
    plan.cost ??= untidiness(plan.wires, plan.placed);
    if (plan.cost >= least) continue;
    least = plan.cost;
    best = plan;
  }
  return best;
}

/**
 * @param {Context} context
 * @param {Cut} cut
 * @param {number} extra rows more than the fullest column needs
 * @returns {Plan}
 */
function planOf({ graph, edges, choices, plans }, cut, extra) {
  const key = `${cut.key} ${extra}`;
  const known = plans.get(key);
  if (known) return known;
  const bandOf = new Int32Array(graph.nodes.length);
  const columnOf = new Int32Array(graph.nodes.length);
  const parts = bandsAt(choices[cut.choice], cut.starts);
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
