/** Numbers of leaves on their cards: dragged sideways, or stepped by the arrow keys up and down. */

import { effect } from "preact";
import { CardView } from "../graph/cards.js";
import { kindOf, moved, numberIn, stepFor } from "../run/leaves.js";
import { scrub } from "./scrub.js";

/** @import { GraphView } from "../graph/view.js" */
/** @import { GraphNode } from "../types.js" */
/** @import { Live } from "./live.js" */
/** @import { Scrubbed } from "./scrub.js" */

/** Of these blocks each entry stands where it can be pointed at. */
const LEGIBLE = new Set(["number", "plain", "cells"]);
/** Milliseconds after the last key, in which another one goes on: a walk of keys is one step to undo. */
const PAUSE = 500;
const HINT = "Drag sideways to change the number. Shift: coarser, Alt: finer, Esc: put back.";

/**
 * @param {GraphView} view
 * @param {Live} live
 */
export function gripCards(view, live) {
  const { element, surface } = view;
  /** @type {ReturnType<typeof setTimeout> | undefined} until the keys have let go */
  let pausing;

  element.addEventListener("pointerdown", (event) => {
    const found = event.button === 0 ? numberAt(view, live, event) : null;
    if (!found) return;
    scrub(event, surface, element, kindOf(found.node), handOn(live, found.node, found.place));
  }, { capture: true });

  element.addEventListener("pointermove", (event) => {
    if (event.buttons !== 0) return;
    const found = numberAt(view, live, event);
    element.classList.toggle("on-number", found !== null);
    element.title = found ? HINT : "";
  });
  element.addEventListener("pointerleave", () => {
    element.classList.remove("on-number");
    element.title = "";
  });

  element.addEventListener("keydown", (event) => {
    const up = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (up === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const node = nodeOf(view, event.target);
    if (!node || !live.canHold(node) || node.shape.length > 0) return;
    event.preventDefault();
    event.stopPropagation();
    nudge(live, node.id, 0, up, { coarser: event.shiftKey, finer: false }).then(() => {
      clearTimeout(pausing);
      pausing = setTimeout(() => live.letGo(), PAUSE);
    });
  });
  effect(() => {
    const run = view.store.run.value;
    element.classList.toggle("holding", run !== null && view.store.hold.value?.released === false);
  });
}

/**
 * What a hand that moves sideways does to a number.
 * @param {Live} live
 * @param {GraphNode} node
 * @param {number} place
 * @returns {Scrubbed}
 */
export function handOn(live, node, place) {
  const [from, kind] = [numberIn(node, place), kindOf(node)];
  const step = stepFor(from, kind, { coarser: false, finer: false });
  return {
    take: () => live.take(node, place),
    move: (steps, { coarser, finer }) => {
      live.move(moved(from, steps * (coarser ? 10 : finer ? 0.1 : 1), finer ? step / 10 : step, kind));
    },
    letGo: () => void live.letGo(),
    putBack: () => void live.putBack(),
  };
}

/**
 * One key, one step. What is held already goes on from where it is; what is being written is waited for.
 * @param {Live} live
 * @param {string} id of the node
 * @param {number} place
 * @param {number} steps
 * @param {{coarser: boolean, finer: boolean}} keys
 */
export async function nudge(live, id, place, steps, keys) {
  await live.given;
  const node = live.store.timeline.peek()?.nodes.get(id);
  if (!node) return;
  const held = live.store.hold.peek();
  const same = held !== null && !held.released && held.node === id && held.place === place;
  if (!same) live.take(node, place);
  const from = same ? held.now : numberIn(node, place);
  live.move(moved(from, steps, stepFor(from, kindOf(node), keys), kindOf(node)));
}

/**
 * @param {GraphView} view
 * @param {EventTarget | null} target
 * @returns {GraphNode | null} the node of the card, as the run has it now
 */
function nodeOf(view, target) {
  const id = target instanceof Element ? target.closest("[data-node]")?.getAttribute("data-node") : null;
  return view.sheet.peek()?.timeline.nodes.get(id ?? "") ?? null;
}

/**
 * @param {GraphView} view
 * @param {Live} live
 * @param {PointerEvent} event
 * @returns {{node: GraphNode, place: number} | null} the number that the pointer is on
 */
function numberAt(view, live, event) {
  const node = nodeOf(view, event.target);
  const card = node && view.stage.cards.get(node.id);
  const block = card instanceof CardView ? card.value?.block : null;
  if (!node || !block || !LEGIBLE.has(block.kind) || !live.canHold(node)) return null;
  const matrix = /** @type {CardView} */ (card).body.getScreenCTM();
  if (!matrix || !view.scene.peek()?.valueOf(node.id)) return null;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  const [right, down] = [x - block.x, y - block.y];
  if (right < 0 || down < 0 || right > block.width || down > block.height) return null;
  if (block.kind !== "cells") return { node, place: 0 };
  const column = Math.min(block.columns - 1, Math.floor(right / block.pitchX));
  const row = Math.min(block.rows - 1, Math.floor(down / block.pitchY));
  return { node, place: row * block.columns + column };
}
