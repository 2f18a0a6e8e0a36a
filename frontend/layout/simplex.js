/**
 * Network simplex (Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs", 1993, section 2).
 * Finds positions with `position[to] - position[from] >= length` for every arc that make the weighted sum of
 * `position[to] - position[from]` as small as possible. Used twice: for the ranks, and for the places inside the ranks.
 */

import { Heap } from "./heap.js";

/** @typedef {{from: number, to: number, length: number, weight: number}} Arc */

/**
 * @param {number} count number of vertices; the arcs must connect all of them and contain no cycle
 * @param {Arc[]} arcs
 * @param {number} maxPivots every intermediate answer satisfies all arcs, so stopping early is safe
 * @returns {Float64Array} one position a vertex, the smallest is 0
 */
export function networkSimplex(count, arcs, maxPivots) {
  const incident = Array.from({ length: count }, () => /** @type {number[]} */ ([]));
  arcs.forEach((arc, index) => {
    incident[arc.from].push(index);
    incident[arc.to].push(index);
  });
  const position = longestPaths(count, arcs, incident);
  const tree = new SpanningTree(count, arcs, incident, tightTree(arcs, incident, position));

  let start = 0;
  for (let pivot = 0; pivot < maxPivots; pivot++) {
    const leaving = tree.leavingArc(start);
    if (leaving === null) break;
    start = leaving + 1;
    tree.exchange(leaving, position);
  }
  const smallest = position.reduce((least, value) => Math.min(least, value), Infinity);
  return position.map((value) => value - smallest);
}

/**
 * @param {number} count
 * @param {Arc[]} arcs
 * @param {number[][]} incident
 */
function longestPaths(count, arcs, incident) {
  const position = new Float64Array(count);
  const waiting = new Int32Array(count);
  for (const arc of arcs) waiting[arc.to]++;
  /** @type {number[]} */
  const order = [];
  for (let vertex = 0; vertex < count; vertex++) if (waiting[vertex] === 0) order.push(vertex);
  for (let head = 0; head < order.length; head++) {
    const vertex = order[head];
    for (const index of incident[vertex]) {
      const arc = arcs[index];
      if (arc.from !== vertex) continue;
      position[arc.to] = Math.max(position[arc.to], position[vertex] + arc.length);
      if (--waiting[arc.to] === 0) order.push(arc.to);
    }
  }
  if (order.length < count) throw new Error("the graph to lay out contains a cycle");
  // A vertex nothing leads to moves up to what it leads to: most arcs are short before the first pivot.
  for (const vertex of order) {
    const leaving = incident[vertex].filter((index) => arcs[index].from === vertex);
    if (leaving.length !== incident[vertex].length || leaving.length === 0) continue;
    position[vertex] = Math.min(...leaving.map((index) => position[arcs[index].to] - arcs[index].length));
  }
  return position;
}

/**
 * Grows a spanning tree of arcs without slack from vertex 0, shifting the tree whenever no such arc leaves it.
 *
 * @param {Arc[]} arcs
 * @param {number[][]} incident
 * @param {Float64Array} position changed in place
 * @returns {Uint8Array} 1 for the arcs of the tree
 */
function tightTree(arcs, incident, position) {
  const inTree = new Uint8Array(arcs.length);
  const reached = new Uint8Array(position.length);
  const members = /** @type {number[]} */ ([]);
  // The tree is shifted by changing `shift` alone: a member's position is stored without it until the end.
  let shift = 0;
  const outgoing = new Heap();
  const incoming = new Heap();
  /** @param {number} vertex */
  const add = (vertex) => {
    reached[vertex] = 1;
    members.push(vertex);
    position[vertex] -= shift;
    for (const index of incident[vertex]) {
      const { from, to, length } = arcs[index];
      if (from === vertex && !reached[to]) outgoing.push(position[to] - position[from] - length, index);
      if (to === vertex && !reached[from]) incoming.push(position[to] - position[from] - length, index);
    }
  };
  add(0);
  while (members.length < position.length) {
    while (outgoing.size > 0 && reached[arcs[outgoing.top()].to]) outgoing.pop();
    while (incoming.size > 0 && reached[arcs[incoming.top()].from]) incoming.pop();
    const slackOut = outgoing.size > 0 ? outgoing.topKey() - shift : Infinity;
    const slackIn = incoming.size > 0 ? incoming.topKey() + shift : Infinity;
    if (slackOut === Infinity && slackIn === Infinity) throw new Error("the graph to lay out is not connected");
    const index = slackOut <= slackIn ? outgoing.pop() : incoming.pop();
    shift += slackOut <= slackIn ? slackOut : -slackIn;
    inTree[index] = 1;
    add(reached[arcs[index].from] ? arcs[index].to : arcs[index].from);
  }
  for (const vertex of members) position[vertex] += shift;
  return inTree;
}

/** The spanning tree with the cut values of its arcs; a pivot exchanges one arc for another. */
class SpanningTree {
  /**
   * @param {number} count
   * @param {Arc[]} arcs
   * @param {number[][]} incident
   * @param {Uint8Array} inTree
   */
  constructor(count, arcs, incident, inTree) {
    this.arcs = arcs;
    this.incident = incident;
    this.inTree = inTree;
    this.treeArcs = /** @type {number[]} */ ([]);
    this.treeIncident = Array.from({ length: count }, () => /** @type {number[]} */ ([]));
    arcs.forEach((arc, index) => {
      if (!inTree[index]) return;
      this.treeArcs.push(index);
      this.treeIncident[arc.from].push(index);
      this.treeIncident[arc.to].push(index);
    });
    this.parent = new Int32Array(count).fill(-1);
    this.parentArc = new Int32Array(count).fill(-1);
    // Post-order numbers: the subtree of v holds exactly the vertices with low[v] <= number <= number[v].
    this.low = new Int32Array(count);
    this.number = new Int32Array(count);
    this.cut = new Float64Array(arcs.length);
    this.renumber(0, -1, -1, 1);
    const upwards = Array.from({ length: count }, (_, vertex) => vertex);
    upwards.sort((a, b) => this.number[a] - this.number[b]);
    for (const vertex of upwards)
      if (this.parent[vertex] >= 0) this.cut[this.parentArc[vertex]] = this.cutValue(vertex);
  }

  /**
   * @param {number} root
   * @param {number} parent
   * @param {number} parentArc
   * @param {number} first the first post-order number to give
   */
  renumber(root, parent, parentArc, first) {
    let next = first;
    this.parent[root] = parent;
    this.parentArc[root] = parentArc;
    this.low[root] = next;
    const path = [root];
    const visited = [0];
    while (path.length > 0) {
      const depth = path.length - 1;
      const vertex = path[depth];
      if (visited[depth] === this.treeIncident[vertex].length) {
        this.number[vertex] = next++;
        path.pop();
        visited.pop();
        continue;
      }
      const index = this.treeIncident[vertex][visited[depth]++];
      if (index === this.parentArc[vertex]) continue;
      const child = this.otherEnd(index, vertex);
      this.parent[child] = vertex;
      this.parentArc[child] = index;
      this.low[child] = next;
      path.push(child);
      visited.push(0);
    }
  }

  /** @param {number} index @param {number} vertex */
  otherEnd(index, vertex) {
    const arc = this.arcs[index];
    return arc.from === vertex ? arc.to : arc.from;
  }

  /** @param {number} vertex @param {number} root */
  inSubtree(vertex, root) {
    return this.low[root] <= this.number[vertex] && this.number[vertex] <= this.number[root];
  }

  /**
   * The weight that crosses from the tail side to the head side when the arc above `vertex` is removed, from the cut
   * values of the arcs below it.
   *
   * @param {number} vertex
   */
  cutValue(vertex) {
    const above = this.parentArc[vertex];
    const vertexIsTail = this.arcs[above].from === vertex;
    let value = this.arcs[above].weight;
    for (const index of this.incident[vertex]) {
      if (index === above) continue;
      const sameDirection = (this.arcs[index].from === vertex) === vertexIsTail;
      value += sameDirection ? this.arcs[index].weight : -this.arcs[index].weight;
      const child = this.otherEnd(index, vertex);
      if (this.inTree[index] && this.parentArc[child] === index)
        value += sameDirection ? -this.cut[index] : this.cut[index];
    }
    return value;
  }

  /**
   * Of the next arcs with a negative cut value the most negative; looking at a few at a time beats looking at all.
   *
   * @param {number} start place in the list of tree arcs where the search begins
   * @returns {number | null} place in the list of tree arcs
   */
  leavingArc(start) {
    let best = null;
    let smallest = -1e-9;
    let seen = 0;
    for (let step = 0; step < this.treeArcs.length && seen < 30; step++) {
      const place = (start + step) % this.treeArcs.length;
      const cut = this.cut[this.treeArcs[place]];
      if (cut >= -1e-9) continue;
      seen++;
      if (cut < smallest) {
        smallest = cut;
        best = place;
      }
    }
    return best;
  }

  /**
   * @param {number} place place of the leaving arc in the list of tree arcs
   * @param {Float64Array} position changed in place
   */
  exchange(place, position) {
    const leaving = this.treeArcs[place];
    const { from, to } = this.arcs[leaving];
    const subtreeIsTail = this.number[from] < this.number[to];
    const root = subtreeIsTail ? from : to;

    const subtree = [root];
    let entering = -1;
    let slack = Infinity;
    for (let head = 0; head < subtree.length; head++) {
      const vertex = subtree[head];
      for (const index of this.incident[vertex]) {
        const other = this.otherEnd(index, vertex);
        if (this.inTree[index]) {
          if (this.parentArc[other] === index) subtree.push(other);
          continue;
        }
        const entersTail = (this.arcs[index].to === vertex) === subtreeIsTail;
        if (!entersTail || this.inSubtree(other, root)) continue;
        const arc = this.arcs[index];
        const room = position[arc.to] - position[arc.from] - arc.length;
        if (room < slack) {
          slack = room;
          entering = index;
        }
      }
    }
    if (entering < 0) throw new Error("the graph to lay out contains an arc of negative weight");
    for (const vertex of subtree) position[vertex] += subtreeIsTail ? -slack : slack;

    this.treeArcs[place] = entering;
    this.inTree[leaving] = 0;
    this.inTree[entering] = 1;
    for (const end of [from, to]) this.treeIncident[end].splice(this.treeIncident[end].indexOf(leaving), 1);
    const enteringArc = this.arcs[entering];
    for (const end of [enteringArc.from, enteringArc.to]) this.treeIncident[end].push(entering);

    let meeting = enteringArc.from;
    while (!this.inSubtree(enteringArc.to, meeting)) meeting = this.parent[meeting];
    this.renumber(meeting, this.parent[meeting], this.parentArc[meeting], this.low[meeting]);
    const changed = new Set();
    for (const end of [from, to, enteringArc.from, enteringArc.to]) {
      for (let vertex = end; vertex !== meeting && !changed.has(vertex); vertex = this.parent[vertex])
        changed.add(vertex);
    }
    for (const vertex of [...changed].sort((a, b) => this.number[a] - this.number[b])) {
      this.cut[this.parentArc[vertex]] = this.cutValue(vertex);
    }
  }
}
