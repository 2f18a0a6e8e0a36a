/** Splits a graph into its connected components and puts their layouts on one sheet. */

/**
 * @param {number} count
 * @param {{from: number, to: number}[]} edges
 * @returns {number[][]} the members of each component, ascending, in order of the first member
 */
export function components(count, edges) {
  const root = Int32Array.from({ length: count }, (_, vertex) => vertex);
  /** @param {number} vertex */
  const find = (vertex) => {
    while (root[vertex] !== vertex) {
      root[vertex] = root[root[vertex]];
      vertex = root[vertex];
    }
    return vertex;
  };
  for (const { from, to } of edges) {
    const [a, b] = [find(from), find(to)];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  /** @type {Map<number, number[]>} */
  const members = new Map();
  for (let vertex = 0; vertex < count; vertex++) {
    const first = find(vertex);
    const list = members.get(first);
    if (list) list.push(vertex);
    else members.set(first, [vertex]);
  }
  return [...members.values()];
}

/**
 * Shelves: boxes stand one after the other along the sheet until it is as long as the longest of them, then the next
 * shelf begins.
 *
 * @param {{along: number, across: number}[]} boxes
 * @param {number} gap
 * @returns {{places: {along: number, across: number}[], along: number, across: number}}
 */
export function shelve(boxes, gap) {
  const longest = boxes.reduce((most, box) => Math.max(most, box.along), 0);
  const places = [];
  let along = 0;
  let shelf = 0;
  let depth = 0;
  let used = 0;
  for (const box of boxes) {
    if (along > 0 && along + box.along > longest) {
      shelf += depth + gap;
      along = 0;
      depth = 0;
    }
    places.push({ along, across: shelf });
    used = Math.max(used, along + box.along);
    along += box.along + gap;
    depth = Math.max(depth, box.across);
  }
  return { places, along: used, across: shelf + depth };
}
