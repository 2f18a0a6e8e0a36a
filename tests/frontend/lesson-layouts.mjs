/**
 * How every lesson is laid out in the tests, in lesson-layouts.json: `node tests/frontend/lesson-layouts.mjs` writes it
 * anew. A change of it is looked at on the page before it is committed: fewer crossings and bends are better. Other
 * graphs are kept by what their wires cost and a digest of all places.
 */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { fitBands, placesOf } from "../../frontend/layout/bands.js";
import { lessonGraphs, levelsFor, randomGraph, withLines } from "./band-graphs.mjs";
import { fanOut, islands, recurrentNetwork, residualNetwork, scalarNetwork } from "./layout-graphs.mjs";

const FILE = new URL("lesson-layouts.json", import.meta.url);

/** The stage at 1280×720, and that of a phone. */
const CANVASES = [{ width: 670, height: 518, margin: 16 }, { width: 390, height: 560, margin: 12 }];

export const keptLayouts = () => JSON.parse(readFileSync(FILE, "utf8"));

/** @returns {Record<string, string[]>} by lesson: a line a canvas, with the level, what its wires cost and where each card stands */
export const lessonLayouts = () => Object.fromEntries(lessonGraphs().map((graph) => [graph.name, CANVASES.map((canvas) => {
  const levels = levelsFor(graph);
  const { level, layout } = fitBands(graph, levels, canvas);
  const places = graph.nodes.map(({ id, label }) => {
    const { x, y } = layout.nodes.get(id);
    return `${label} ${Math.round(x)},${Math.round(y)}`;
  });
  return `${levels[level].name}, ${crossingsIn(graph, layout)} crossings, ${bendsIn(layout)} bends: ${places.join("; ")}`;
})]));

/** Of every size that is laid out in a way of its own: up to 30 nodes, 80, 300, 400, and more. */
const OTHERS = [
  withLines(fanOut(), "a fork"), withLines(islands(), "separate graphs"), withLines(residualNetwork(4), "a residual network"),
  withLines(recurrentNetwork(6), "a recurrent network"), withLines(scalarNetwork([2, 4, 3, 1]), "a scalar network"),
  withLines(scalarNetwork([3, 8, 8, 4]), "a large scalar network"), withLines(residualNetwork(38), "a long residual network"),
  withLines(recurrentNetwork(60), "a long recurrent network"),
  ...Array.from({ length: 40 }, (_, seed) => randomGraph(seed + 1, 3 + ((seed * 11) % 67))),
];

/** @returns {Record<string, string[]>} as above; the last entry is what becomes of it when three more statements follow */
export const otherLayouts = () => Object.fromEntries(OTHERS.map((graph) => {
  const levels = levelsFor(graph);
  const fitted = CANVASES.map((canvas) => fitBands(graph, levels, canvas));
  const told = fitted.map(({ level, layout }) => toldOf(graph, levels[level], layout));
  if (!graph.name.startsWith("random")) return [graph.name, told];
  const [, seed, count] = graph.name.match(/(\d+) of (\d+)/).map(Number);
  const grown = randomGraph(seed, count + 3);
  const more = levelsFor(grown);
  const after = fitBands(grown, more, CANVASES[0], placesOf(fitted[0].plan, fitted[0].level, (id) => id));
  return [graph.name, [...told, toldOf(grown, more[after.level], after.layout)]];
}));

function toldOf(graph, level, layout) {
  const round = ({ x, y }) => [Math.round(10 * x), Math.round(10 * y)];
  const places = [graph.nodes.map(({ id }) => round(layout.nodes.get(id))), graph.edges.map(({ id }) => layout.edges.get(id).map(round))];
  const digest = createHash("sha256").update(JSON.stringify(places)).digest("hex").slice(0, 12);
  return `${level.name}, ${crossingsIn(graph, layout)} crossings, ${bendsIn(layout)} bends: ${digest}`;
}

/** Corners of all wires. */
export const bendsIn = ({ edges }) => [...edges.values()].reduce((sum, line) => sum + line.length - 2, 0);

/** Where wires of different values cross, counted on what is drawn: an upright piece through a level one. */
export function crossingsIn(graph, { edges }) {
  const level = new Map();
  const upright = new Map();
  for (const { id, from } of graph.edges) {
    const line = edges.get(id);
    line.slice(1).forEach((b, at) => {
      const a = line[at];
      const [pieces, along] = a.y === b.y ? [level, "x"] : [upright, "y"];
      const across = along === "x" ? "y" : "x";
      const [low, high] = [Math.min(a[along], b[along]), Math.max(a[along], b[along])];
      // Wires of one value share pieces, which are crossed once.
      pieces.set([from, a[across], low, high].map((part) => (typeof part === "number" ? part.toFixed(3) : part)).join(),
        { from, at: a[across], low, high });
    });
  }
  const places = new Set();
  for (const one of upright.values())
    for (const other of level.values())
      if (one.from !== other.from && other.low < one.at && one.at < other.high && one.low < other.at && other.at < one.high)
        places.add([one.from, other.from, one.at.toFixed(3), other.at.toFixed(3)].join());
  return places.size;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(FILE, JSON.stringify({ lessons: lessonLayouts(), others: otherLayouts() }, null, 1) + "\n");
}
