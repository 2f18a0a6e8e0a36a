/** Puts wires that run beside each other on lanes of their own, in an order in which few of them cross. */

/**
 * @typedef {object} Track a straight part of a wire in a channel, with what leaves it on either side
 * @property {number} lo
 * @property {number} hi
 * @property {number[]} before where the wire goes on towards smaller lanes
 * @property {number[]} after where it goes on towards larger lanes
 * @property {number} lane
 */

/** How often every place is tried for each track; more tracks than the last of these keep their first order. */
const roundsFor = (/** @type {number} */ count) => (count <= 24 ? 4 : count <= 60 ? 2 : 0);

/**
 * @param {Track[]} tracks of one channel; `lane` is set
 * @param {number} clear tracks closer than this to each other cannot share a lane
 * @returns {number} how many lanes there are
 */
export function assignLanes(tracks, clear) {
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
