/** A program's graph by numbers: nodes in the order of the program, and who reads whom. */

/** @typedef {{id: string, line: number | null, leaf: boolean}} BandNode */
/** @typedef {{id: string, from: string, to: string, slot: number}} EdgeEnds */

/**
 * @typedef {object} Digraph
 * @property {BandNode[]} nodes
 * @property {{from: number, to: number, slot: number}[]} edges
 * @property {number[][]} inputs by node, each input once, in the order of its first slot
 * @property {number[][]} uses by node, each reader once, in the order of the program
 * @property {Int32Array} depth by node: operations on the longest way from a leaf
 */

/**
 * @param {{nodes: BandNode[], edges: EdgeEnds[]}} graph nodes in an order in which every edge runs forward
 * @returns {Digraph}
 */
export function digraph({ nodes, edges }) {
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
  const ends = edges.map(({ id, from, to, slot }) => {
    const [source, target] = [indexOf.get(from), indexOf.get(to)];
    if (source === undefined || target === undefined)
      throw new Error(`edge ${id} ends at an unknown node: ${from} to ${to}`);
    if (source >= target) throw new Error(`edge ${id} runs backward: ${from} to ${to}`);
    return { from: source, to: target, slot };
  });
  const inputs = nodes.map(() => /** @type {number[]} */ ([]));
  const uses = nodes.map(() => /** @type {number[]} */ ([]));
  const order = ends.map((_, index) => index).sort((a, b) => ends[a].to - ends[b].to || ends[a].slot - ends[b].slot);
  const seen = new Int32Array(nodes.length).fill(-1);
  for (const index of order) {
    const { from, to } = ends[index];
    if (seen[from] === to) continue;
    seen[from] = to;
    inputs[to].push(from);
    uses[from].push(to);
  }
  const depth = new Int32Array(nodes.length);
  for (let node = 0; node < nodes.length; node++)
    for (const input of inputs[node]) depth[node] = Math.max(depth[node], depth[input] + 1);
  return { nodes, edges: ends, inputs, uses, depth };
}
