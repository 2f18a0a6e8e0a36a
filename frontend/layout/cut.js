/** Cuts the columns of a graph into bands, as a text is cut into lines. */

/** @import { Digraph } from "./digraph.js" */

/** How many pixels of height a wire that crosses a cut is worth, and a cut at the end of a source line. */
const LINE_END = 24;

/**
 * @typedef {object} Measures of the columns, in pixels
 * @property {number} width of the canvas that the boxes of a band and the gaps between them may take
 * @property {number} gapX
 * @property {number} gapY
 * @property {number} channel
 * @property {number[]} widths by column
 * @property {number[][]} heights by column, the highest first
 * @property {number} wire price of a wire that crosses a cut
 */

/**
 * @param {{crossing: number[], ends: boolean[]}} cuts by the column right of the cut
 * @param {Measures} measures
 * @returns {{starts: number[], height: number}} the first column of each band, and the height to expect
 */
export function cutIntoBands({ crossing, ends }, { width, gapX, gapY, channel, widths, heights, wire }) {
  const count = widths.length;
  const best = new Float64Array(count + 1).fill(Infinity);
  const height = new Float64Array(count + 1);
  const start = new Int32Array(count + 1);
  best[0] = 0;
  for (let end = 1; end <= count; end++) {
    /** @type {number[]} */
    const rows = [];
    let sum = 0;
    let length = -gapX;
    for (let first = end - 1; first >= 0; first--) {
      length += widths[first] + gapX;
      if (length > width && first < end - 1) break;
      heights[first].forEach((own, row) => {
        const most = rows[row] ?? 0;
        if (own > most) {
          sum += own - most;
          rows[row] = own;
        }
      });
      const tall = sum + (rows.length - 1) * gapY + (first > 0 ? channel : 0);
      const cut = first > 0 ? crossing[first] * wire - (ends[first] ? LINE_END : 0) : 0;
      const cost = best[first] + tall + cut;
      if (cost < best[end] - 1e-9) {
        best[end] = cost;
        start[end] = first;
        height[end] = height[first] + tall;
      }
    }
  }
  const starts = [];
  for (let end = count; end > 0; end = start[end]) starts.unshift(start[end]);
  return { starts, height: height[count] };
}

/**
 * For each cut between two columns: how many values have readers beyond it, and whether a source line ends there.
 *
 * @param {Digraph} graph
 * @param {number[][]} columns
 */
export function cutsBetween({ nodes, uses }, columns) {
  const column = new Int32Array(nodes.length);
  columns.forEach((list, at) => list.forEach((node) => (column[node] = at)));
  const crossing = new Int32Array(columns.length + 1);
  const lines = new Int32Array(columns.length + 1);
  /** @type {Map<number, [number, number]>} */
  const reach = new Map();
  nodes.forEach(({ line, leaf }, node) => {
    let furthest = column[node];
    for (const reader of uses[node]) furthest = Math.max(furthest, column[reader]);
    crossing[column[node] + 1]++;
    crossing[furthest + 1]--;
    if (line === null || leaf) return;
    const known = reach.get(line);
    if (known) reach.set(line, [Math.min(known[0], column[node]), Math.max(known[1], column[node])]);
    else reach.set(line, [column[node], column[node]]);
  });
  for (const [first, last] of reach.values()) {
    lines[first + 1]++;
    lines[last + 1]--;
  }
  for (let at = 1; at <= columns.length; at++) {
    crossing[at] += crossing[at - 1];
    lines[at] += lines[at - 1];
  }
  return { crossing: Array.from(crossing), ends: Array.from(lines, (open) => open === 0) };
}
