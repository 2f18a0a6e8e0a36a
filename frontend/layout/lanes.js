/** Puts wires that run beside each other on lanes of their own, in an order in which few of them cross. */

/** @import { Run, Upright } from "./wires.js" */

/**
 * @typedef {object} Track a straight part of a wire in a channel, with what leaves it on either side
 * @property {number} lo
 * @property {number} hi
 * @property {number[]} before where the wire goes on towards smaller lanes
 * @property {number[]} after where it goes on towards larger lanes
 * @property {number} lane
 */

/** How far apart two rows are on the scale of places. */
export const ROW = 1000;
/** How far apart on the scale of places two uprights of one lane must stay, and on that of gaps two runs. */
const CLEAR_UPRIGHT = 500;
const CLEAR_RUN = 1;

/** How often every place is tried for each track; more tracks than the last of these keep their first order. */
const roundsFor = (/** @type {number} */ count) => (count <= 24 ? 4 : count <= 60 ? 2 : 0);

/**
 * @param {number} channels
 * @param {Run[]} runs
 * @param {Upright[]} uprights
 */
export function laneRuns(channels, runs, uprights) {
  for (const { column, lo, hi, runs: joined } of uprights)
    for (const run of joined) {
      const at = 2 * run.channel * ROW;
      if (lo < at) run.before.push(column);
      if (hi > at) run.after.push(column);
    }
  return lanesBy(channels, runs, ({ channel }) => channel, CLEAR_RUN);
}

/**
 * Uprights of a value that follow each other from band to band run on one line.
 *
 * @param {number} columns
 * @param {Upright[]} uprights
 * @param {Int32Array} channelLanes
 */
export function laneUprights(columns, uprights, channelLanes) {
  /** @type {Map<string, Track & {column: number, parts: Upright[]}>} by value, column and the place where it ends */
  const open = new Map();
  const tracks = [];
  uprights.sort((a, b) => a.lo - b.lo);
  for (const wire of uprights) {
    const { column, net, lo, hi } = wire;
    let track = open.get(`${net} ${column} ${lo}`);
    if (!track) {
      track = { column, lo, hi, before: [], after: [], lane: 0, parts: [] };
      tracks.push(track);
    }
    track.parts.push(wire);
    track.hi = hi;
    open.set(`${net} ${column} ${hi}`, track);
    for (const run of wire.runs) {
      const middle = 2 * run.channel * ROW;
      const at = middle + run.lane - (channelLanes[run.channel] - 1) / 2;
      if (run.lo < column) wire.before.push(at);
      if (run.hi > column) wire.after.push(at);
      if (run.lo === run.hi) continue;
      if (wire.lo === middle) wire.lo = at;
      if (wire.hi === middle) wire.hi = at;
    }
    for (const at of wire.before) if (!track.before.includes(at)) track.before.push(at);
    for (const at of wire.after) if (!track.after.includes(at)) track.after.push(at);
  }
  for (const track of tracks) {
    track.lo = Math.min(...track.parts.map(({ lo }) => lo));
    track.hi = Math.max(...track.parts.map(({ hi }) => hi));
    track.before.sort((a, b) => a - b);
    track.after.sort((a, b) => a - b);
  }
  const lanes = lanesBy(columns, tracks, ({ column }) => column, CLEAR_UPRIGHT);
  for (const { lane, parts } of tracks) for (const part of parts) part.lane = lane;
  return lanes;
}

/**
 * @template {Track} T
 * @param {number} count
 * @param {T[]} tracks
 * @param {(track: T) => number} channelOf
 * @param {number} clear
 */
function lanesBy(count, tracks, channelOf, clear) {
  const groups = Array.from({ length: count }, () => /** @type {T[]} */ ([]));
  for (const track of tracks) groups[channelOf(track)].push(track);
  return Int32Array.from(groups, (group) => assignLanes(group, clear));
}

/**
 * @param {Track[]} tracks of one channel; `lane` is set
 * @param {number} clear tracks closer than this to each other cannot share a lane
 * @returns {number} how many lanes there are
 */
function assignLanes(tracks, clear) {
  const order = tracks.slice().sort((a, b) => lean(a) - lean(b));
  insertWhereFewestCross(order);
  let lanes = 0;
  order.forEach((track, at) => {
    let lane = 0;
    for (let earlier = 0; earlier < at; earlier++) {
      const other = order[earlier];
      if (other.lane >= lane && other.lo < track.hi + clear && track.lo < other.hi + clear) lane = other.lane + 1;
    }
    track.lane = lane;
    lanes = Math.max(lanes, lane + 1);
  });
  return lanes;
}

/**
 * Of tracks that lead forward the one that starts first comes last, of those that lead back it comes first.
 *
 * @param {Track} track
 */
function lean({ lo, hi, before, after }) {
  const start = before.length > 0 ? before[0] : lo;
  const end = after.length > 0 ? after[after.length - 1] : hi;
  return end >= start ? -start : start - 1e9;
}

/** @param {Track[]} order changed in place */
function insertWhereFewestCross(order) {
  for (let round = roundsFor(order.length); round > 0; round--) {
    let better = false;
    for (let at = 0; at < order.length; at++) {
      const track = order[at];
      let best = at;
      let least = 0;
      let change = 0;
      for (let left = at - 1; left >= 0; left--) {
        change += crossed(track, order[left]) - crossed(order[left], track);
        if (change < least) {
          least = change;
          best = left;
        }
      }
      change = 0;
      for (let right = at + 1; right < order.length; right++) {
        change += crossed(order[right], track) - crossed(track, order[right]);
        if (change < least) {
          least = change;
          best = right;
        }
      }
      if (best === at) continue;
      better = true;
      order.splice(at, 1);
      order.splice(best, 0, track);
    }
    if (!better) return;
  }
}

/**
 * How often two tracks cross when `first` has the smaller lane.
 *
 * @param {Track} first
 * @param {Track} second
 */
function crossed(first, second) {
  if (first.hi < second.lo || second.hi < first.lo) return 0;
  let count = 0;
  for (const at of first.after) if (at > second.lo && at < second.hi) count++;
  for (const at of second.before) if (at > first.lo && at < first.hi) count++;
  return count;
}
