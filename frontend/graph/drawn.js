/**
 * A graph that has been arranged, as it is drawn at a zoom: farther apart and, from certain zooms on, with larger cards.
 * Letters keep their size until the cards are at their largest; from there on all grows alike. Pure.
 */

import { placeBands } from "../layout/bands.js";
import { bandNames } from "./band-names.js";
import { seatRiders } from "./riders.js";

/** @import { Box, CardSize, Layout, Level, Plan, Point } from "../layout/bands.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { BandName } from "./band-names.js" */
/** @import { AnyFace } from "./card-views.js" */
/** @import { LevelName } from "./levels.js" */
/** @import { RiderCard } from "./riders.js" */

/**
 * @typedef {object} Arranged
 * @property {Plan} plan
 * @property {(Level & {name: LevelName, sizes: Map<string, AnyFace>})[]} levels the largest first
 * @property {number} base the level at which the whole graph is in sight
 * @property {boolean} fits whether it is
 * @property {{width: number, height: number}} canvas
 * @property {number} enlarged how many times as large as it is by itself a small graph is drawn to fill its canvas
 * @property {number[]} zooms from which on each level up to the base is drawn; made when they are first asked for
 */
/**
 * @typedef {object} Drawn
 * @property {number} level
 * @property {number} zoom
 * @property {number} magnify of the cards
 * @property {Layout} layout in pixels of the screen
 * @property {Map<string, AnyFace>} faces
 * @property {BandName[]} names of the bands that are cut by lines
 * @property {Map<string, AnyFace>} enlarged those of cards that are drawn larger than their level
 */

const ENLARGED_AT_MOST = 1.5;
/** Of what a small graph grows, its cards take so much; the rest is room for what its wires carry. */
const CARDS_SHARE = 0.5;
/** Of two levels the larger one is drawn at least so much later. */
const APART = 1.12;

/**
 * @param {{plan: Plan, level: number, fits: boolean, layout: Layout}} fitted
 * @param {Arranged["levels"]} levels
 * @param {{width: number, height: number, margin: number}} canvas
 * @returns {Arranged}
 */
export function arranged({ plan, level: base, fits, layout }, levels, { width, height, margin }) {
  /** @type {number[] | null} */
  let zooms = null;
  const room = Math.min((width - 2 * margin) / layout.width, (height - 2 * margin) / layout.height);
  const enlarged = base === 0 && fits ? Math.min(ENLARGED_AT_MOST, Math.max(1, room)) : 1;
  return { plan, levels, base, fits, canvas: { width, height }, enlarged, get zooms() { return (zooms ??= zoomsOf(plan, levels, base, layout)); } };
}

/**
 * @param {Plan} plan
 * @param {Arranged["levels"]} levels
 * @param {number} base
 * @param {{width: number, height: number}} layout at the base
 * @returns {number[]}
 */
function zoomsOf(plan, levels, base, layout) {
  /** @type {number[]} */
  const zooms = [];
  zooms[base] = 1;
  for (let level = base - 1; level >= 0; level--) {
    const larger = placeBands(plan, levels[level], {});
    const ratio = Math.max(larger.width / layout.width, larger.height / layout.height);
    zooms[level] = Math.max(ratio, zooms[level + 1] * APART);
  }
  return zooms;
}

/**
 * @param {Arranged} graph
 * @param {number} zoom 1: the whole graph
 */
export function levelAt(graph, zoom) {
  const { base } = graph;
  if (zoom < APART - 1e-6) return base;
  for (let level = 0; level < base; level++) if (zoom >= graph.zooms[level] - 1e-6) return level;
  return base;
}

/**
 * @param {Arranged} graph
 * @param {number} zoom
 * @param {Map<string, AnyFace>} enlarged
 * @param {Map<string, RiderCard>} riders
 * @param {Collapsed} collapsed
 * @returns {Drawn}
 */
export function draw(graph, zoom, enlarged, riders, collapsed) {
  const level = levelAt(graph, zoom);
  const form = graph.levels[level];
  const placed = placeBands(graph.plan, form, { enlarged });
  const spread = (level === graph.base ? zoom : zoom / graph.zooms[level]) * (level === graph.base ? graph.enlarged : 1);
  const cards = level === graph.base ? (1 + (graph.enlarged - 1) * CARDS_SHARE) / graph.enlarged : 1;
  const magnify = level === 0 ? spread * cards : 1;
  const faces = enlarged.size > 0 ? new Map([...form.sizes, ...enlarged]) : form.sizes;
  const layout = spreadOut(placed, spread, magnify, faces, collapsed);
  seatRiders(layout, riders, collapsed, faces, magnify);
  const side = zoom === 1 ? (graph.canvas.width - layout.width) / 2 : 0;
  const names = bandNames({ layout, faces, magnify }, side);
  return { level, zoom, magnify, layout, faces, names, enlarged };
}

/**
 * Every card keeps its distance from the wire that it hangs on; wires keep their ends at the cards.
 *
 * @param {Layout} layout
 * @param {number} spread
 * @param {number} magnify
 * @param {Map<string, CardSize>} sizes
 * @param {Collapsed} collapsed
 * @returns {Layout}
 */
function spreadOut(layout, spread, magnify, sizes, { edges, updates }) {
  const nodes = new Map();
  for (const [id, { x, y, width, height }] of layout.nodes) {
    const { port } = /** @type {CardSize} */ (sizes.get(id));
    const middle = (x + width / 2) * spread;
    nodes.set(id, {
      x: middle - (width / 2) * magnify,
      y: (y + port) * spread - port * magnify,
      width: width * magnify,
      height: height * magnify,
    });
  }
  const ends = new Map([...edges.values(), ...updates].map((edge) => [edge.id, edge]));
  const routes = new Map();
  for (const [id, points] of layout.edges) {
    const { from, to } = /** @type {{from: string, to: string}} */ (ends.get(id));
    const [source, target] = [/** @type {Box} */ (nodes.get(from)), /** @type {Box} */ (nodes.get(to))];
    const { inlet } = /** @type {CardSize} */ (sizes.get(to));
    const last = points.length - 1;
    routes.set(
      id,
      points.map(({ x, y }, index) => {
        if (index === 0) return { x: source.x + source.width, y: y * spread };
        if (index === last) return { x: target.x - inlet * magnify, y: y * spread };
        return { x: x * spread, y: y * spread };
      }),
    );
  }
  const bands = layout.bands.map((band) => ({ ...band, y: band.y * spread, height: band.height * spread }));
  return { nodes, edges: routes, bands, width: layout.width * spread, height: layout.height * spread };
}
