/**
 * Layered layout of a computation graph: ranks, order inside the ranks, places, routes. Pure, without imports from
 * outside this folder (import maps do not apply in workers); the same input gives the same output.
 */

import { components, shelve } from "./components.js";
import { makeLayers } from "./layers.js";
import { orderRanks } from "./order.js";
import { placeAcross } from "./place.js";
import { networkSimplex } from "./simplex.js";

/** @import { Layers, Size, SlotEdge } from "./layers.js" */

/** @typedef {{id: string, width: number, height: number}} NodeSize */
/** @typedef {{id: string, from: string, to: string, slot: number}} EdgeEnds */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, width: number, height: number}} Box x and y of the top left corner */
/** @typedef {{direction: "right" | "down", nodeGap?: number, rankGap?: number}} LayoutOptions */

/**
 * @typedef {object} Layout
 * @property {Map<string, Box>} nodes
 * @property {Map<string, Point[]>} edges from the source's border to the target's. Two points that share a place
 *   across the ranks are joined by a straight line, the others by a curve that starts and ends along the ranks.
 * @property {number} width
 * @property {number} height
 */

const RANK_PIVOTS = 4000;
const STEEP = 8;
const STEEPEST_GAP = 32;

/** A smaller bend looks like a mistake: the route runs straight past its port by so little. */
const ALMOST_STRAIGHT = 3;

/**
 * @param {{nodes: NodeSize[], edges: EdgeEnds[]}} graph nodes in an order in which every edge runs forward
 * @param {LayoutOptions} options gaps in the unit of the sizes
 * @returns {Layout}
 */
export function layoutGraph({ nodes, edges }, { direction, nodeGap = 26, rankGap = 60 }) {
  const right = direction === "right";
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
  const sizes = nodes.map(({ width, height }) =>
    right ? { along: width, across: height } : { along: height, across: width },
  );
  const ends = edges.map(({ id, from, to, slot }) => {
    const [source, target] = [indexOf.get(from), indexOf.get(to)];
    if (source === undefined || target === undefined)
      throw new Error(`edge ${id} ends at an unknown node: ${from} to ${to}`);
    if (source >= target) throw new Error(`edge ${id} runs backward: ${from} to ${to}`);
    return { from: source, to: target, slot };
  });

  const groups = components(nodes.length, ends);
  const groupOf = new Int32Array(nodes.length);
  const local = new Int32Array(nodes.length);
  groups.forEach((members, group) =>
    members.forEach((vertex, index) => {
      groupOf[vertex] = group;
      local[vertex] = index;
    }),
  );
  const groupEdges = groups.map(() => /** @type {number[]} */ ([]));
  ends.forEach((edge, index) => groupEdges[groupOf[edge.from]].push(index));

  const sheets = groups.map((members, group) =>
    layoutConnected(
      members.map((vertex) => sizes[vertex]),
      groupEdges[group].map((index) => ({
        from: local[ends[index].from],
        to: local[ends[index].to],
        slot: ends[index].slot,
      })),
      nodeGap,
      rankGap,
    ),
  );
  const { places, along, across } = shelve(sheets, nodeGap);

  /** @param {number} group @param {Size} point @returns {Point} */
  const toPoint = (group, point) => {
    const [main, cross] = [point.along + places[group].along, point.across + places[group].across];
    return right ? { x: main, y: cross } : { x: cross, y: main };
  };
  const boxes = new Map(
    nodes.map(({ id, width, height }, vertex) => {
      const group = groupOf[vertex];
      return [id, { ...toPoint(group, sheets[group].corners[local[vertex]]), width, height }];
    }),
  );
  const routes = new Map();
  groupEdges.forEach((indices, group) =>
    indices.forEach((index, at) =>
      routes.set(
        edges[index].id,
        sheets[group].routes[at].map((point) => toPoint(group, point)),
      ),
    ),
  );
  return { nodes: boxes, edges: routes, width: right ? along : across, height: right ? across : along };
}

/**
 * @param {Size[]} sizes
 * @param {SlotEdge[]} edges
 * @param {number} nodeGap
 * @param {number} rankGap
 */
function layoutConnected(sizes, edges, nodeGap, rankGap) {
  const arcs = rankArcs(sizes.length, edges);
  const layers = makeLayers(sizes, edges, Int32Array.from(networkSimplex(sizes.length, arcs, RANK_PIVOTS)));
  orderRanks(layers);
  const middles = placeAcross(layers, nodeGap);
  const bands = bandsOf(layers, sizes, middles, rankGap);

  const corners = sizes.map((size, vertex) => {
    const { start, length } = bands[layers.rank[vertex]];
    return { along: start + (length - size.along) / 2, across: middles[vertex] - size.across / 2 };
  });
  const routes = layers.routes.map((route) => routeThrough(route, layers, sizes, middles, bands, corners));
  const last = bands[bands.length - 1];
  const across = middles.reduce((most, middle, vertex) => Math.max(most, middle + layers.across[vertex] / 2), 0);
  return { corners, routes, along: last.start + last.length, across };
}

/**
 * The edges of a value used more than once share a trunk, so their length costs less than that of an edge alone.
 *
 * @param {number} count
 * @param {SlotEdge[]} edges
 */
export function rankArcs(count, edges) {
  const uses = new Int32Array(count);
  for (const { from } of edges) uses[from]++;
  return edges.map(({ from, to }) => ({ from, to, length: 1, weight: uses[from] > 1 ? 1 : 2 }));
}

/** @typedef {{start: number, length: number}} Band the part of the way along that a rank's nodes take */

/**
 * A gap with steep links is made longer, up to a bound, so that its curves stay readable.
 *
 * @param {Layers} layers
 * @param {Size[]} sizes
 * @param {Float64Array} middles
 * @param {number} rankGap
 * @returns {Band[]}
 */
function bandsOf(layers, sizes, middles, rankGap) {
  const steepest = new Float64Array(layers.ranks.length);
  for (const { from, to, port } of layers.links) {
    const bend = Math.abs(middles[to] + port - middles[from]);
    steepest[layers.rank[to]] = Math.max(steepest[layers.rank[to]], bend);
  }
  let start = 0;
  return layers.ranks.map((rank, at) => {
    if (at > 0) start += rankGap + Math.min(STEEPEST_GAP, steepest[at] / STEEP);
    const length = rank.reduce(
      (most, vertex) => (vertex < sizes.length ? Math.max(most, sizes[vertex].along) : most),
      0,
    );
    const band = { start, length };
    start += length;
    return band;
  });
}

/**
 * Curves lie between the bands, where no node stands; inside a band a route runs straight, at the place its stop keeps
 * free, or before its own ends.
 *
 * @param {number[]} route
 * @param {Layers} layers
 * @param {Size[]} sizes
 * @param {Float64Array} middles
 * @param {Band[]} bands
 * @param {Size[]} corners
 * @returns {Size[]}
 */
function routeThrough(route, layers, sizes, middles, bands, corners) {
  const source = layers.links[route[0]].from;
  const points = [{ along: corners[source].along + sizes[source].along, across: middles[source] }];
  for (const index of route) {
    const { from, to, port } = layers.links[index];
    const leave = bands[layers.rank[from]];
    const enter = bands[layers.rank[to]];
    const begin = points[points.length - 1].across;
    const wanted = middles[to] + port;
    const entry = Math.abs(wanted - begin) < ALMOST_STRAIGHT ? begin : wanted;
    points.push({ along: leave.start + leave.length, across: begin }, { along: enter.start, across: entry });
    if (to < sizes.length) points.push({ along: corners[to].along, across: entry });
  }
  return points.filter((point, index) => index === 0 || point.along > points[index - 1].along);
}
