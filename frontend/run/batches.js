/** Batches: where more than a screenful stand side by side, neighbours together. Pure. */

/** @import { Group, Item } from "./groups.js" */

/** More than these side by side are put into batches. */
const MOST_ITEMS = 40;

/** @param {Item} item @returns {item is Group} */
export function isGroup(item) {
  return typeof item !== "string";
}

/**
 * @param {Group} group
 * @param {Item[]} items that stand side by side in the group
 * @param {string} mark of the batches' ids
 * @param {Map<string, string>} labels by node
 * @returns {Item[]} the same, or batches of batches of them, so that nowhere more than MOST_ITEMS stand side by side
 */
export function batched(group, items, mark, labels) {
  if (items.length <= MOST_ITEMS) return items;
  const runs = runsOf(items);
  const parts = runs.length <= MOST_ITEMS && runs.length > 1 ? runs : evenParts(items);
  return parts.map((part, index) => {
    if (part.length === 1) return part[0];
    const nameOf = (/** @type {Item} */ item) => (isGroup(item) ? item.name : (labels.get(item) ?? item));
    const name = span(nameOf(part[0]), nameOf(part[part.length - 1]));
    const id = `${group.id}${mark}${index + 1}`;
    /** @type {Group} */
    const batch = { id, kind: "batch", name, line: null, parent: group, items: [], leaves: [] };
    for (const item of part) if (isGroup(item)) item.parent = batch;
    batch.items = batched(batch, part, "-", labels);
    return batch;
  });
}

/**
 * @param {string} first
 * @param {string} last
 * @returns {string} both, "epoch 0 … 35" when they differ in their count alone
 */
function span(first, last) {
  const counted = /^(.+ )\d+$/;
  const name = counted.exec(first)?.[1];
  return `${first} … ${name !== undefined && counted.exec(last)?.[1] === name ? last.slice(name.length) : last}`;
}

/**
 * @param {Item[]} items
 * @returns {Item[][]} neighbours of one kind together: groups, or single nodes
 */
function runsOf(items) {
  /** @type {Item[][]} */
  const runs = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run && isGroup(run[0]) === isGroup(item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

/**
 * @param {Item[]} items
 * @returns {Item[][]} at most MOST_ITEMS parts, each with as many levels of batches in it as the others
 */
function evenParts(items) {
  const levels = Math.ceil(Math.log(items.length) / Math.log(MOST_ITEMS));
  const parts = Math.ceil(items.length / MOST_ITEMS ** (levels - 1));
  const size = Math.ceil(items.length / parts);
  return Array.from({ length: parts }, (_, index) => items.slice(index * size, (index + 1) * size));
}
