/** Turns a plan of bands into boxes and lines for cards of a given size. */

/** @import { Plan } from "./bands.js" */
/** @import { Run, Upright } from "./wires.js" */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number, y: number, width: number, height: number}} Box x and y of the top left corner */

/**
 * @typedef {object} CardSize
 * @property {number} width
 * @property {number} height
 * @property {number} port from the top to the line on which wires leave on the right and arrive on the left
 * @property {number} inlet how far left of the box an arriving wire ends
 */

/**
 * @typedef {object} Level how large everything is drawn, in pixels
 * @property {string} name
 * @property {Map<string, CardSize>} sizes
 * @property {number} gapX least distance between the cards of neighbouring columns, inlets included
 * @property {number} gapY distance between the rows of a band
 * @property {number} channel distance between two bands
 * @property {number} lane distance between two wires beside each other
 * @property {{width: number, height: number}} [least] no card is smaller
 */

/**
 * @typedef {object} Band
 * @property {number} y
 * @property {number} height
 * @property {number | null} first source line of its operations
 * @property {number | null} last
 */

/**
 * @typedef {object} Layout
 * @property {Map<string, Box>} nodes
 * @property {Map<string, Point[]>} edges lines along the axes, from the right side of a card to the inlet of another
 * @property {Band[]} bands
 * @property {number} width
 * @property {number} height
 */

/** Between a card and the first upright right of it; between the last upright and the arrow of the wire. */
const TAIL = 4;
const HEAD = 7;
/** Between a row or band and the first wire beside it. */
const BESIDE_ROW = 5;
const BESIDE_BAND = 7;
/** A wire arrives beside the port by this much, less where the card has no room. */
const ARRIVAL = 6;
const CORNER = 3;
/** Room for so many wires left of the first column, at least. */
const SIDE_LANES = 1;
/** What the gaps may shrink to when a card is enlarged, or one more has to find room. */
export const LEAST_GAP = 0.6;

/**
 * @param {Plan} plan
 * @param {Level} level
 * @param {{enlarged?: Map<string, CardSize>}} [options]
 * @returns {Layout}
 */
export function placeBands(plan, level, { enlarged } = {}) {
  const base = plan.graph.nodes.map(({ id }) => sizeIn(level.sizes, id));
  const sizes = enlarged ? plan.graph.nodes.map(({ id }, node) => enlarged.get(id) ?? base[node]) : base;
  const across = acrossBands(plan, level, base);
  let down = downBands(plan, level, sizes, 1);
  const room = plan.height;
  if (down.height > room) {
    const least = downBands(plan, level, sizes, LEAST_GAP);
    const share = Math.min(1, (down.height - room) / Math.max(1e-9, down.height - least.height));
    down = downBands(plan, level, sizes, 1 - share * (1 - LEAST_GAP));
  }

  /** @type {Map<string, Box>} */
  const nodes = new Map();
  const ports = new Float64Array(sizes.length);
  plan.graph.nodes.forEach(({ id }, node) => {
    const column = plan.columnOf[node];
    const size = sizes[node];
    const port = down.rows[plan.rowOf[node]];
    const x = across.columns[column];
    const limit = across.columns[column] + across.widths[column] + (enlarged?.has(id) ? across.spare(column) : 0);
    ports[node] = port;
    nodes.set(id, { x, y: port - size.port, width: Math.min(size.width, limit - x), height: size.height });
  });

  const edges = new Map();
  plan.edges.forEach(({ id, from, to }, edge) => {
    const source = /** @type {Box} */ (nodes.get(from));
    const { arrival, uprights, between } = plan.wires.routes[edge];
    const reader = plan.graph.edges[edge].to;
    const target = /** @type {Box} */ (nodes.get(to));
    const { above, below } = plan.wires.arrivals[reader];
    const { port, inlet } = base[reader];
    const { height } = base[reader];
    const step = arrival < 0 ? Math.min(ARRIVAL, (port - CORNER) / above) : Math.min(ARRIVAL, (height - port - CORNER) / below);
    const line = [{ x: source.x + source.width, y: ports[plan.graph.edges[edge].from] }];
    uprights.forEach((upright, at) => {
      const x = across.upright(upright);
      const next = between[at];
      const y =
        at === uprights.length - 1
          ? ports[reader] + (arrival === 0 ? 0 : arrival * step)
          : typeof next === "number"
            ? down.rows[next >> 1]
            : down.run(next);
      line.push({ x, y: line[line.length - 1].y }, { x, y });
    });
    line.push({ x: target.x - inlet, y: line[line.length - 1].y });
    edges.set(id, withoutRepeats(line));
  });
  const bands = plan.bands.map(({ channel, rows, first, last }) => {
    const y = down.tops[channel];
    return { y, height: down.bottoms[channel + rows - 1] - y, first, last };
  });
  return { nodes, edges, bands, width: across.width, height: down.height };
}

/**
 * The size of the sheet, without placing anything on it.
 *
 * @param {Plan} plan
 * @param {Level} level
 * @param {number} share of the gaps to keep
 */
export function extentOf(plan, level, share) {
  const sizes = plan.graph.nodes.map(({ id }) => sizeIn(level.sizes, id));
  return { width: acrossBands(plan, level, sizes).width, height: downBands(plan, level, sizes, share).height };
}

/** @param {Map<string, CardSize>} sizes @param {string} id */
function sizeIn(sizes, id) {
  const size = sizes.get(id);
  if (!size) throw new Error(`node ${id} has no size`);
  return size;
}

/**
 * Columns stand below each other in all bands.
 *
 * @param {Plan} plan
 * @param {Level} level
 * @param {CardSize[]} sizes
 */
function acrossBands(plan, { gapX, lane }, sizes) {
  const count = plan.bands.reduce((most, { columns }) => Math.max(most, columns), 0);
  const widths = new Float64Array(count);
  const inlets = new Float64Array(count + 1);
  sizes.forEach(({ width, inlet }, node) => {
    const column = plan.columnOf[node];
    widths[column] = Math.max(widths[column], width);
    inlets[column] = Math.max(inlets[column], inlet);
  });
  const lanes = plan.wires.columnLanes;
  // The same for one band and for several, so that a new band moves nothing.
  const side = inlets.reduce((most, inlet) => Math.max(most, inlet), 0) + HEAD + SIDE_LANES * lane;
  const x = new Float64Array(count);
  /** Where the first lane left of each column lies. */
  const first = new Float64Array(count + 1);
  let at = 0;
  for (let column = 0; column < count; column++) {
    const wires = lanes[column] > 0 ? (lanes[column] - 1) * lane : 0;
    const tail = column > 0 ? TAIL : 1;
    const head = inlets[column] + (lanes[column] > 0 ? HEAD : 0);
    const least = lanes[column] > 0 ? tail + wires + head : head;
    x[column] = at + Math.max(column > 0 ? gapX : side, least);
    first[column] = (at + tail + x[column] - head - wires) / 2;
    at = x[column] + widths[column];
  }
  first[count] = at + TAIL;
  return {
    columns: x,
    widths,
    width: lanes[count] > 0 ? first[count] + (lanes[count] - 1) * lane + 1 : at,
    upright: (/** @type {Upright} */ upright) => first[upright.column] + upright.lane * lane,
    /** How much wider than its column a card may be drawn. */
    spare(/** @type {number} */ column) {
      const last = column + 1 === count;
      const next = last ? at + gapX : x[column + 1] - inlets[column + 1] - HEAD;
      const end = lanes[column + 1] > 0 ? first[column + 1] - 2 : next;
      return Math.max(0, end - x[column] - widths[column]);
    },
  };
}

/**
 * @param {Plan} plan
 * @param {Level} level
 * @param {CardSize[]} sizes
 * @param {number} share of the gaps to keep
 */
function downBands(plan, { gapY, channel, lane }, sizes, share) {
  const { channelLanes } = plan.wires;
  const count = channelLanes.length - 1;
  const above = new Float64Array(count);
  const below = new Float64Array(count);
  sizes.forEach(({ height, port }, node) => {
    const row = plan.rowOf[node];
    above[row] = Math.max(above[row], port);
    below[row] = Math.max(below[row], height - port);
  });
  const between = new Uint8Array(count + 1);
  for (const band of plan.bands) between[band.channel] = 1;
  const rows = new Float64Array(count);
  const tops = new Float64Array(count + 1);
  const bottoms = new Float64Array(count);
  const starts = new Float64Array(count + 1);
  const heights = new Float64Array(count + 1);
  const apart = lane * share;
  let y = 0;
  for (let at = 0; at <= count; at++) {
    const own = channelLanes[at];
    const beside = between[at] || at === count ? BESIDE_BAND : BESIDE_ROW;
    const wires = own > 0 ? (own - 1) * apart + 2 * beside * share : 0;
    const open = at === 0 || at === count;
    const room = open ? 0 : (between[at] ? channel : gapY) * share;
    starts[at] = y;
    heights[at] = Math.max(room, wires);
    y += heights[at];
    tops[at] = y;
    if (at === count) break;
    rows[at] = y + above[at];
    y += above[at] + below[at];
    bottoms[at] = y;
  }
  return {
    rows,
    tops,
    bottoms,
    height: y,
    /** @param {Run} run */
    run: ({ channel: at, lane: track }) =>
      starts[at] + heights[at] / 2 + (track - (channelLanes[at] - 1) / 2) * apart,
  };
}

/** @param {Point[]} line */
function withoutRepeats(line) {
  const kept = [line[0]];
  for (const point of line.slice(1)) {
    const last = kept[kept.length - 1];
    const before = kept[kept.length - 2];
    if (point.x === last.x && point.y === last.y) continue;
    if (before && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y)))
      kept.pop();
    kept.push(point);
  }
  return kept;
}
