/**
 * On every card that differs: the old number struck through, and the difference. While a number is held, from the run as
 * it was; else, where a run is pinned, from that one.
 */

import { effect } from "preact";
import { number } from "../format.js";
import { CardView } from "../graph/cards.js";
import { GroupView } from "../graph/group-card.js";
import { partOf } from "../run/comparison.js";
import { largestMove, same } from "../run/promise.js";
import { ghostPill } from "./ghost-pill.js";
import { signed } from "./panel.js";

/** @import { GraphView } from "../graph/view.js" */
/** @import { Comparisons } from "../service/comparisons.js" */
/** @import { ComparedNodes, Entry, GraphNode } from "../types.js" */
/** @typedef {{old: string, moved: string}} Words */

/**
 * @param {GraphView} view
 * @param {Comparisons} comparisons
 */
export function showGhosts(view, comparisons) {
  /** @type {SVGElement[]} */
  let ghosts = [];
  /** @type {Element[]} cards too small for words */
  let marked = [];
  effect(() => {
    // Whatever was drawn anew has no ghost yet.
    view.seen.value;
    const words = view.store.hold.value ? wordsOfHold(view) : wordsOfPinned(view, comparisons);
    for (const ghost of ghosts) ghost.remove();
    for (const element of marked) element.classList.remove("differs");
    [ghosts, marked] = [[], []];
    for (const [id, each] of words) {
      const card = view.stage.cards.get(id);
      if (!(card instanceof CardView || card instanceof GroupView)) continue;
      if (card.face.level === "dot") {
        card.element.classList.add("differs");
        marked.push(card.element);
        continue;
      }
      const { width, height, top, tail } = card.face;
      const place = card instanceof CardView ? card.body : card.element;
      const kind = view.store.hold.peek() ? "held" : "pinned";
      const ghost = ghostPill(each, { width, bottom: height - top - tail }, kind, (text) => view.textWidth(text, "detail"));
      place.append(ghost);
      ghosts.push(ghost);
    }
  });
}

/** @param {GraphView} view @returns {Map<string, Words>} by card */
function wordsOfHold(view) {
  const hold = view.store.hold.value;
  const timeline = view.sheet.value?.timeline;
  /** @type {Map<string, Words>} */
  const words = new Map();
  if (!hold || !timeline || !hold.sameCourse) return words;
  for (const before of hold.base.nodes) {
    const now = timeline.nodes.get(before.id);
    if (!now || !view.scene.peek()?.valueOf(before.id)) continue;
    const each = movedFrom(before, now, view.scene.peek()?.gradientOf(before.id)?.final ?? false);
    if (each) words.set(before.id, each);
  }
  return words;
}

/**
 * @param {GraphNode} before
 * @param {GraphNode} now
 * @param {boolean} final its gradient is complete at the step, so that it can be told
 * @returns {Words | null} of the value, or else of the gradient; null where both are as they were
 */
function movedFrom(before, now, final) {
  const values = !same(before.value, now.value);
  const [one, other] = values ? [before.value, now.value] : [before.gradient, now.gradient];
  if (!one || !other || same(one, other) || !(values || final)) return null;
  const several = before.shape.length > 0;
  return told(values, several || Array.isArray(one.data) ? null : one.data, largestMove(one, other), several);
}

/**
 * Beside the pinned run; on a closed group, how many of its nodes differ.
 * @param {GraphView} view
 * @param {Comparisons} comparisons
 * @returns {Map<string, Words>} by card
 */
function wordsOfPinned(view, comparisons) {
  const found = comparisons.get();
  const [sheet, scene] = [view.sheet.value, view.nodeScene.value];
  /** @type {Map<string, Words>} */
  const words = new Map();
  if (found?.state !== "here" || !sheet || !scene || sheet.run.id !== found.value.document.run) return words;
  /** @type {Map<string, ComparedNodes>} */
  const rows = new Map(found.value.document.rows.flatMap((row) => (row.b ? [[row.b.id, row]] : [])));
  const wordsOf = (/** @type {string} */ id) => {
    const row = rows.get(id);
    return row && scene.valueOf(id) ? besideA(row, scene.gradientOf(id)?.final ?? false) : null;
  };
  for (const id of sheet.collapsed.cards) {
    const nodes = sheet.collapsed.closed.get(id)?.nodes;
    if (!nodes) {
      const each = wordsOf(id);
      if (each) words.set(id, each);
      continue;
    }
    const differing = nodes.filter((node) => wordsOf(node)).length;
    if (differing > 0) words.set(id, { old: "", moved: `Δ ${differing} of ${nodes.length}` });
  }
  return words;
}

/** @param {ComparedNodes} row @param {boolean} final @returns {Words | null} */
function besideA(row, final) {
  if (!row.a) return { old: "", moved: "only in B" };
  const part = partOf(row, final);
  if (!part) return null;
  const { quantity, a, difference, several } = part;
  return told(quantity === "value", several ? null : a, difference === null ? NaN : Number(difference), several);
}

/** @param {boolean} value @param {Entry | null} old @param {number} by @param {boolean} several @returns {Words} */
function told(value, old, by, several) {
  const sign = value ? "Δ" : "∂ Δ";
  const moved = Number.isNaN(by) ? "changed" : several ? `${sign} up to ${signed(by)}` : `${sign} ${signed(by)}`;
  return { old: old === null ? "" : number(old), moved };
}
