/** Graphs for the tests of the bands: nodes with lines and shapes, edges with slots, and cards of four levels. */

import { readFileSync } from "node:fs";

/**
 * What the engine records for each lesson, without the numbers that stand in the text of an operation. Made by
 * `python -m tests.frontend.lesson_graphs`.
 */
const LESSONS = JSON.parse(readFileSync(new URL("lesson-graphs.json", import.meta.url), "utf8"));

/** @returns {{name: string, nodes: object[], edges: object[]}[]} */
export const lessonGraphs = () =>
  LESSONS.map(({ lesson, nodes, edges }) => ({
    name: lesson,
    nodes: nodes.map(([label, line, leaf, shape], at) => ({ id: `n${at}`, label, line, leaf: leaf === 1, shape })),
    edges: edges.map(([from, to, slot], at) => ({ id: `e${at}`, from: `n${from}`, to: `n${to}`, slot })),
  }));

/** A graph of `layout-graphs.mjs` with a line for each operation. */
export function withLines({ nodes, edges }, name) {
  const read = new Set(edges.map(({ to }) => to));
  return {
    name,
    nodes: nodes.map(({ id, width }, line) => ({
      id,
      label: id,
      line,
      leaf: !read.has(id),
      shape: width > 120 ? [2, 3] : [],
    })),
    edges,
  };
}

/** Numbers below 1, the same for the same seed (a linear congruential generator). */
function numbers(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state >>> 0, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A program of random statements: leaves, operations of one to three inputs, some of them read long before. */
export function randomGraph(seed, count) {
  const next = numbers(seed);
  const nodes = [];
  const edges = [];
  for (let at = 0; at < count; at++) {
    const id = `n${at}`;
    const leaf = at < 2 || next() < 0.25;
    nodes.push({ id, label: id, line: Math.floor(at / 2), leaf, shape: next() < 0.4 ? [2, 3] : [] });
    if (leaf) continue;
    const inputs = 1 + Math.floor(next() * 3);
    for (let slot = 0; slot < inputs; slot++) {
      const back = next() < 0.7 ? 1 + Math.floor(next() * Math.min(at, 4)) : 1 + Math.floor(next() * at);
      edges.push({ id: `e${edges.length}`, from: `n${at - back}`, to: id, slot });
    }
  }
  return { name: `random program ${seed} of ${count}`, nodes, edges };
}

/** Cards as large as the page draws them: with numbers, with pictures of them, narrow, and as a named dot. */
export function levelsFor({ nodes }) {
  const level = (name, gapX, gapY, channel, lane, sizeOf) => ({
    name,
    sizes: new Map(nodes.map((node) => [node.id, sizeOf(node)])),
    gapX,
    gapY,
    channel,
    lane,
  });
  const inlet = ({ leaf }) => (leaf ? 2 : 12);
  return [
    level("full", 50, 18, 40, 6, (node) => {
      const columns = Math.min(6, node.shape.at(-1) ?? 1);
      const rows = Math.min(6, node.shape.at(-2) ?? 1);
      return { width: Math.max(110, 42 * columns + 24), height: 57 + 34 * rows, port: 28, inlet: inlet(node) };
    }),
    level("compact", 42, 20, 40, 5, (node) => ({ width: 108, height: 56, port: 28, inlet: inlet(node) })),
    level("tight", 28, 14, 28, 5, (node) => ({ width: 98, height: 42, port: 21, inlet: inlet(node) })),
    level("dot", 22, 6, 24, 4, ({ label }) => {
      const named = /^[\w.]+$/.test(label);
      return { width: named ? Math.min(70, 12 + 6.5 * label.length) : 20, height: 20, port: 10, inlet: 2 };
    }),
  ];
}
