import assert from "node:assert/strict";
import { test } from "node:test";

import { sampleCurve } from "../../frontend/graph/curve.js";
import { components, shelve } from "../../frontend/layout/components.js";
import { makeLayers } from "../../frontend/layout/layers.js";
import { layoutGraph, rankArcs } from "../../frontend/layout/layout.js";
import { countCrossings, orderRanks } from "../../frontend/layout/order.js";
import { placeAcross } from "../../frontend/layout/place.js";
import { networkSimplex } from "../../frontend/layout/simplex.js";
import { fanOut, islands, recurrentNetwork, residualNetwork, scalarNetwork } from "./layout-graphs.mjs";

const GRAPHS = {
  "a fork": fanOut(),
  "a scalar network": scalarNetwork([2, 4, 3, 1]),
  "a large scalar network": scalarNetwork([3, 8, 8, 4]),
  "a residual network": residualNetwork(4),
  "a recurrent network": recurrentNetwork(6),
  "separate graphs": islands(),
};

/** @type {Map<string, ReturnType<typeof layoutGraph>>} the layouts made so far, by graph and direction */
const LAYOUTS = new Map();

/** Calls `check` for every graph and both directions. */
function everywhere(promise, check) {
  for (const [name, graph] of Object.entries(GRAPHS)) {
    for (const direction of ["right", "down"]) {
      const key = `${name}, ${direction}`;
      test(`${promise}: ${key}`, () => {
        if (!LAYOUTS.has(key)) LAYOUTS.set(key, layoutGraph(graph, { direction }));
        check(graph, LAYOUTS.get(key), direction);
      });
    }
  }
}

const apart = (a, b, gap) =>
  a.x + a.width + gap <= b.x + 1e-6 ||
  b.x + b.width + gap <= a.x + 1e-6 ||
  a.y + a.height + gap <= b.y + 1e-6 ||
  b.y + b.height + gap <= a.y + 1e-6;

everywhere("no two nodes come closer than the gap", (graph, { nodes }) => {
  const boxes = [...nodes.values()];
  boxes.forEach((box, index) => {
    const close = boxes.slice(index + 1).find((other) => !apart(box, other, 26));
    assert.equal(close, undefined, `of ${JSON.stringify(box)}`);
  });
});

everywhere("every edge runs forward, from border to border", (graph, { nodes, edges }, direction) => {
  const [along, length] = direction === "right" ? ["x", "width"] : ["y", "height"];
  for (const { id, from, to } of graph.edges) {
    const points = edges.get(id);
    assert.ok(Math.abs(points[0][along] - (nodes.get(from)[along] + nodes.get(from)[length])) < 1e-6);
    assert.ok(Math.abs(points.at(-1)[along] - nodes.get(to)[along]) < 1e-6);
    points.slice(1).forEach((point, index) => assert.ok(point[along] > points[index][along]));
  }
});

everywhere("no edge passes over a node that is not its own", (graph, { nodes, edges }, direction) => {
  for (const { id, from, to } of graph.edges) {
    for (const { x, y } of sampleCurve(edges.get(id), direction)) {
      for (const [node, box] of nodes) {
        const inside = x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
        if (inside && node !== from && node !== to) assert.fail(`${id} (${from} to ${to}) passes over ${node}`);
      }
    }
  }
});

everywhere("everything lies on the sheet", (graph, { nodes, edges, width, height }) => {
  const inside = ({ x, y }) => x >= -1e-6 && y >= -1e-6 && x <= width + 1e-6 && y <= height + 1e-6;
  for (const box of nodes.values()) {
    assert.ok(inside(box));
    assert.ok(inside({ x: box.x + box.width, y: box.y + box.height }));
  }
  for (const points of edges.values()) assert.ok(points.every(inside));
});

everywhere("the first operand enters before the second", (graph, { edges }, direction) => {
  const across = direction === "right" ? "y" : "x";
  for (const { id, to, slot } of graph.edges) {
    const next = graph.edges.find((edge) => edge.to === to && edge.slot === slot + 1);
    if (next) assert.ok(edges.get(id).at(-1)[across] < edges.get(next.id).at(-1)[across]);
  }
});

everywhere("the same graph gives the same picture", (graph, layout, direction) => {
  const again = layoutGraph(structuredClone({ nodes: graph.nodes, edges: graph.edges }), { direction });
  assert.deepEqual(again, layout);
});

test("a chain is drawn as one straight line", () => {
  const graph = scalarNetwork([1]);
  for (let count = 0; count < 20; count++) (count % 2 ? graph.scalar : graph.matrix).call(graph, graph.nodes.at(-1).id);
  const middles = [...layoutGraph(graph, { direction: "right" }).nodes.values()]
    .slice(1)
    .map(({ y, height }) => y + height / 2);
  for (const middle of middles) assert.ok(Math.abs(middle - middles[0]) < 1e-6);
});

test("the longest way into an operation runs straight, whichever operand it is", () => {
  const graph = fanOut();
  const late = graph.scalar();
  graph.scalar(late, graph.nodes[graph.nodes.length - 2].id);
  const { edges } = layoutGraph(graph, { direction: "right" });
  const [first, ...others] = edges.get(graph.edges.at(-1).id);
  for (const { y } of others) assert.equal(y, first.y);
});

test("a vertex stands where its link enters its port straight", () => {
  const layers = {
    nodes: 2,
    rank: Int32Array.of(0, 1),
    across: Float64Array.of(10, 100),
    links: [{ from: 0, to: 1, port: 24, weight: 1 }],
    entering: [[], [0]],
    leaving: [[0], []],
    routes: [[0]],
    ranks: [[0], [1]],
  };
  const [from, to] = placeAcross(layers, 26);
  assert.equal(from - to, 24);
});

/** Two values of this height, one above the other with a gap of 26, that a third reads; by hand, all in pixels. */
function pair(height, direction) {
  const box = (id) => (direction === "right" ? { id, width: 90, height } : { id, width: height, height: 90 });
  const [along, across, length] = direction === "right" ? ["x", "y", "width"] : ["y", "x", "height"];
  const nodes = [box("a"), box("b"), { id: "c", width: 120, height: 120 }];
  const edges = ["a", "b"].map((from, slot) => ({ id: from, from, to: "c", slot }));
  const layout = layoutGraph({ nodes, edges }, { direction });
  const bend = (id) => layout.edges.get(id).at(-1)[across] - layout.edges.get(id)[0][across];
  const gap = layout.nodes.get("c")[along] - layout.nodes.get("a")[along] - layout.nodes.get("a")[length];
  return { bends: [bend("a"), bend("b")], gap };
}

for (const direction of ["right", "down"]) {
  test(`an edge that would bend by less than 3 pixels is straight, ${direction}`, () => {
    // The middles of the two lie height + 26 apart, their ports 24.
    assert.deepEqual(pair(0.5, direction).bends, [0, 0]);
    assert.deepEqual(pair(1, direction).bends, [0, -3]);
    assert.deepEqual(pair(40, direction).bends, [0, -42]);
  });

  test(`a gap grows by an eighth of its steepest bend, from 60 to at most 92 pixels, ${direction}`, () => {
    assert.deepEqual([78, 254, 255, 700].map((height) => pair(height, direction).gap), [70, 92, 92, 92]);
    assert.equal(pair(246, direction).gap, 91);
  });
}

test("a chain has gaps of 60 pixels, and stands in the middle of ranks as wide as their widest", () => {
  const nodes = [40, 100, 60].map((width, index) => ({ id: `n${index}`, width, height: 50 }));
  const edges = [0, 1].map((index) => ({ id: `e${index}`, from: `n${index}`, to: `n${index + 1}`, slot: 0 }));
  const layout = layoutGraph({ nodes, edges }, { direction: "right" });
  assert.deepEqual([...layout.nodes.values()].map(({ x, y }) => [x, y]), [[0, 0], [100, 0], [260, 0]]);
  assert.deepEqual([layout.width, layout.height], [320, 50]);
  assert.deepEqual(layout.edges.get("e1"), [{ x: 200, y: 25 }, { x: 260, y: 25 }]);
});

test("a narrow card stands in the middle of its rank, and its edges reach it straight", () => {
  const nodes = [["a", 60], ["b", 100], ["c", 80]].map(([id, width]) => ({ id, width, height: 50 }));
  const edges = ["a", "b"].map((from, slot) => ({ id: from, from, to: "c", slot }));
  const layout = layoutGraph({ nodes, edges }, { direction: "right" });
  assert.deepEqual(["a", "b"].map((id) => layout.nodes.get(id).x), [20, 0]);
  const [start, border, , end] = layout.edges.get("a");
  assert.deepEqual([start.x, border.x, start.y, border.y], [80, 100, 25, 25]);
  assert.equal(end, undefined);
});

test("graphs that do not touch stand on shelves as long as the longest of them", () => {
  const box = (along, across) => ({ along, across });
  const { places, along, across } = shelve([box(100, 50), box(30, 20), box(60, 10), box(90, 5)], 10);
  assert.deepEqual(places, [box(0, 0), box(0, 60), box(40, 60), box(0, 90)]);
  assert.deepEqual([along, across], [100, 95]);
});

test("what is joined in whatever order is one graph", () => {
  const joined = (...pairs) => components(6, pairs.map(([from, to]) => ({ from, to })));
  assert.deepEqual(joined([4, 5], [0, 2], [2, 4]), [[0, 2, 4, 5], [1], [3]]);
  assert.deepEqual(joined([2, 3], [4, 5], [3, 5], [0, 5]), [[0, 2, 3, 4, 5], [1]]);
});

test("a leaf stands in the rank before its first use", () => {
  const graph = scalarNetwork([1]);
  let last = graph.nodes.at(-1).id;
  const late = graph.scalar();
  for (let count = 0; count < 6; count++) last = graph.scalar(last);
  const sum = graph.scalar(last, late);
  const { nodes } = layoutGraph(graph, { direction: "right" });
  assert.equal(nodes.get(late).x, nodes.get(last).x);
  assert.ok(nodes.get(late).x + nodes.get(late).width < nodes.get(sum).x);
});

test("a product of a shared parameter stands beside its sum, not beside the parameter", () => {
  const graph = recurrentNetwork(4);
  const { nodes } = layoutGraph(graph, { direction: "right" });
  const [inputWeight] = graph.nodes;
  for (const { to: product } of graph.edges.filter(({ from }) => from === inputWeight.id)) {
    const { to: sum } = graph.edges.find(({ from }) => from === product);
    const gap = nodes.get(sum).x - (nodes.get(product).x + nodes.get(product).width);
    assert.ok(gap < 178, `${product} stands ${gap} px before ${sum}`);
  }
});

test("the edges of one value run as one trunk and branch late", () => {
  const graph = recurrentNetwork(4);
  const { edges } = layoutGraph(graph, { direction: "right" });
  const [longest, next] = graph.edges
    .filter(({ from }) => from === graph.nodes[0].id)
    .map(({ id }) => edges.get(id))
    .sort((a, b) => b.length - a.length);
  const shared = next.slice(0, -2);
  assert.ok(shared.length > 4);
  assert.deepEqual(longest.slice(0, shared.length), shared);
});

/** All crossings, and those between operands of one node. */
function ordered(graph) {
  const indexOf = new Map(graph.nodes.map(({ id }, index) => [id, index]));
  const edges = graph.edges.map(({ from, to, slot }) => ({ from: indexOf.get(from), to: indexOf.get(to), slot }));
  const ranks = networkSimplex(graph.nodes.length, rankArcs(graph.nodes.length, edges), 4000);
  const layers = makeLayers(
    graph.nodes.map(({ width, height }) => ({ along: width, across: height })),
    edges,
    Int32Array.from(ranks),
  );
  const crossings = orderRanks(layers);
  const place = new Map(layers.ranks.flatMap((rank) => rank.map((vertex, index) => [vertex, index])));
  let swapped = 0;
  for (const links of layers.entering) {
    links.forEach((link, index) => {
      for (const other of links.slice(index + 1))
        swapped += place.get(layers.links[link].from) > place.get(layers.links[other].from);
    });
  }
  return { crossings, swapped };
}

// Recorded from Debian's graphviz 2.43.0, `dot -v -Tplain -Grankdir=LR -Nshape=box -Nfixedsize=true`, the last line
// "mincross: n crossings". Dot does not keep the operands in order, so crossings between operands of one node are
// left out here.
const DOT_CROSSINGS = { "a scalar network": 20, "a large scalar network": 446, "a recurrent network": 40 };

for (const [name, crossings] of Object.entries(DOT_CROSSINGS)) {
  test(`${name} has at most 1.3 times the crossings that dot draws`, () => {
    const { crossings: ours, swapped } = ordered(GRAPHS[name]);
    assert.ok(ours - swapped <= 1.3 * crossings, `${ours - swapped} against ${crossings}`);
  });
}

test("a residual block costs one crossing: its skip, the second operand, passes the weight", () => {
  assert.equal(ordered(GRAPHS["a residual network"]).crossings, 4);
});

test("crossings are counted as one does by eye", () => {
  // Two sources, two targets, the links crossed: one crossing, and none when the targets change places.
  const sizes = Array.from({ length: 4 }, () => ({ along: 10, across: 10 }));
  const layers = makeLayers(
    sizes,
    [
      { from: 0, to: 3, slot: 0 },
      { from: 1, to: 2, slot: 0 },
    ],
    Int32Array.of(0, 0, 1, 1),
  );
  assert.equal(
    countCrossings(layers, [
      [0, 1],
      [2, 3],
    ]),
    1,
  );
  assert.equal(
    countCrossings(layers, [
      [0, 1],
      [3, 2],
    ]),
    0,
  );
});

test("the network simplex shortens the heavier arc", () => {
  // 0 → 1 → 3 and 0 → 2 → 3, where 0 → 3 is at least 10 long: the slack goes to the light arcs.
  const arc = (from, to, length, weight) => ({ from, to, length, weight });
  const arcs = [arc(0, 1, 1, 5), arc(1, 3, 1, 1), arc(0, 2, 1, 1), arc(2, 3, 1, 5), arc(0, 3, 10, 1)];
  assert.deepEqual([...networkSimplex(4, arcs, 100)], [0, 1, 9, 10]);
});

/** @param {number} seed */
function randomNumbers(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * below);
  };
}

/** Random arcs that join 5 vertices, smaller to larger, some of them twice. */
function randomArcs(random) {
  const arcs = [];
  for (let to = 1; to < 5; to++) arcs.push({ from: random(to), to, length: random(3), weight: random(4) });
  for (let more = random(6); more > 0; more--) {
    const from = random(4);
    arcs.push({ from, to: from + 1 + random(4 - from), length: random(4), weight: random(5) });
  }
  return arcs;
}

const cost = (arcs, position) =>
  arcs.reduce((sum, { from, to, weight }) => sum + weight * (position[to] - position[from]), 0);
const feasible = (arcs, position) => arcs.every(({ from, to, length }) => position[to] - position[from] >= length);

/** The least cost over all whole places from 0 to 9: every optimum of such a graph is a whole number away. */
function leastCost(arcs) {
  let least = Infinity;
  const position = [0, 0, 0, 0, 0];
  const place = (vertex, sum) => {
    if (vertex === 5) {
      least = Math.min(least, sum);
      return;
    }
    const into = arcs.filter(({ from, to }) => Math.max(from, to) === vertex);
    for (position[vertex] = -9; position[vertex] <= 9; position[vertex]++) {
      if (feasible(into, position)) place(vertex + 1, sum + cost(into, position));
    }
  };
  place(1, 0);
  return least;
}

test("the network simplex finds places as good as the best of all", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const arcs = randomArcs(randomNumbers(seed * 7919));
    const position = networkSimplex(5, arcs, 200);
    assert.ok(feasible(arcs, position), `seed ${seed}: ${position}`);
    assert.equal(cost(arcs, position), leastCost(arcs), `seed ${seed}`);
    assert.equal(Math.min(...position), 0);
  }
});

test("stopped at any time, the network simplex keeps every arc long enough and has become no worse", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const arcs = randomArcs(randomNumbers(seed * 104729));
    const costs = [0, 1, 2, 3, 50].map((pivots) => {
      const position = networkSimplex(5, arcs, pivots);
      assert.ok(feasible(arcs, position));
      return cost(arcs, position);
    });
    assert.deepEqual(costs.toSorted((a, b) => b - a), costs);
  }
});

test("what is not connected cannot be placed by the network simplex, and is said to be so", () => {
  assert.throws(() => networkSimplex(3, [{ from: 0, to: 1, length: 1, weight: 1 }], 10), /not connected/);
});

/** Random links between neighbours of three ranks with 5 vertices each, one or two into each vertex. */
function randomLayers(random) {
  const edges = [];
  for (let to = 5; to < 15; to++) {
    const base = to < 10 ? 0 : 5;
    for (let slot = random(2); slot >= 0; slot--) edges.push({ from: base + random(5), to, slot });
  }
  const sizes = Array.from({ length: 15 }, () => ({ along: 10, across: 20 + 10 * random(8) }));
  const layers = makeLayers(sizes, edges, Int32Array.from({ length: 15 }, (_, vertex) => Math.floor(vertex / 5)));
  return { edges, sizes, layers };
}

test("crossings are those of each two links, counted one by one", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { layers } = randomLayers(randomNumbers(seed * 6151));
    const place = new Map(layers.ranks.flatMap((rank) => rank.map((vertex, index) => [vertex, index])));
    let crossings = 0;
    layers.links.forEach((one, index) => {
      for (const other of layers.links.slice(index + 1)) {
        if (layers.rank[one.to] !== layers.rank[other.to]) continue;
        const starts = place.get(one.from) - place.get(other.from);
        const ends = place.get(one.to) - place.get(other.to) || one.port - other.port;
        crossings += starts * ends < 0;
      }
    });
    assert.equal(countCrossings(layers, layers.ranks), crossings, `seed ${seed}`);
  }
});

test("the order found has the crossings it says, no more than the order of the program, and every vertex once", () => {
  let [found, given] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const { layers } = randomLayers(randomNumbers(seed * 12289));
    const before = countCrossings(layers, layers.ranks);
    const crossings = orderRanks(layers);
    assert.equal(countCrossings(layers, layers.ranks), crossings);
    layers.ranks.forEach((rank, at) => {
      assert.deepEqual(rank.toSorted((a, b) => a - b), [0, 1, 2, 3, 4].map((one) => 5 * at + one));
    });
    found += crossings;
    given += before;
  }
  assert.ok(4 * found < given, `${found} crossings of ${given}`);
});

test("operands enter in the order of their slots, 24 pixels apart or as far as their card has room", () => {
  const ports = (across, ...froms) => {
    const sizes = Array.from({ length: 5 }, () => ({ along: 10, across }));
    const edges = froms.map((from, slot) => ({ from, to: 4, slot }));
    return makeLayers(sizes, edges, Int32Array.of(0, 0, 0, 0, 1)).links.map(({ port }) => port);
  };
  assert.deepEqual(ports(200, 0), [0]);
  assert.deepEqual(ports(200, 0, 1, 2), [0, 24, 48]);
  // Half of 100 less a margin of 9 is 41, for two steps.
  assert.deepEqual(ports(100, 0, 1, 2), [0, 20.5, 41]);
  assert.deepEqual(ports(10, 0, 1), [0, 0]);
});

test("the operand of the longest way enters in the middle, the others on their sides of it", () => {
  const sizes = Array.from({ length: 5 }, () => ({ along: 10, across: 100 }));
  const edges = [[0, 3, 0], [1, 4, 0], [3, 4, 1], [2, 4, 2]].map(([from, to, slot]) => ({ from, to, slot }));
  const { links, routes } = makeLayers(sizes, edges, Int32Array.of(0, 1, 1, 1, 2));
  assert.deepEqual(routes.slice(1).map((route) => links[route.at(-1)].port), [-24, 0, 24]);
});

test("straight is worth most in the middle of a long edge, then along the longest way, least where edges part", () => {
  const sizes = Array.from({ length: 5 }, () => ({ along: 10, across: 100 }));
  const ends = [[0, 1, 0], [1, 2, 0], [2, 3, 0], [0, 3, 1], [4, 3, 2], [4, 2, 1]];
  const edges = ends.map(([from, to, slot]) => ({ from, to, slot }));
  const { links, routes } = makeLayers(sizes, edges, Int32Array.of(0, 1, 2, 3, 1));
  const weights = routes.map((route) => route.map((link) => links[link].weight));
  const [[spine], [next], [last], [leaves, between, enters]] = weights;
  assert.deepEqual([next, last], [spine, spine]);
  assert.ok(between > spine && spine > leaves && leaves === enters);
  assert.deepEqual(routes[3].map((link) => links[link].port), [0, 0, 20.5]);
});

/** Two ranks of 2,100 vertices, each over its own: with links and vertices more than are placed exactly. */
function wideLayers(acrossOf, port = 0) {
  const count = 2100;
  const acrossAt = (_, vertex) => acrossOf(Math.floor(vertex / count), vertex % count);
  const across = Float64Array.from({ length: 2 * count }, acrossAt);
  const list = (length, make) => Array.from({ length }, (_, index) => make(index));
  return {
    nodes: 2 * count,
    rank: Int32Array.from(list(2 * count, (vertex) => Math.floor(vertex / count))),
    across,
    links: list(2 * count, (index) => ({ from: index % count, to: count + (index % count), port, weight: 1 })),
    entering: list(2 * count, (vertex) => (vertex < count ? [] : [vertex - count, vertex])),
    leaving: list(2 * count, (vertex) => (vertex < count ? [vertex, vertex + count] : [])),
    routes: [],
    ranks: [list(count, (vertex) => vertex), list(count, (vertex) => count + vertex)],
  };
}

test("in a graph too large for the exact places, edges run straight where they can and the gaps are kept", () => {
  for (const port of [0, 7]) {
    const layers = wideLayers((rank, index) => (rank === 0 ? 10 + 2 * (index % 3) : 30), port);
    const place = placeAcross(layers, 26);
    for (const { from, to } of layers.links) assert.ok(Math.abs(place[from] - place[to] - port) < 1e-6);
    for (const rank of layers.ranks) {
      rank.slice(1).forEach((vertex, index) => {
        const before = rank[index];
        const room = place[vertex] - place[before] - (layers.across[vertex] + layers.across[before]) / 2;
        assert.ok(room >= 26 - 1e-6, `${room}`);
      });
    }
    assert.ok(Math.abs(Math.min(...place.map((middle, vertex) => middle - layers.across[vertex] / 2))) < 1e-6);
  }
});

test("edges that run side by side keep 10 pixels between them, and the gap from a card", () => {
  const layers = {
    nodes: 1,
    rank: Int32Array.of(0, 0, 0),
    across: Float64Array.of(40, 8, 8),
    links: [],
    entering: [[], [], []],
    leaving: [[], [], []],
    routes: [],
    ranks: [[0, 1, 2]],
  };
  const arcs = [{ from: 0, to: 2, port: 0, weight: 1 }];
  assert.deepEqual([...placeAcross({ ...layers, links: arcs }, 26)], [20, 70, 88]);
});

test("a graph with a cycle or a backward edge is refused with the place", () => {
  const nodes = ["n0", "n1"].map((id) => ({ id, width: 10, height: 10 }));
  const edges = [{ id: "e0", from: "n1", to: "n0", slot: 0 }];
  assert.throws(() => layoutGraph({ nodes, edges }, { direction: "right" }), /edge e0 runs backward: n1 to n0/);
  assert.throws(
    () =>
      networkSimplex(
        2,
        [
          { from: 0, to: 1, length: 1, weight: 1 },
          { from: 1, to: 0, length: 1, weight: 1 },
        ],
        10,
      ),
    /cycle/,
  );
});

test("an empty graph is an empty sheet", () => {
  const { nodes, width, height } = layoutGraph({ nodes: [], edges: [] }, { direction: "right" });
  assert.deepEqual([nodes.size, width, height], [0, 0, 0]);
});
