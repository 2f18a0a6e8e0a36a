/** What the crossings and bends of a plan cost, whatever the size of its cards. */

import { ABOVE, BELOW } from "./band-graph.js";

/** @import { Track } from "./lanes.js" */
/** @import { PlacedBand, Run, Upright, Wires } from "./wires.js" */

const CROSSING = 5;
const BEND = 1;
const CARRIED = 2;
const ROW = 1000;

/**
 * @param {Wires} wires
 * @param {PlacedBand[]} bands
 * @returns {number}
 */
export function untidiness({ uprights, runs, columnLanes, channelLanes }, bands) {
  const inColumn = Array.from(columnLanes, () => /** @type {Upright[]} */ ([]));
  for (const upright of uprights) inColumn[upright.column].push(upright);
  const inChannel = Array.from(channelLanes, () => /** @type {Run[]} */ ([]));
  for (const run of runs) inChannel[run.channel].push(run);
  let crossings = 0;
  let bends = 0;
  let carried = 0;
  for (const { before, after } of uprights) bends += before.length + after.length;
  for (const tracks of [...inColumn, ...inChannel])
    for (const one of tracks)
      for (const other of tracks)
        if (one.lane < other.lane && one.net !== other.net) crossings += crossed(one, other);
  for (const { graph, place, channel, rows } of bands) {
    const crosses = (/** @type {number} */ column, /** @type {number} */ at, /** @type {number} */ net) => {
      for (const other of inColumn[column]) if (other.net !== net && other.lo < at && at < other.hi) crossings++;
    };
    graph.gaps.forEach((links, column) => {
      for (const { left, right, net } of links)
        if (left !== ABOVE && right !== BELOW && place[left] === place[right] && place[left] % 2 === 1)
          crosses(column, (2 * channel + place[left]) * ROW, net);
    });
    for (let at = channel + 1; at < channel + rows; at++)
      for (const { net, lo, hi } of inChannel[at])
        for (let column = lo + 1; column < hi; column++) crosses(column, 2 * at * ROW, net);
    carried += inChannel[channel].length;
  }
  return crossings * CROSSING + bends * BEND + carried * CARRIED;
}

/** @param {Track} first with the smaller lane @param {Track} second */
function crossed(first, second) {
  let count = 0;
  for (const at of first.after) if (at > second.lo && at < second.hi) count++;
  for (const at of second.before) if (at > first.lo && at < first.hi) count++;
  return count;
}
