/**
 * Gives every card of a band a row, and every stop of a wire a place to pass. Places are counted from the top of the
 * band, gaps and rows in turn: 0 is above the first row, 1 the first row, 2 the gap below it.
 */

import { ABOVE, BELOW } from "./band-graph.js";
import { orderColumns } from "./sweeps.js";
import { improve } from "./improve.js";

/** @import { BandGraph } from "./band-graph.js" */

const FAR = 1e6;

/**
 * @param {BandGraph} band
 * @param {number} rows at least as many as cards in a column
 * @returns {{place: Float64Array, rows: number}} place by vertex; rows without a card are gone
 */
export function rowsOf(band, rows) {
  const order = orderColumns(band);
  const place = new Float64Array(band.node.length);
  place[ABOVE] = -FAR;
  place[BELOW] = FAR;
  spread(band, order, rows, place);
  improve(band, rows, place);
  return withoutEmptyRows(band, rows, place);
}

/** How often the columns are placed by their neighbours, from one end of the band to the other. */
const SWEEPS = 5;
const STEP = 0.05;

/**
 * @param {BandGraph} band
 * @param {number[][]} order vertices of each column from top to bottom
 * @param {number} rows
 * @param {Float64Array} place changed in place
 */
function spread(band, order, rows, place) {
  const placed = new Uint8Array(place.length);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    for (let step = 0; step < order.length; step++) {
      const column = order[forward ? step : order.length - 1 - step];
      if (column.length > 0) spreadColumn(band, column, rows, place, placed);
    }
  }
}

/**
 * The best places that keep the order of the column: what it costs is the bends to the neighbours that have a place.
 *
 * @param {BandGraph} band
 * @param {number[]} column
 * @param {number} rows
 * @param {Float64Array} place
 * @param {Uint8Array} placed by vertex
 */
function spreadColumn(band, column, rows, place, placed) {
  const places = 2 * rows + 1;
  const from = new Int32Array(column.length * places);
  let before = new Float64Array(places);
  let cost = new Float64Array(places);
  column.forEach((vertex, at) => {
    const card = band.node[vertex] >= 0;
    const neighbours = [];
    for (const number of band.links[vertex]) {
      const { left, right, weight } = band.all[number];
      const other = left === vertex ? right : left;
      if (other > BELOW && placed[other]) neighbours.push({ other: place[other], weight });
    }
    let least = Infinity;
    let leastAt = -1;
    for (let here = 0; here < places; here++) {
      const inRow = here % 2 === 1;
      // Stops may share a gap; whatever stands in a row stands there alone.
      const shares = !inRow && !card && (at === 0 || band.node[column[at - 1]] < 0);
      if (shares && before[here] < least) {
        least = before[here];
        leastAt = here;
      }
      if (card && !inRow) cost[here] = Infinity;
      else {
        let own = neighbours.length === 0 ? Math.abs(here - rows) * STEP * 0.2 : 0;
        for (const { other, weight } of neighbours)
          if (other !== here) own += weight + Math.abs(other - here) * STEP;
        if (!card && !inRow) own += STEP;
        cost[here] = at === 0 ? own : least + own;
        from[at * places + here] = leastAt;
      }
      if (!shares && before[here] < least) {
        least = before[here];
        leastAt = here;
      }
    }
    [before, cost] = [cost, before];
  });
  let here = 0;
  for (let other = 1; other < places; other++) if (before[other] < before[here]) here = other;
  for (let at = column.length - 1; at >= 0; at--) {
    place[column[at]] = here;
    placed[column[at]] = 1;
    here = from[at * places + here];
  }
}

/**
 * @param {BandGraph} band
 * @param {number} rows
 * @param {Float64Array} place
 */
function withoutEmptyRows(band, rows, place) {
  const used = new Uint8Array(rows);
  band.node.forEach((node, vertex) => {
    if (node >= 0) used[(place[vertex] - 1) / 2] = 1;
  });
  const mapped = new Int32Array(2 * rows + 1);
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    mapped[2 * row] = 2 * kept;
    mapped[2 * row + 1] = used[row] ? 2 * kept + 1 : 2 * kept;
    kept += used[row];
  }
  mapped[2 * rows] = 2 * kept;
  return { place: place.map((at) => (Math.abs(at) === FAR ? at : mapped[at])), rows: kept };
}
