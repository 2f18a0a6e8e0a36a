/**
 * The groups of a run: the nodes of one line, of one call, of one layer, of one turn of a loop, nested as in the
 * program; and where more than a screenful stand side by side, neighbours in batches. Pure.
 *
 * The operations of a group follow one another in the run, and a leaf lies in a group only with all its uses or among
 * leaves: so no path leaves a group and comes back, and whichever are closed, the graph keeps free of cycles.
 */

import { batched, isGroup } from "./batches.js";
import { Growth, namesOf } from "./growth.js";
import { describedLine, isLeaf } from "./lines.js";
import { calledOf } from "./names.js";
import { foldOwn, foldable } from "./own-groups.js";

/** @import { GraphNode, RunDocument } from "../types.js" */
/** @import { LineInfo } from "./lines.js" */
/** @typedef {string | Group} Item the id of a node, or a group */
/** @typedef {"run" | "line" | "call" | "turn" | "batch"} Kind call: of a function, a layer or an unfolded operation */

/**
 * @typedef {object} Group
 * @property {string} id its namespace, "layer.2/block", with "-line14" for what line 14 makes there, "-again2" where it
 *   goes on after something else, "-3" for the third batch of what stands in it
 * @property {Kind} kind
 * @property {string} name its title, "epoch 28", or the last part of its namespace, "half 2", or that of its line, or the
 *   first and the last of its batch
 * @property {LineInfo | null} line what it is the whole of: a line, also where that is nothing but a call, or a turn
 *   nothing but that line
 * @property {Group | null} parent
 * @property {Item[]} items operations and groups, in the order of the run
 * @property {Item[]} leaves leaves and batches of them, in the order of the run
 */

/**
 * @typedef {object} Groups
 * @property {Group} root the whole run, always open
 * @property {Map<string, Group>} byId without the root
 * @property {Map<string, Group>} homes the innermost group of each node
 * @property {Map<string, LineInfo>} lines of the nodes that are all that their line makes
 * @property {string[]} own ids of the groups that the reader has made
 * @property {Map<string, string>} names of the namespaces: "epoch 1" of "iteration.2"
 */

/**
 * @param {RunDocument} run
 * @param {readonly (readonly string[])[]} [folds] nodes that the reader makes one of; what cannot be is left as it is
 * @returns {Groups}
 */
export function groupsOf(run, folds = []) {
  const labels = new Map(run.nodes.map((node) => [node.id, calledOf(node)]));
  const names = namesOf(run);
  const { root, lines: wholes } = new Growth(run, names);
  dissolve(root, wholes);
  for (const [group, ids] of leavesByHome(run, homesIn(root), root)) group.leaves = ids;
  const lines = describe(run, root, wholes);
  const own = folds.flatMap((ids) => {
    const { output } = foldable(run, ids);
    const inOrder = run.nodes.flatMap(({ id }) => (ids.includes(id) ? [id] : []));
    return output ? [foldOwn(root, homesIn(root), inOrder, calledOf(output))] : [];
  });
  for (const group of [root, ...within(root)]) {
    group.items = batched(group, group.items, "-", labels);
    group.leaves = batched(group, group.leaves, "-leaf", labels);
  }
  return { root, byId: new Map([...within(root)].map((group) => [group.id, group])), homes: homesIn(root), lines, own, names };
}

/** Up to here a graph opens with all its nodes. */
export const WHOLE_AT_MOST = 300;

/** @param {RunDocument} run */
export function opensWhole(run) {
  return run.nodes.length <= WHOLE_AT_MOST;
}

/**
 * @param {Group | null} group
 * @returns {Group[]} the groups it lies in and the group itself, from the outermost, without the root
 */
export function lineage(group) {
  return group?.parent ? [...lineage(group.parent), group] : [];
}

/**
 * @param {Group} group
 * @returns {Generator<Group>} all groups in it, at any depth
 */
export function* within(group) {
  for (const inner of [...group.items, ...group.leaves].filter(isGroup)) {
    yield inner;
    yield* within(inner);
  }
}

/** @param {Group} group @returns {string[]} all that are in it */
export function nodesIn(group) {
  return [...group.items, ...group.leaves].flatMap((item) => (isGroup(item) ? nodesIn(item) : item));
}

/**
 * A group around a single thing says nothing but its line. Of a line and what is all of it the other keeps its name.
 * @param {Group} group
 * @param {Map<Item, number>} lines the line that a group or a node is the whole of
 */
function dissolve(group, lines) {
  group.items = group.items.map((item) => {
    if (!isGroup(item)) return item;
    dissolve(item, lines);
    if (item.items.length > 1) return item;
    const [only] = item.items;
    const [outer, inner] = [lines.get(item), lines.get(only)];
    const kept = isGroup(only) && only.kind === "line" ? item : only;
    if (isGroup(only) && kept === item) {
      item.items = only.items;
      for (const each of item.items) if (isGroup(each)) each.parent = item;
    }
    if (isGroup(kept)) kept.parent = group;
    const line = outer ?? inner;
    if (line !== undefined) lines.set(kept, line);
    return kept;
  });
}

/**
 * Tells the groups of their lines.
 * @param {RunDocument} run
 * @param {Group} root
 * @param {Map<Item, number>} lines
 * @returns {Map<string, LineInfo>} those of single nodes
 */
function describe(run, root, lines) {
  const nodes = new Map(run.nodes.map((node) => [node.id, node]));
  const places = new Map(run.nodes.map((node, index) => [node.id, index]));
  const placeOf = (/** @type {string} */ id) => /** @type {number} */ (places.get(id));
  const infoOf = (/** @type {number} */ line, /** @type {string[]} */ ids) =>
    describedLine(run, line, ids.map((id) => /** @type {GraphNode} */ (nodes.get(id))));
  for (const group of within(root)) {
    const line = lines.get(group);
    if (line === undefined) continue;
    group.line = infoOf(line, nodesIn(group).sort((one, other) => placeOf(one) - placeOf(other)));
    if (group.kind === "line") group.name = group.line.name;
  }
  const single = [...lines].flatMap(([item, line]) => (isGroup(item) ? [] : [[item, infoOf(line, [item])]]));
  return new Map(/** @type {[string, LineInfo][]} */ (single));
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
 * A leaf belongs where all its uses are. What the program itself names at its top stays there, and what it names
 * anywhere is no part of the line that uses it; a plain number is.
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
    const named = node.name !== null && node.role !== "constant";
    const groups = named && node.namespace === "" ? [] : (around.get(node.id) ?? []);
    const home = groups.findLast(({ kind }) => !named || kind !== "line") ?? root;
    const list = leaves.get(home);
    if (list) list.push(node.id);
    else leaves.set(home, [node.id]);
  }
  return leaves;
}
