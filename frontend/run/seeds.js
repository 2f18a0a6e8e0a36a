/** The leaves by whose entries a derivative can be taken. Pure. */

/** @import { GraphNode, RunDocument } from "../types.js" */

/** Entries of a leaf that are offered: more of them nobody looks through. */
export const OFFERED = 64;

/** In an address. */
export const SEED = /^n\d{1,7}(\[\d{1,9}(,\d{1,9}){0,11}\])?$/;

/** @param {RunDocument} run @returns {GraphNode[]} those that require a gradient, in the order of the run */
export function variablesOf(run) {
  return run.nodes.filter((node) => node.requires_grad && node.inputs.length === 0 && !node.shape.includes(0));
}

/**
 * @param {GraphNode} node
 * @param {number} entry in row-major order
 * @returns {string} "n3[0,2]", as the addresses of the service say it
 */
export function seedOf(node, entry) {
  return `${node.id}${indexText(node.shape, entry)}`;
}

/**
 * @param {readonly number[]} shape
 * @param {number} entry in row-major order
 * @returns {string} "[0,2]"; "" of a single number
 */
export function indexText(shape, entry) {
  if (shape.length === 0) return "";
  const index = [];
  let rest = entry;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${index.join(",")}]`;
}

/**
 * @param {RunDocument} run
 * @param {string | null} seed
 * @returns {{node: GraphNode, entry: number} | null} the first entry of the first leaf where the run has not that one
 */
export function seedIn(run, seed) {
  const nodes = variablesOf(run);
  const wanted = nodes.find(({ id }) => seed?.split("[")[0] === id);
  const node = wanted ?? nodes[0];
  if (!node) return null;
  const count = Math.min(OFFERED, node.shape.reduce((product, size) => product * size, 1));
  const entry = Array.from({ length: count }, (_, place) => place).find((place) => seedOf(node, place) === seed);
  return { node, entry: entry ?? 0 };
}
