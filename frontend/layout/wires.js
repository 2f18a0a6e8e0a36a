/**
 * Leads every edge through the gaps between columns (uprights) and the channels between rows (runs). Places are
 * counted through all bands: channel c is place 2 c, the row below it 2 c + 1; the last channel of a band is the first
 * of the next one.
 */

import { ABOVE, BELOW } from "./band-graph.js";
import { ROW, laneRuns, laneUprights } from "./lanes.js";

/** @import { BandGraph } from "./band-graph.js" */
/** @import { Digraph } from "./digraph.js" */
/** @import { Track } from "./lanes.js" */

/** @typedef {Track & {column: number, net: number, runs: Run[], deepest: number}} Upright left of this column; the last place it leads to */
/** @typedef {Track & {channel: number, net: number}} Run in the channel with this number */

/**
 * @typedef {object} Route
 * @property {Upright[]} uprights in the order in which the wire takes them
 * @property {(Run | number)[]} between what joins each upright to the next one: a run, or the place of a row
 * @property {number} arrival steps below the reader's port at which the wire arrives, negative above
 */

/**
 * @typedef {object} Wires
 * @property {Route[]} routes by edge
 * @property {Upright[]} uprights
 * @property {Run[]} runs
 * @property {Int32Array} columnLanes by the column right of them, in all bands
 * @property {Int32Array} channelLanes by channel
 * @property {{above: number, below: number}[]} arrivals by node: the most steps that a wire arrives above and below
 */

/**
 * @typedef {object} PlacedBand
 * @property {BandGraph} graph
 * @property {Float64Array} place by vertex, inside of the band
 * @property {number} rows
 * @property {number} channel number of its first channel
 */


/**
 * @param {Digraph} graph
 * @param {PlacedBand[]} bands
 * @param {Int32Array} bandOf by node
 * @param {Int32Array} columnOf by node
 * @returns {Wires}
 */
export function wiresOf(graph, bands, bandOf, columnOf) {
  for (const band of bands) leaveBusyRows(band);
  const count = graph.nodes.length;
  const last = bands[bands.length - 1];
  const columns = bands.reduce((most, { graph: { gaps } }) => Math.max(most, gaps.length), 0);
  const channels = last.channel + last.rows + 1;
  /** @type {Map<number, Upright>} */
  const uprights = new Map();
  /** @type {Map<number, Run>} */
  const runs = new Map();
  const upright = (/** @type {number} */ band, /** @type {number} */ column, /** @type {number} */ net) => {
    const key = (band * columns + column) * count + net;
    let found = uprights.get(key);
    if (!found) {
      found = { column, net, lo: Infinity, hi: -Infinity, before: [], after: [], runs: [], lane: 0, deepest: 0 };
      uprights.set(key, found);
    }
    return found;
  };
  const reach = (/** @type {Track} */ track, /** @type {number} */ at) => {
    track.lo = Math.min(track.lo, at);
    track.hi = Math.max(track.hi, at);
  };
  /** The run of a value in a channel, lengthened to reach a gap there. */
  const run = (/** @type {number} */ channel, /** @type {number} */ net, /** @type {number} */ gap) => {
    const key = channel * count + net;
    let found = runs.get(key);
    if (!found) {
      found = { channel, net, lo: gap, hi: gap, before: [], after: [], lane: 0 };
      runs.set(key, found);
    }
    reach(found, gap);
    return found;
  };
  const joinRun = (/** @type {Upright} */ wire, /** @type {Run} */ at) => {
    if (!wire.runs.includes(at)) wire.runs.push(at);
    reach(wire, 2 * at.channel * ROW);
    wire.deepest = Math.max(wire.deepest, 2 * at.channel);
  };

  const vertexOf = new Int32Array(count);
  for (const { graph: band } of bands)
    band.node.forEach((node, vertex) => {
      if (node >= 0) vertexOf[node] = vertex;
    });
  const passes = passing(bands, (band, column, net) => uprights.has((band * columns + column) * count + net));

  /** @typedef {{edge: number, from: number, straight: boolean}} Arrival */
  const arriving = graph.nodes.map(() => /** @type {Arrival[]} */ ([]));
  const routes = graph.edges.map(({ from, to }, edge) => {
    /** @type {Route} */
    const route = { uprights: [], between: [], arrival: 0 };
    const band = bands[bandOf[to]];
    const reader = vertexOf[to];
    const column = columnOf[to];
    if (bandOf[from] === bandOf[to]) {
      const trunk = trunkTo(band, vertexOf[from], column);
      trunk.forEach((vertex, at) => {
        const next = at + 1 < trunk.length ? trunk[at + 1] : reader;
        const here = band.place[vertex];
        const there = band.place[next];
        const between = columnOf[from] + 1 + at;
        const place = 2 * band.channel + there;
        const again = next === reader && arriving[to].some((one) => one.straight && graph.edges[one.edge].from === from);
        if (next === reader) {
          const straight = here === there && !again;
          arriving[to].push({ edge, from: again ? there + 0.5 : here, straight });
        }
        const stop = next !== reader && there % 2 === 0 ? run(place / 2, from, between) : null;
        if (stop) run(place / 2, from, between + 1);
        if (here === there && !again) return;
        const wire = upright(bandOf[to], between, from);
        if (here % 2 === 0) joinRun(wire, run(band.channel + here / 2, from, between));
        else leave(wire, (2 * band.channel + here) * ROW);
        if (stop) joinRun(wire, stop);
        else if (next !== reader) arrive(wire, place * ROW);
        route.uprights.push(wire);
        if (next !== reader) route.between.push(stop ?? place);
      });
    } else {
      const first = bands[bandOf[from]];
      const down = upright(bandOf[from], columnOf[from] + 1, from);
      leave(down, (2 * first.channel + first.place[vertexOf[from]]) * ROW);
      route.uprights.push(down);
      let at = columnOf[from] + 1;
      for (let number = bandOf[from] + 1; number <= bandOf[to]; number++) {
        const through = bands[number];
        const target = number === bandOf[to] ? column : passes(from, number, at, column);
        const channel = run(through.channel, from, at);
        run(through.channel, from, target);
        joinRun(route.uprights[route.uprights.length - 1], channel);
        const wire = upright(number, target, from);
        joinRun(wire, channel);
        route.uprights.push(wire);
        route.between.push(channel);
        at = target;
      }
      arriving[to].push({ edge, from: -1, straight: false });
    }
    const end = route.uprights[route.uprights.length - 1];
    if (end) end.deepest = Math.max(end.deepest, 2 * band.channel + band.place[reader]);
    return route;
  });

  const arrivals = arriving.map((list, node) => {
    const band = bands[bandOf[node]];
    const place = band.place[vertexOf[node]];
    const goesOn = (/** @type {number} */ edge) => {
      const end = routes[edge].uprights[routes[edge].uprights.length - 1];
      return end !== undefined && end.deepest > 2 * band.channel + place;
    };
    const steps = arrivalSteps(list, place, isBusy(band, columnOf[node], place), goesOn);
    list.forEach(({ edge }, at) => {
      const route = routes[edge];
      route.arrival = steps[at];
      if (route.uprights.length > 0 && !list[at].straight)
        arrive(route.uprights[route.uprights.length - 1], (2 * band.channel + place) * ROW + steps[at] * 10);
    });
    return { above: -Math.min(0, ...steps), below: Math.max(0, ...steps) };
  });

  const wires = [...uprights.values()];
  const across = [...runs.values()].filter(({ lo, hi }) => lo < hi);
  const channelLanes = laneRuns(channels, across, wires);
  const columnLanes = laneUprights(columns, wires, channelLanes);
  return { routes, uprights: wires, runs: across, columnLanes, channelLanes, arrivals };

  /** @param {Upright} wire @param {number} at */
  function leave(wire, at) {
    reach(wire, at);
    if (!wire.before.includes(at)) wire.before.push(at);
  }
  /** @param {Upright} wire @param {number} at */
  function arrive(wire, at) {
    reach(wire, at);
    if (!wire.after.includes(at)) wire.after.push(at);
  }
}

/**
 * The trunk of a value from its card to the column before a reader's.
 *
 * @param {PlacedBand} band
 * @param {number} start
 * @param {number} column
 */
function trunkTo({ graph }, start, column) {
  const trunk = [start];
  for (let at = graph.column[start] + 1; at < column; at++) {
    const vertex = trunk[trunk.length - 1];
    const next = graph.links[vertex]
      .map((number) => graph.all[number])
      .find(({ left, right }) => left === vertex && right > BELOW && graph.node[right] < 0);
    if (!next) throw new Error(`the wire of node ${graph.node[start]} ends before column ${column}`);
    trunk.push(next.right);
  }
  return trunk;
}

/**
 * Whether a wire comes along this row from the left into the gap before `column`.
 *
 * @param {PlacedBand} band
 * @param {number} column
 * @param {number} place
 */
function isBusy({ graph, place: places }, column, place) {
  return graph.gaps[column].some(({ left }) => left !== ABOVE && places[left] === place);
}

/**
 * A wire that turns into a row would touch one that leaves the same row in the same gap: it takes the channel above.
 *
 * @param {PlacedBand} band `place` changed in place
 */
function leaveBusyRows({ graph, place, rows }) {
  graph.gaps.forEach((links) => {
    for (const { left, right, net } of links) {
      if (right <= BELOW || graph.node[right] >= 0 || place[right] % 2 === 0) continue;
      const row = place[right];
      if (place[left] === row) continue;
      if (!links.some((other) => other.left > BELOW && place[other.left] === row && other.net !== net)) continue;
      const towards = place[left] < row || row >= 2 * rows - 1 ? row - 1 : row + 1;
      for (let stop = right; ; ) {
        place[stop] = towards;
        const next = graph.links[stop]
          .map((number) => graph.all[number])
          .find((one) => one.left === stop && graph.node[one.right] < 0 && place[one.right] === row);
        if (!next || next.right <= BELOW) break;
        stop = next.right;
      }
    }
  });
}

/**
 * Chooses the gap in which a wire runs down past a band, where it crosses little and need not go far aside.
 *
 * @param {PlacedBand[]} bands
 * @param {(band: number, column: number, net: number) => boolean} runs whether the value runs there anyway
 */
function passing(bands, runs) {
  const crossed = bands.map(({ graph }) => graph.gaps.map((links) => new Set(links.map(({ net }) => net)).size));
  /** @type {Map<string, number>} */
  const chosen = new Map();
  return (/** @type {number} */ net, /** @type {number} */ band, /** @type {number} */ from, /** @type {number} */ to) => {
    const known = chosen.get(`${net} ${band}`);
    if (known !== undefined) return known;
    let best = 0;
    let least = Infinity;
    crossed[band].forEach((wires, gap) => {
      const own = runs(band, gap, net);
      const cost = wires * 2 + (Math.abs(gap - from) + Math.abs(gap - to)) * 0.75 - (own ? 3 : 0);
      if (cost < least) {
        least = cost;
        best = gap;
      }
    });
    chosen.set(`${net} ${band}`, best);
    crossed[band][best]++;
    return best;
  };
}

/**
 * Wires from above arrive above the port, from below below it, the one that comes straight at it; without such a one
 * the nearest of them takes the port, unless another wire runs along that row.
 *
 * @param {{edge: number, from: number, straight: boolean}[]} list
 * @param {number} place of the reader
 * @param {boolean} busy
 * @param {(edge: number) => boolean} goesOn whether the wire leads on downward beside the reader
 * @returns {number[]} steps by arrival
 */
function arrivalSteps(list, place, busy, goesOn) {
  const steps = list.map(() => 0);
  const sorted = list.map((_, at) => at).filter((at) => !list[at].straight);
  sorted.sort(
    (a, b) => list[a].from - list[b].from || Number(goesOn(list[a].edge)) - Number(goesOn(list[b].edge)) || a - b,
  );
  const above = sorted.filter((at) => list[at].from < place);
  const below = sorted.filter((at) => list[at].from >= place);
  const port = !busy && sorted.length === list.length && (above.length === 0 || below.length === 0) ? 1 : 0;
  above.forEach((at, index) => (steps[at] = index - above.length + port));
  below.forEach((at, index) => (steps[at] = index + 1 - port));
  return steps;
}
