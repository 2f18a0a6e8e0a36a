/**
 * Lays a computation graph out like a text: from left to right, in bands below each other, at the largest of several
 * levels at which all of it fits into the canvas. Pure, without imports from outside of this folder; the same graph
 * gives the same layout.
 */

import { columnsOf } from "./columns.js";
import { LEAST_GAP, extentOf, placeBands } from "./coordinates.js";
import { bandsAt, cutIntoBands, cutsBetween, measureCuts } from "./cut.js";
import { digraph } from "./digraph.js";
import { keptBands, movedIn, placesOf } from "./kept.js";
import { planOf } from "./plan.js";
import { untidiness } from "./untidiness.js";

export { placeBands, placesOf };

/** @import { BandStart, Cuts } from "./cut.js" */
/** @import { Places } from "./kept.js" */
/** @import { Way } from "./plan.js" */

/** @typedef {import("./coordinates.js").Box} Box */
/** @typedef {import("./coordinates.js").CardSize} CardSize */
/** @typedef {import("./coordinates.js").Layout} Layout */
/** @typedef {import("./coordinates.js").Level} Level */
/** @typedef {import("./coordinates.js").Point} Point */
/** @typedef {import("./digraph.js").BandNode} BandNode */
/** @typedef {import("./digraph.js").Digraph} Digraph */
/** @typedef {import("./digraph.js").EdgeEnds} EdgeEnds */
/** @typedef {import("./plan.js").Plan} Plan */

/** @typedef {{width: number, height: number, margin: number}} Canvas */
/** @typedef {{level: number, fits: boolean, plan: Plan, layout: Layout}} Fitted `level` is a place among the levels */

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
/** What it costs that a node stands elsewhere than before; a crossing costs 5, a bend 1. */
const MOVE = 3;
/** And that the gaps shrink, by which all move a little. */
const SQUEEZE = 20;
/** When nothing fits the canvas grows by this, in both directions. */
const GROWTH = 1.1;

/**
 * At the largest level at which all of it fits; where none does, at the smallest, on a sheet that is as large as it takes.
 *
 * @param {{nodes: BandNode[], edges: EdgeEnds[]}} graph nodes in an order in which every edge runs forward
 * @param {Level[]} levels the largest first
 * @param {Canvas} canvas
 * @param {Places | null} [before] where its nodes stood before it changed
 * @returns {Fitted}
 */
export function fitBands(graph, levels, canvas, before = null) {
  const [context, room] = [contextOf(graph, before), roomIn(canvas)];
  const smallest = levels.length - 1;
  return fitting(context, levels, room)
    ?? (graph.nodes.length <= MANY ? fittingAt(context, smallest, levels[smallest], room, LAST_CHANCE) : null)
    ?? overflowing(context, smallest, levels[smallest], room);
}

/**
 * @param {{nodes: BandNode[], edges: EdgeEnds[]}} graph nodes in an order in which every edge runs forward
 * @param {Level[]} levels the largest first
 * @param {Canvas} canvas
 * @param {Places | null} [before] where its nodes stood before it changed
 * @returns {Fitted | null} null where it fits at none of the levels
 */
export function fittingBands(graph, levels, canvas, before = null) {
  return fitting(contextOf(graph, before), levels, roomIn(canvas));
}

/** @param {Canvas} canvas */
function roomIn({ width, height, margin }) {
  return { width: width - 2 * margin, height: height - 2 * margin };
}

/**
 * @param {{nodes: BandNode[], edges: EdgeEnds[]}} graph
 * @param {Places | null} before
 * @returns {Context}
 */
function contextOf(graph, before) {
  const numbers = digraph(graph);
  const kept = before === null ? [] : [0, 1].flatMap((more) => {
    const parts = keptBands(numbers, before, before.columns + more);
    return parts ? [{ parts, key: `kept ${more}` }] : [];
  });
  return { graph: numbers, edges: graph.edges, choices: columnChoices(numbers), plans: new Map(), before, kept };
}

/**
 * @param {Context} context
 * @param {Level[]} levels
 * @param {{width: number, height: number}} room
 * @returns {Fitted | null}
 */
function fitting(context, levels, room) {
  for (let level = 0; level < levels.length; level++) {
    const found = fittingAt(context, level, levels[level], room);
    if (found) return found;
  }
  return null;
}

/**
 * @param {Context} context
 * @param {number} level
 * @param {Level} form
 * @param {{width: number, height: number}} room
 * @param {number} [most] so many plans are made
 * @returns {Fitted | null}
 */
function fittingAt(context, level, form, room, most) {
  const { nodes } = context.graph;
  if (isHopeless(nodes.length, form, room) || areaOf(nodes, form) > DENSEST * room.width * room.height) return null;
  // What stays where it was may be drawn closer than anew, as long as that makes no card larger.
  const close = context.before !== null && level >= context.before.level;
  const plan = bestPlan(context, form, room, cutsFor(context, form, room), { close, most });
  return plan && { level, fits: true, plan, layout: placeBands(plan, form) };
}

/**
 * @param {Context} context
 * @param {number} level
 * @param {Level} form
 * @param {{width: number, height: number}} room
 * @returns {Fitted}
 */
function overflowing(context, level, form, room) {
  let size = Math.max(1, 0.8 * Math.sqrt(areaOf(context.graph.nodes, form) / (room.width * room.height)));
  let cuts = cutsFor(context, form, { width: room.width * size, height: room.height * size });
  while (cuts.length === 0) {
    size *= GROWTH;
    cuts = cutsFor(context, form, { width: room.width * size, height: room.height * size });
  }
  const plan = bestPlan(context, form, null, cuts, {});
  if (!plan) throw new Error("a graph without a plan");
  plan.height = Infinity;
  return { level, fits: false, plan, layout: placeBands(plan, form) };
}

/**
 * @param {number} count of cards
 * @param {Omit<Level, "sizes">} level
 * @param {{width: number, height: number}} room
 * @returns {boolean} true where there is no room even for that many of the smallest cards
 */
export function isHopeless(count, { least, gapX, gapY }, room) {
  return least !== undefined && count * (least.width + gapX) * (least.height + gapY) > DENSEST * room.width * room.height;
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
 * @property {Places | null} before
 * @property {Way[]} kept ways to leave what has a place where it is
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
 * @param {{close?: boolean, most?: number}} how `close`: the gaps of what stays may shrink; `most`: so many plans are made
 * @returns {Plan | null}
 */
function bestPlan(context, level, room, cuts, { close = false, most = plansFor(context.graph.nodes.length) }) {
  /** @type {Plan | null} */
  let best = null;
  let least = Infinity;
  const cutWays = cuts.slice(0, most).map(({ choice, starts, key }) => ({ parts: bandsAt(context.choices[choice], starts), key }));
  const ways = [...context.kept, ...cutWays].flatMap((way) => [0, 1].map((extra) => ({ way, extra })));
  for (const { way, extra } of ways.slice(0, most + 2 * context.kept.length)) {
    const plan = planOf(context, way, extra, context.plans);
    const { width, height } = extentOf(plan, level, 1);
    const squeezed = room !== null && height > room.height;
    if (room && width > room.width) continue;
    if (squeezed && !(close && context.kept.includes(way) && extentOf(plan, level, LEAST_GAP).height <= room.height)) continue;
    plan.height = room ? room.height : Infinity;
    if (most === 1) return plan;
    plan.cost ??= untidiness(plan.wires, plan.placed);
    const moved = context.before ? MOVE * movedIn(plan, context.before) : 0;
    const cost = plan.cost + moved + (squeezed ? SQUEEZE : 0);
    if (cost >= least) continue;
    least = cost;
    best = plan;
  }
  return best;
}
