/** Cuts the columns of a graph into bands, as a text is cut into lines. */

/** @import { Digraph } from "./digraph.js" */

/** How many pixels of height a cut at the end of a source line is worth. */
const LINE_END = 24;
/** So many columns are put before a band at most, for what only it reads. */
const LEAD = 3;
/** A graph of more nodes is cut without deferring any. */
const MANY = 400;

/** @typedef {{first: number, deferred: boolean}} BandStart its first column; whether the cut there is deferred */

/**
 * @typedef {object} Deferral what stands left of a cut though all its readers stand right of it: it can go with them
 * @property {number[][]} lead new columns right of the cut, from left to right
 * @property {{node: number, column: number}[]} inserted into columns that stand there anyway
 * @property {Map<number, Set<number>>} gone nodes by the column that they leave
 * @property {number} earliest of these columns
 * @property {number} latest column that it is inserted into, or that of the cut
 * @property {number} wires that do not cross the cut any more
 */

/**
 * @typedef {object} Cuts by the column right of the cut
 * @property {number[][]} columns
 * @property {number[]} crossing how many values have readers beyond the cut
 * @property {boolean[]} ends whether a source line ends there
 * @property {(Deferral | null)[]} deferrals
 */

/** @typedef {{width: number, heights: number[]}} Measured a column: its width, the heights of its nodes, highest first */

/**
 * @typedef {object} MeasuredCuts
 * @property {Cuts} cuts
 * @property {Measured[]} columns
 * @property {Measured[][]} leads new columns by cut
 * @property {(Map<number, Measured> | null)[]} left by cut: what a deferral leaves of the columns before
 */

/**
 * @param {Cuts} cuts
 * @param {ArrayLike<number>} widths by node
 * @param {ArrayLike<number>} heights by node
 * @returns {MeasuredCuts}
 */
export function measureCuts(cuts, widths, heights) {
  const measure = (/** @type {number[]} */ list) => {
    let width = 0;
    for (const node of list) if (widths[node] > width) width = widths[node];
    return { width, heights: list.map((node) => heights[node]).sort((a, b) => b - a) };
  };
  return {
    cuts,
    columns: cuts.columns.map(measure),
    leads: cuts.deferrals.map((deferral) => (deferral ? deferral.lead.map(measure) : [])),
    left: cuts.deferrals.map((deferral) =>
      deferral
        ? new Map(
            [...deferral.gone].map(([at, gone]) => [at, measure(cuts.columns[at].filter((node) => !gone.has(node)))]),
          )
        : null,
    ),
  };
}

/**
 * @typedef {object} Measures in pixels
 * @property {number} width that the cards of a band and the gaps between them may take
 * @property {number} least width to count a column with
 * @property {number} gapX
 * @property {number} gapY
 * @property {number} channel
 * @property {number} wire price of a wire that crosses a cut
 */

/**
 * The cheapest cuts: the height of the bands, and a price for each wire between two of them.
 *
 * @param {MeasuredCuts} measured
 * @param {Measures} measures
 * @returns {{starts: BandStart[], height: number, wires: number}}
 */
export function cutIntoBands({ cuts, columns, leads, left }, { width, least, gapX, gapY, channel, wire }) {
  const count = columns.length;
  const states = 2 * (count + 1);
  const best = new Float64Array(states).fill(Infinity);
  const height = new Float64Array(states);
  const wires = new Float64Array(states);
  const before = new Int32Array(states);
  best[0] = 0;
  for (let end = 1; end <= count; end++) {
    for (const deferral of end < count && cuts.deferrals[end] ? [null, cuts.deferrals[end]] : [null]) {
      const state = 2 * end + (deferral ? 1 : 0);
      /** @type {Rows} */
      const rows = { heights: [], sum: 0 };
      let length = -gapX;
      for (let first = end - 1; first >= 0; first--) {
        const column = (deferral && left[end]?.get(first)) || columns[first];
        if (column.heights.length > 0) {
          length += Math.max(least, column.width) + gapX;
          raise(rows, column.heights);
        }
        if (length > width && first < end - 1) break;
        if (rows.heights.length === 0 || (deferral && deferral.earliest < first)) continue;
        const latest = cuts.deferrals[first]?.latest ?? Infinity;
        const ways = latest < end ? 2 : 1;
        for (let deferred = 0; deferred < ways; deferred++) {
          let whole = length;
          let all = rows;
          if (deferred) {
            all = { heights: rows.heights.slice(), sum: rows.sum };
            for (const lead of leads[first]) {
              whole += Math.max(least, lead.width) + gapX;
              raise(all, lead.heights);
            }
            if (whole > width) continue;
          }
          const from = 2 * first + deferred;
          const tall = all.sum + Math.max(0, all.heights.length - 1) * gapY + (first > 0 ? channel : 0);
          const spared = deferred ? /** @type {Deferral} */ (cuts.deferrals[first]).wires : 0;
          const crossing = first > 0 ? cuts.crossing[first] - spared : 0;
          const cost = best[from] + tall + crossing * wire - (first > 0 && cuts.ends[first] ? LINE_END : 0);
          if (cost < best[state] - 1e-9) {
            best[state] = cost;
            before[state] = from;
            height[state] = height[from] + tall;
            wires[state] = wires[from] + crossing;
          }
        }
      }
    }
  }
  /** @type {BandStart[]} */
  const starts = [];
  for (let state = 2 * count; state > 1; state = before[state])
    starts.unshift({ first: before[state] >> 1, deferred: before[state] % 2 === 1 });
  return { starts, height: height[2 * count], wires: wires[2 * count] };
}

/** @typedef {{heights: number[], sum: number}} Rows */

/** @param {Rows} rows made as high as a column needs, row by row @param {number[]} heights */
function raise(rows, heights) {
  for (let row = 0; row < heights.length; row++) {
    const most = row < rows.heights.length ? rows.heights[row] : 0;
    if (heights[row] <= most) continue;
    rows.sum += heights[row] - most;
    rows.heights[row] = heights[row];
  }
}

/**
 * @param {Cuts} cuts
 * @param {BandStart[]} starts
 * @returns {number[][][]} the nodes of each column of each band
 */
export function bandsAt({ columns, deferrals }, starts) {
  return starts.map(({ first, deferred }, band) => {
    const next = starts[band + 1];
    const end = next?.first ?? columns.length;
    const gone = next?.deferred ? deferrals[end]?.gone : undefined;
    const body = columns.slice(first, end).map((list, at) => {
      const left = gone?.get(first + at);
      return left ? list.filter((node) => !left.has(node)) : list.slice();
    });
    if (deferred) {
      const { lead, inserted } = /** @type {Deferral} */ (deferrals[first]);
      for (const { node, column } of inserted) body[column - first].push(node);
      body.unshift(...lead.map((list) => list.slice()));
    }
    return body.filter((list) => list.length > 0);
  });
}

/**
 * @param {Digraph} graph
 * @param {number[][]} columns
 * @returns {Cuts}
 */
export function cutsBetween(graph, columns) {
  const { nodes, uses } = graph;
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
  return {
    columns,
    crossing: Array.from(crossing),
    ends: Array.from(lines, (open) => open === 0),
    deferrals: columns.map((_, cut) =>
      cut === 0 || nodes.length > MANY ? null : deferralAt(graph, columns, column, cut),
    ),
  };
}

/**
 * @param {Digraph} graph
 * @param {number[][]} columns
 * @param {Int32Array} column by node
 * @param {number} cut
 * @returns {Deferral | null}
 */
function deferralAt({ inputs, uses }, columns, column, cut) {
  /** @type {Map<number, number>} where a node goes, counted like the columns */
  const moved = new Map();
  let wires = 0;
  const reading = (/** @type {number} */ node) =>
    uses[node].length > 0 && uses[node].every((reader) => column[reader] >= cut || moved.has(reader));
  /** @param {number} node @returns {boolean} */
  const move = (node) => {
    if (moved.has(node)) return true;
    if (column[node] < cut - LEAD || !reading(node)) return false;
    const at = uses[node].reduce((least, reader) => Math.min(least, moved.get(reader) ?? column[reader]), Infinity) - 1;
    if (at < cut - LEAD) return false;
    const known = [...moved.keys()];
    moved.set(node, at);
    if (inputs[node].every((input) => column[input] >= cut || move(input))) return true;
    for (const key of moved.keys()) if (!known.includes(key)) moved.delete(key);
    return false;
  };
  for (let at = cut - 1; at >= Math.max(0, cut - LEAD); at--)
    for (const node of columns[at])
      if (!moved.has(node) && uses[node].some((reader) => column[reader] >= cut) && move(node)) wires++;
  if (moved.size === 0) return null;
  /** @type {number[][]} */
  const lead = [];
  const inserted = [];
  /** @type {Map<number, Set<number>>} */
  const gone = new Map();
  let earliest = cut;
  let latest = cut;
  for (const [node, at] of [...moved].sort(([a], [b]) => a - b)) {
    const left = gone.get(column[node]) ?? new Set();
    gone.set(column[node], left.add(node));
    earliest = Math.min(earliest, column[node]);
    latest = Math.max(latest, at);
    if (at >= cut) inserted.push({ node, column: at });
    else {
      while (lead.length < cut - at) lead.unshift([]);
      lead[lead.length - (cut - at)].push(node);
    }
  }
  return { lead, inserted, gone, earliest, latest, wires };
}
