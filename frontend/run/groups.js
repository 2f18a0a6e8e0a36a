/**
 * The groups of a run: the nodes of one call, of one layer, of one turn of a loop; and where more than a screenful
 * stand side by side, neighbours in batches. Pure.
 *
 * The operations of a group follow one another in the run, and a leaf lies in a group only with all its uses or among
 * leaves: so no path leaves a group and comes back, and whichever are closed, the graph keeps free of cycles.
 */

/** @import { GraphNode, RunDocument } from "../types.js" */
/** @typedef {string | Group} Item the id of a node, or a group */

/**
 * @typedef {object} Group
 * @property {string} id its namespace, "layer.2/block"; ends in "-3" for the third batch of what stands in it
 * @property {string} name its title, "epoch 28", or the last part of its namespace, "half 2", or the first and the last of
 *   its batch
 * @property {Group | null} parent
 * @property {Item[]} items operations and groups, in the order of the run
 * @property {Item[]} leaves leaves and batches of them, in the order of the run
 */

/**
 * @typedef {object} Groups
 * @property {Group} root the whole run, always open
 * @property {Map<string, Group>} byId without the root
 * @property {Map<string, Group>} homes the innermost group of each node
 * @property {Map<string, string>} names of the namespaces: "epoch 1" of "iteration.2"
 */

/** More than these side by side are put into batches. */
const MOST_ITEMS = 40;

/** Up to here a graph opens with all its nodes. */
const WHOLE_AT_MOST = 300;

/** A larger graph opens as many levels deep as stay within this number of cards. */
const OPENING_CARDS = 60;

/**
 * @param {RunDocument} run
 * @returns {Groups}
 */
export function groupsOf(run) {
  const labels = new Map(run.nodes.map((node) => [node.id, node.label]));
  const known = namespaces(run);
  const names = new Map([...known].map(([namespace, { name }]) => [namespace, name]));
  const root = /** @type {Group} */ (known.get(""));
  dissolve(root);
  for (const group of [root, ...within(root)]) group.items = batched(group, group.items, "-", labels);
  for (const [group, ids] of leavesByHome(run, homesIn(root), root)) {
    group.leaves = batched(group, ids, "-leaf", labels);
  }
  return { root, byId: new Map([...within(root)].map((group) => [group.id, group])), homes: homesIn(root), names };
}

/** @param {RunDocument} run */
export function opensWhole(run) {
  return run.nodes.length <= WHOLE_AT_MOST;
}

/**
 * The groups that are open when a run is first seen.
 * @param {RunDocument} run
 * @param {Groups} groups
 * @returns {Set<string>}
 */
export function openAtFirst(run, { root, byId }) {
  if (opensWhole(run)) return new Set(byId.keys());
  /** @type {Set<string>} */
  const open = new Set();
  let cards = root.items.length + root.leaves.length;
  let level = root.items.filter(isGroup);
  while (level.length > 0) {
    cards += level.reduce((more, { items, leaves }) => more + items.length + leaves.length - 1, 0);
    if (cards > OPENING_CARDS) break;
    for (const { id } of level) open.add(id);
    level = level.flatMap(({ items }) => items.filter(isGroup));
  }
  return open;
}

/**
 * @param {Group | null} group
 * @returns {Group[]} the groups it lies in and the group itself, from the outermost, without the root
 */
export function lineage(group) {
  return group?.parent ? [...lineage(group.parent), group] : [];
}

/**
 * A version of a leaf that an update made is no leaf here: the version before leads into it.
 * @param {GraphNode} node
 */
export function isLeaf(node) {
  return node.inputs.length === 0 && node.previous === null;
}

/** @param {Item} item @returns {item is Group} */
function isGroup(item) {
  return typeof item !== "string";
}

/**
 * @param {Group} group
 * @returns {Generator<Group>} all groups in it, at any depth
 */
function* within(group) {
  for (const inner of [...group.items, ...group.leaves].filter(isGroup)) {
    yield inner;
    yield* within(inner);
  }
}

/**
 * @param {RunDocument} run
 * @returns {Map<string, Group>} the groups that the namespaces make of everything but the leaves; the root's is ""
 */
function namespaces(run) {
  /** @type {Group} */
  const root = { id: "", name: "", parent: null, items: [], leaves: [] };
  const known = new Map([["", root]]);
  /** @param {string} namespace @returns {Group} */
  const groupOf = (namespace) => {
    const before = known.get(namespace);
    if (before) return before;
    const cut = namespace.lastIndexOf("/");
    const parent = groupOf(namespace.slice(0, Math.max(0, cut)));
    const group = { id: namespace, name: namespace.slice(cut + 1), parent, items: [], leaves: [] };
    parent.items.push(group);
    known.set(namespace, group);
    return group;
  };
  for (const node of run.nodes) if (!isLeaf(node)) groupOf(node.namespace).items.push(node.id);
  const titles = new Map(Object.entries(run.titles ?? {}));
  for (const [namespace, group] of known) {
    group.name = titles.get(group.name) ?? countedName(group.name, namespace, known);
  }
  return known;
}

/**
 * A namespace that is entered again is counted: "half", "half.2", "half.3".
 * @param {string} name
 * @param {string} namespace that ends in the name
 * @param {Map<string, Group>} known
 */
function countedName(name, namespace, known) {
  if (known.has(`${namespace}.2`)) return `${name} 1`;
  const cut = name.lastIndexOf(".");
  const again = cut > 0 && known.has(namespace.slice(0, cut - name.length));
  return again ? `${name.slice(0, cut)} ${name.slice(cut + 1)}` : name;
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

/** A group around a single thing says nothing. @param {Group} group */
function dissolve(group) {
  group.items = group.items.map((item) => {
    if (!isGroup(item)) return item;
    dissolve(item);
    if (item.items.length > 1) return item;
    const [only] = item.items;
    if (isGroup(only)) only.parent = group;
    return only;
  });
}

/**
 * @param {Group} group
 * @param {Item[]} items that stand side by side in the group
 * @param {string} mark of the batches' ids
 * @param {Map<string, string>} labels by node
 * @returns {Item[]} the same, or batches of batches of them, so that nowhere more than MOST_ITEMS stand side by side
 */
function batched(group, items, mark, labels) {
  if (items.length <= MOST_ITEMS) return items;
  const runs = runsOf(items);
  const parts = runs.length <= MOST_ITEMS && runs.length > 1 ? runs : evenParts(items);
  return parts.map((part, index) => {
    if (part.length === 1) return part[0];
    const nameOf = (/** @type {Item} */ item) => (isGroup(item) ? item.name : (labels.get(item) ?? item));
    const name = span(nameOf(part[0]), nameOf(part[part.length - 1]));
    /** @type {Group} */
    const batch = { id: `${group.id}${mark}${index + 1}`, name, parent: group, items: [], leaves: [] };
    for (const item of part) if (isGroup(item)) item.parent = batch;
    batch.items = batched(batch, part, "-", labels);
    return batch;
  });
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

/** @param {Group} root */
function homesIn(root) {
  /** @type {Map<string, Group>} */
  const homes = new Map();
  for (const group of [root, ...within(root)]) {
    for (const item of [...group.items, ...group.leaves]) if (!isGroup(item)) homes.set(item, group);
  }
  return homes;
}

/**
 * A leaf belongs where all its uses are. What the program itself names at its top stays there.
 *
 * @param {RunDocument} run
 * @param {Map<string, Group>} homes of everything but the leaves
 * @param {Group} root
 * @returns {Map<Group, string[]>}
 */
function leavesByHome(run, homes, root) {
  /** @type {Map<string, Group[]>} the groups around all uses so far, from the outermost */
  const around = new Map();
  /** @param {string} leaf @param {string} use */
  const note = (leaf, use) => {
    const groups = lineage(homes.get(use) ?? null);
    around.set(leaf, around.get(leaf)?.filter((group, depth) => group === groups[depth]) ?? groups);
  };
  for (const { from, to } of run.edges) if (!homes.has(from)) note(from, to);
  for (const { id, previous } of run.nodes) if (previous !== null && !homes.has(previous)) note(previous, id);
  /** @type {Map<Group, string[]>} */
  const leaves = new Map();
  for (const node of run.nodes) {
    if (!isLeaf(node)) continue;
    const named = node.name !== null && node.namespace === "";
    const home = (named ? undefined : around.get(node.id)?.at(-1)) ?? root;
    const list = leaves.get(home);
    if (list) list.push(node.id);
    else leaves.set(home, [node.id]);
  }
  return leaves;
}
