/**
 * How every lesson is laid out in the tests, in lesson-layouts.json: `node tests/frontend/lesson-layouts.mjs` writes it
 * anew. A change of it is looked at on the page before it is committed: fewer crossings and bends are better.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { fitBands } from "../../frontend/layout/bands.js";
import { lessonGraphs, levelsFor } from "./band-graphs.mjs";

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

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, JSON.stringify(lessonLayouts(), null, 1) + "\n");
