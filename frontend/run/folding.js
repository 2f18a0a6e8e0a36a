/** Which groups of a run are open: as few closed as it takes, or as the reader has them. Pure. */

import { isGroup } from "./batches.js";
import { WHOLE_AT_MOST } from "./groups.js";

/** @import { Group, Groups } from "./groups.js" */

/** @typedef {"lines" | "operations"} Granularity */

/**
 * What a reader has opened and closed by hand.
 * @typedef {object} Choice
 * @property {ReadonlySet<string>} open the groups that are open; by operations, those that are no lines
 * @property {ReadonlySet<string>} closed by operations, the lines that are closed all the same
 */

/** Of a larger graph so many cards stand. */
const OPENING_CARDS = 60;

/**
 * @param {Groups} groups
 * @returns {number} how many cards may stand when the run is first seen
 */
export function roomFor({ homes }) {
  return homes.size <= WHOLE_AT_MOST ? WHOLE_AT_MOST : OPENING_CARDS;
}

/**
 * Closes what it takes for at most so many cards to stand: lines first, all at once; then what lies innermost, those of
 * a kind together, and the most numerous before the others. The batches at the top may be more cards than asked for.
 *
 * @param {Groups} groups
 * @param {number} most
 * @param {ReadonlySet<string>} [open] ids to begin with: all
 * @param {(group: Group) => boolean} [mayClose]
 * @returns {Set<string>} ids of those that stay open
 */
export function foldToFit({ root, byId }, most, open = new Set(byId.keys()), mayClose = () => true) {
  const left = new Set(open);
  const innermost = [...byId.values()].filter((group) => isInnermost(group, left));
  if (cardsIn(root, left) > most) {
    for (const group of innermost) if (group.line !== null && mayClose(group)) left.delete(group.id);
  }
  while (cardsIn(root, left) > most) {
    const alike = foldable(root, left, mayClose);
    if (alike.length === 0) break;
    for (const { id } of alike) left.delete(id);
  }
  return left;
}

/**
 * @param {Groups} groups
 * @param {Granularity | null} granularity null: lines where the operations would be too many
 * @param {Choice | null} choice null: none, and as few are closed as it takes
 * @param {number} most cards
 * @returns {Set<string>} ids of the groups that are open
 */
export function openIn(groups, granularity, choice, most) {
  const all = [...groups.byId.values()];
  if (choice) {
    const isOpen = (/** @type {Group} */ { id, kind }) =>
      kind === "line" && granularity !== "lines" ? !choice.closed.has(id) : choice.open.has(id);
    return new Set(all.filter(isOpen).map(({ id }) => id));
  }
  if (granularity === null) return foldToFit(groups, most);
  const isLine = (/** @type {Group} */ { line }) => line !== null;
  const first = all.filter((group) => granularity === "operations" || !isLine(group));
  return foldToFit(groups, most, new Set(first.map(({ id }) => id)), (group) => !isLine(group));
}

/**
 * @param {Groups} groups
 * @param {Granularity} granularity
 * @param {ReadonlySet<string>} open ids
 * @returns {Choice}
 */
export function choiceOf({ byId }, granularity, open) {
  const lines = [...byId.values()].filter(({ kind }) => kind === "line" && granularity === "operations");
  const isLine = new Set(lines.map(({ id }) => id));
  return {
    open: new Set([...open].filter((id) => !isLine.has(id))),
    closed: new Set([...isLine].filter((id) => !open.has(id))),
  };
}

/**
 * @param {Groups} groups
 * @param {ReadonlySet<string>} open
 * @returns {Granularity} lines where any is closed
 */
export function granularityOf({ byId }, open) {
  return [...byId.values()].some(({ id, kind }) => kind === "line" && !open.has(id)) ? "lines" : "operations";
}

/**
 * @param {Group} group
 * @param {ReadonlySet<string>} open
 * @returns {number} cards that stand for what is in it
 */
export function cardsIn({ items, leaves }, open) {
  let cards = 0;
  for (const item of [...items, ...leaves]) cards += isGroup(item) && open.has(item.id) ? cardsIn(item, open) : 1;
  return cards;
}

/**
 * @param {Group} group
 * @param {ReadonlySet<string>} open
 */
function isInnermost(group, open) {
  return open.has(group.id) && [...group.items, ...group.leaves].every((item) => !isGroup(item) || !open.has(item.id));
}

/**
 * @param {Group} root
 * @param {ReadonlySet<string>} open
 * @param {(group: Group) => boolean} mayClose
 * @returns {Group[]} the innermost of one kind, name and depth, whose closing saves the most cards
 */
function foldable(root, open, mayClose) {
  /** @type {Map<string, {groups: Group[], saved: number}>} */
  const classes = new Map();
  /** @param {Group} group @param {number} depth */
  const visit = (group, depth) => {
    for (const inner of [...group.items, ...group.leaves].filter(isGroup)) {
      if (!open.has(inner.id)) continue;
      if (!isInnermost(inner, open)) visit(inner, depth + 1);
      else if (mayClose(inner)) {
        const key = `${depth} ${inner.kind} ${inner.kind === "call" ? inner.id.replace(/^.*\/|[.\d]+$/g, "") : ""}`;
        const alike = classes.get(key) ?? { groups: [], saved: 0 };
        alike.groups.push(inner);
        alike.saved += inner.items.length + inner.leaves.length - 1;
        classes.set(key, alike);
      }
    }
  };
  visit(root, 0);
  const best = [...classes.values()].sort((one, other) => other.saved - one.saved)[0];
  return best?.groups ?? [];
}
