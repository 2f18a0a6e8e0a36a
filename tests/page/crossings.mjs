/**
 * How tidy the page's layout is beside elkjs and dagre: `node tests/page/crossings.mjs FOLDER [--each]`, where FOLDER
 * holds their packages (`npm install --prefix FOLDER elkjs @dagrejs/dagre`). Figures for people; no test judges them.
 *
 * Every drawing is fitted to the same stage: its cards are the largest of the page's levels with which all of it fits,
 * in its own size, names at 11 px or more. Dagre and ELK draw from left to right and from top to bottom, ELK besides in
 * bands of its own (wrapping); the first level at which one of these fits counts, and of those that fit the one with the
 * fewest crossings and bends. A drawing that fits at no level counts as well, with the smallest cards: "too large".
 *
 * A crossing is a place where wires of two values cross; a bend a corner of a wire, or a change of direction of a line
 * of dagre. Wires of one value that lie on each other count once. Only the page's drawings have bands: crossings in the
 * channels between them, and the corners of wires that lead from band to band, count apart ("between").
 */

import { createRequire } from "node:module";
import { resolve } from "node:path";

import { fitBands } from "../../frontend/layout/bands.js";
import { lessonGraphs, levelsFor, withLines } from "../frontend/band-graphs.mjs";
import { fanOut, recurrentNetwork, residualNetwork, scalarNetwork } from "../frontend/layout-graphs.mjs";

const STAGE = { width: 670, height: 518, margin: 16 };
const ROOM = { width: STAGE.width - 2 * STAGE.margin, height: STAGE.height - 2 * STAGE.margin };
const NETWORKS = [
  withLines(fanOut(), "a fork"),
  withLines(scalarNetwork([2, 2, 1]), "a scalar network 2-2-1"),
  withLines(scalarNetwork([2, 4, 3, 1]), "a scalar network 2-4-3-1"),
  withLines(residualNetwork(2), "a residual network, 2 blocks"),
  withLines(recurrentNetwork(3), "a recurrent network, 3 steps"),
  withLines(recurrentNetwork(6), "a recurrent network, 6 steps"),
];

const [folder] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
if (!folder) throw new Error("name the folder that holds the packages: npm install --prefix FOLDER elkjs @dagrejs/dagre");
const require = createRequire(resolve(folder, "package.json"));
const dagre = require("@dagrejs/dagre");
const elk = new (require("elkjs"))();

const near = (a, b) => Math.abs(a - b) < 1e-6;

/** Where two segments cross inside of both, or null. */
function meeting([a, b], [c, d]) {
  const cross = (p, q, r) => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  const [s, t, u, v] = [cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)];
  if (s * t >= -1e-9 || u * v >= -1e-9) return null;
  const part = s / (s - t);
  return { x: c.x + part * (d.x - c.x), y: c.y + part * (d.y - c.y) };
}

/** @returns {{crossings: number, bends: number, crossingsBetween: number, bendsBetween: number}} */
function count(edges, lines, isBetween = () => false, isInside = () => true) {
  const bends = new Set();
  const between = new Set();
  const parts = new Map();
  for (const edge of edges) {
    const line = lines.get(edge.id).filter((point, at, all) => at === 0 || !near(point.x, all[at - 1].x) || !near(point.y, all[at - 1].y));
    for (let at = 1; at < line.length; at++) {
      const [a, b, c] = [line[at - 1], line[at], line[at + 1]];
      parts.set(`${edge.from} ${[a.x, a.y, b.x, b.y].map((n) => n.toFixed(2))}`, { from: edge.from, ends: [a, b] });
      if (!c) continue;
      const turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
      if (Math.abs(turn) > 1e-3) (isBetween(edge) ? between : bends).add(`${edge.from} ${b.x.toFixed(1)} ${b.y.toFixed(1)}`);
    }
  }
  const crossed = new Set();
  const beside = new Set();
  const all = [...parts.values()];
  all.forEach((one, at) => {
    for (const other of all.slice(at + 1)) {
      if (one.from === other.from) continue;
      const point = meeting(one.ends, other.ends);
      if (point) (isInside(point) ? crossed : beside).add(`${[one.from, other.from].sort()} ${point.x.toFixed(1)} ${point.y.toFixed(1)}`);
    }
  });
  return { crossings: crossed.size, bends: bends.size, crossingsBetween: beside.size, bendsBetween: between.size };
}

function ours(graph) {
  const levels = levelsFor(graph);
  const { level, fits, plan, layout } = fitBands(graph, levels, STAGE);
  const place = new Map(graph.nodes.map(({ id }, at) => [id, plan.bandOf[at]]));
  const between = ({ from, to }) => place.get(from) !== place.get(to);
  const inside = ({ y }) => layout.bands.some((band) => y > band.y && y < band.y + band.height);
  return { level, fits, ...count(graph.edges, layout.edges, between, inside) };
}

/** The best of the drawings at the first level at which one fits. */
async function first(graph, draw, ways) {
  const levels = levelsFor(graph);
  for (let level = 0; level < levels.length; level++) {
    const last = level === levels.length - 1;
    let best = null;
    for (const way of ways) {
      const { width, height, lines } = await draw(graph, levels[level], way);
      const fits = width <= ROOM.width && height <= ROOM.height;
      if (!fits && !last) continue;
      const found = { level, fits, ...count(graph.edges, lines) };
      const cost = found.crossings + found.bends + (fits ? 0 : 1e6);
      if (!best || cost < best.cost) best = { ...found, cost };
    }
    if (best) return best;
  }
}

function drawDagre(graph, { sizes, gapX, gapY }, rankdir) {
  const drawing = new dagre.graphlib.Graph({ multigraph: true });
  const [along, across] = rankdir === "LR" ? [gapX, gapY] : [gapY + 8, gapX / 2];
  drawing.setGraph({ rankdir, nodesep: across, ranksep: along, edgesep: 6, marginx: 0, marginy: 0 });
  for (const { id } of graph.nodes) drawing.setNode(id, { width: sizes.get(id).width, height: sizes.get(id).height });
  for (const { id, from, to } of graph.edges) drawing.setEdge(from, to, {}, id);
  dagre.layout(drawing);
  const lines = new Map(graph.edges.map(({ id, from, to }) => [id, drawing.edge(from, to, id).points]));
  const { width, height } = drawing.graph();
  return { width, height, lines };
}

async function drawElk(graph, { sizes, gapX, gapY, lane }, way) {
  const { children, edges, width, height } = await elk.layout({
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": way === "DOWN" ? "DOWN" : "RIGHT",
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.padding": "[top=0,left=0,bottom=0,right=0]",
      "elk.spacing.nodeNode": `${way === "DOWN" ? gapX / 2 : gapY}`,
      "elk.layered.spacing.nodeNodeBetweenLayers": `${way === "DOWN" ? gapY + 8 : gapX}`,
      "elk.spacing.edgeEdge": `${lane}`,
      "elk.layered.spacing.edgeEdgeBetweenLayers": `${lane}`,
      "elk.spacing.edgeNode": "6",
      "elk.layered.spacing.edgeNodeBetweenLayers": "8",
      "elk.layered.thoroughness": "20",
      "elk.layered.mergeEdges": "true",
      ...(way === "WRAP" && {
        "elk.layered.wrapping.strategy": "MULTI_EDGE",
        "elk.aspectRatio": `${ROOM.width / ROOM.height}`,
        "elk.layered.wrapping.additionalEdgeSpacing": "10",
      }),
    },
    children: graph.nodes.map(({ id }) => ({ id, width: sizes.get(id).width, height: sizes.get(id).height })),
    edges: graph.edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  });
  const lines = new Map(
    edges.map(({ id, sections }) => {
      const [{ startPoint, bendPoints = [], endPoint }] = sections;
      return [id, [startPoint, ...bendPoints, endPoint]];
    }),
  );
  return { width, height, lines };
}

const TOOLS = {
  bands: ours,
  elkjs: (graph) => first(graph, drawElk, ["RIGHT", "DOWN", "WRAP"]),
  dagre: (graph) => first(graph, drawDagre, ["LR", "TB"]),
};
const NAMES = ["full", "compact", "tight", "dot"];

for (const [title, graphs] of [["44 lessons", lessonGraphs()], [`${NETWORKS.length} networks`, NETWORKS]]) {
  const rows = [];
  for (const [tool, measure] of Object.entries(TOOLS)) {
    const sum = { tool, crossings: 0, bends: 0, "crossings between": 0, "bends between": 0, full: 0, compact: 0, tight: 0, dot: 0, "too large": 0 };
    for (const graph of graphs) {
      const { level, fits, crossings, bends, crossingsBetween, bendsBetween } = await measure(graph);
      sum.crossings += crossings;
      sum.bends += bends;
      sum["crossings between"] += crossingsBetween;
      sum["bends between"] += bendsBetween;
      sum[fits ? NAMES[level] : "too large"]++;
      if (process.argv.includes("--each")) console.log(tool.padEnd(6), graph.name.padEnd(30), fits ? NAMES[level] : "too large", crossings, bends, crossingsBetween, bendsBetween);
    }
    rows.push(sum);
  }
  console.log(title);
  console.table(Object.fromEntries(rows.map(({ tool, ...rest }) => [tool, rest])));
}
