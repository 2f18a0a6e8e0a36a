/** Operations that a reader makes one card of. Pure. */

import { isGroup } from "./batches.js";
import { calledOf } from "./names.js";

/** @import { GraphNode, RunDocument } from "../types.js" */
/** @import { Group, Item } from "./groups.js" */

/** In an address: "n3,n4,n5/n8,n9". */
export const FOLDS = /^n\d{1,7}(,n\d{1,7}){1,199}(\/n\d{1,7}(,n\d{1,7}){1,199}){0,19}$/;

/** @param {string | null} text as in an address @returns {string[][]} */
export function foldsIn(text) {
  return text === null ? [] : text.split("/").map((ids) => ids.split(","));
}

/** @param {readonly (readonly string[])[]} folds @returns {string | null} null where there are none */
export function foldsText(folds) {
  return folds.map((ids) => ids.join(",")).join("/") || null;
}

/**
 * Whether some nodes can be one card: operations with one result, which no way leaves and comes back to.
 * @param {RunDocument} run
 * @param {readonly string[]} ids
 * @returns {{output: GraphNode, why: null} | {output: null, why: string}}
 */
export function foldable(run, ids) {
  const inside = new Set(ids);
  const nodes = run.nodes.filter(({ id }) => inside.has(id));
  const no = (/** @type {string} */ why) => ({ output: null, why });
  if (nodes.length < 2) return no("Pick one more: Shift and a click, or Shift and Enter.");
  if (nodes.some(({ inputs }) => inputs.length === 0)) return no("Leaves stay outside.");
  /** @type {Set<string>} outside, and computed from one of them */
  const behind = new Set();
  for (const { id, inputs } of run.nodes) {
    if (inside.has(id)) {
      const between = inputs.find((input) => behind.has(input));
      if (between !== undefined) return no(`${named(run.nodes.filter((node) => node.id === between))} lies between them.`);
    } else if (inputs.some((input) => inside.has(input) || behind.has(input))) behind.add(id);
  }
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const outside = new Set(run.nodes.flatMap(({ id, inputs }) => (inside.has(id) ? [] : inputs)));
  const results = nodes.filter(({ id }) => outside.has(id) || !read.has(id) || run.targets.includes(id));
  if (results.length !== 1) return no(`One result must come out, and ${named(results)} do.`);
  return { output: results[0], why: null };
}

/** @param {readonly GraphNode[]} nodes */
function named(nodes) {
  return nodes.map(calledOf).join(", ");
}

/**
 * Puts operations into a group of their own, at the place of the last of them; groups around some of them alone are gone.
 * @param {Group} root
 * @param {ReadonlyMap<string, Group>} homes
 * @param {readonly string[]} ids in the order of the run, foldable
 * @param {string} name
 * @returns {string} the id of the group
 */
export function foldOwn(root, homes, ids, name) {
  const chosen = new Set(ids);
  const chains = ids.map((id) => chainOf(homes.get(id) ?? root));
  let depth = 0;
  while (chains.every((chain) => chain[depth] !== undefined && chain[depth] === chains[0][depth])) depth += 1;
  const around = depth === 0 ? root : chains[0][depth - 1];
  const gone = new Set(chains.flatMap((chain) => chain.slice(depth)));
  const items = around.items.flatMap((item) => spread(item, around, gone));
  const at = items.findLastIndex((item) => !isGroup(item) && chosen.has(item));
  /** @type {Group} */
  const group = { id: `own.${ids[ids.length - 1]}`, kind: "call", name, line: null, parent: around, items: [...ids], leaves: [] };
  const kept = (/** @type {Item} */ item) => isGroup(item) || !chosen.has(item);
  around.items = [...items.slice(0, at + 1).filter(kept), group, ...items.slice(at + 1)];
  return group.id;
}

/**
 * @param {Item} item
 * @param {Group} around
 * @param {ReadonlySet<Group>} gone
 * @returns {Item[]} the item, or what is left of a group that is gone; its leaves go into the group around
 */
function spread(item, around, gone) {
  if (!isGroup(item)) return [item];
  item.parent = around;
  if (!gone.has(item)) return [item];
  around.leaves.push(...item.leaves);
  return item.items.flatMap((inner) => spread(inner, around, gone));
}

/** @param {Group} group @returns {Group[]} those around it and itself, from the outermost, without the root */
function chainOf(group) {
  return group.parent ? [...chainOf(group.parent), group] : [];
}
