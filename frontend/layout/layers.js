/**
 * A layered graph: every link joins neighbouring ranks. An edge over several ranks runs through stops, one a rank, and
 * all edges that leave the same vertex share theirs: a value used in many places runs as one trunk that branches late.
 */

/** @typedef {{along: number, across: number}} Size across the ranks: y when the ranks run to the right */
/** @typedef {{from: number, to: number, slot: number}} SlotEdge */

/**
 * @typedef {object} Link
 * @property {number} from vertex of rank r
 * @property {number} to vertex of rank r + 1
 * @property {number} port where the link enters `to`, counted across from the middle of `to`
 * @property {number} weight how much a straight link is worth
 */

/**
 * @typedef {object} Layers
 * @property {number} nodes the first vertices are the nodes, the others the stops of edges
 * @property {Int32Array} rank by vertex
 * @property {Float64Array} across size by vertex
 * @property {Link[]} links
 * @property {number[][]} entering link indices by vertex, by port
 * @property {number[][]} leaving link indices by vertex
 * @property {number[][]} routes by edge: the links from its source to its target
 * @property {number[][]} ranks vertices by rank, in the order of drawing once `orderRanks` is done
 */

const STOP_SIZE = 8;
const PORT_GAP = 24;
const PORT_MARGIN = 9;

const STRAIGHT_STOP = 64;
const STRAIGHT_SPINE = 16;
const STRAIGHT_TOWARDS_SPINE = 2;
const STRAIGHT_BRANCH = 1;

/**
 * @param {Size[]} sizes
 * @param {SlotEdge[]} edges
 * @param {Int32Array} nodeRank
 * @returns {Layers}
 */
export function makeLayers(sizes, edges, nodeRank) {
  const spine = spines(sizes.length, edges);
  const ports = portsOf(sizes, edges, spine.input);
  const rank = Array.from(nodeRank);
  const across = sizes.map((size) => size.across);
  /** @type {Link[]} */
  const links = [];
  /** @type {Map<string, number>} a stop's link from the vertex before it, by source and rank */
  const trunk = new Map();

  const routes = edges.map(({ from, to }, index) => {
    const route = [];
    let last = from;
    for (let at = nodeRank[from] + 1; at < nodeRank[to]; at++) {
      const key = `${from} ${at}`;
      let link = trunk.get(key);
      if (link === undefined) {
        const stop = rank.push(at) - 1;
        across.push(STOP_SIZE);
        link =
          links.push({ from: last, to: stop, port: 0, weight: last === from ? STRAIGHT_BRANCH : STRAIGHT_STOP }) - 1;
        trunk.set(key, link);
      }
      route.push(link);
      last = links[link].to;
    }
    const onInput = spine.input[to] === index;
    const onOutput = spine.output[from] === index;
    const weight = onInput && onOutput ? STRAIGHT_SPINE : onInput ? STRAIGHT_TOWARDS_SPINE : STRAIGHT_BRANCH;
    route.push(links.push({ from: last, to, port: ports[index], weight }) - 1);
    return route;
  });

  const entering = rank.map(() => /** @type {number[]} */ ([]));
  const leaving = rank.map(() => /** @type {number[]} */ ([]));
  links.forEach((link, index) => {
    entering[link.to].push(index);
    leaving[link.from].push(index);
  });
  for (const list of entering) list.sort((a, b) => links[a].port - links[b].port);
  const last = rank.reduce((most, one) => Math.max(most, one), 0);
  const ranks = Array.from({ length: last + 1 }, () => /** @type {number[]} */ ([]));
  rank.forEach((one, vertex) => ranks[one].push(vertex));
  return {
    nodes: sizes.length,
    rank: Int32Array.from(rank),
    across: Float64Array.from(across),
    links,
    entering,
    leaving,
    routes,
    ranks,
  };
}

/**
 * The edges worth drawing straight: into each vertex the one of the longest way from a leaf, out of each vertex the
 * one of the longest way to an end. The smaller slot and the earlier edge win ties.
 *
 * @param {number} count
 * @param {SlotEdge[]} edges from smaller to larger vertices only
 */
function spines(count, edges) {
  const before = new Int32Array(count);
  const after = new Int32Array(count);
  const input = new Int32Array(count).fill(-1);
  const output = new Int32Array(count).fill(-1);
  const byTarget = edges
    .map((_, index) => index)
    .sort((a, b) => edges[a].to - edges[b].to || edges[a].slot - edges[b].slot);
  for (const index of byTarget) {
    const { from, to } = edges[index];
    if (input[to] < 0 || before[from] + 1 > before[to]) {
      before[to] = before[from] + 1;
      input[to] = index;
    }
  }
  const bySource = edges.map((_, index) => index).sort((a, b) => edges[b].from - edges[a].from || a - b);
  for (const index of bySource) {
    const { from, to } = edges[index];
    if (output[from] < 0 || after[to] + 1 > after[from]) {
      after[from] = after[to] + 1;
      output[from] = index;
    }
  }
  return { input, output };
}

/**
 * Ports keep the order of the slots, first slot first, and the spine enters in the middle, so that it can run straight.
 *
 * @param {Size[]} sizes
 * @param {SlotEdge[]} edges
 * @param {Int32Array} spineInput
 * @returns {number[]} by edge
 */
function portsOf(sizes, edges, spineInput) {
  /** @type {Map<number, {first: number, last: number}>} */
  const slots = new Map();
  for (const { to, slot } of edges) {
    const range = slots.get(to) ?? { first: slot, last: slot };
    slots.set(to, { first: Math.min(range.first, slot), last: Math.max(range.last, slot) });
  }
  return edges.map(({ to, slot }) => {
    const { first, last } = /** @type {{first: number, last: number}} */ (slots.get(to));
    const middle = edges[spineInput[to]].slot;
    const furthest = Math.max(last - middle, middle - first);
    const gap = furthest === 0 ? 0 : Math.min(PORT_GAP, Math.max(0, sizes[to].across / 2 - PORT_MARGIN) / furthest);
    return (slot - middle) * gap;
  });
}
