/** On every card that changed while a number is held: the old number struck through, and the difference. */

import { effect } from "preact";
import { number } from "../format.js";
import { CardView } from "../graph/cards.js";
import { svg, svgText } from "../graph/svg.js";
import { largestMove, same } from "../run/promise.js";
import { signed } from "./panel.js";

/** @import { GraphView } from "../graph/view.js" */
/** @import { GraphNode } from "../types.js" */

const PILL = { height: 15, pad: 5, baseline: 11 };

/** @param {GraphView} view */
export function showGhosts(view) {
  /** @type {Map<string, SVGElement>} */
  const ghosts = new Map();
  effect(() => {
    const hold = view.store.hold.value;
    // Whatever was drawn anew has no ghost yet.
    view.seen.value;
    const timeline = view.sheet.value?.timeline;
    for (const ghost of ghosts.values()) ghost.remove();
    ghosts.clear();
    if (!hold || !timeline || !hold.sameCourse) return;
    for (const before of hold.base.nodes) {
      const card = view.stage.cards.get(before.id);
      const now = timeline.nodes.get(before.id);
      if (!(card instanceof CardView) || !now || card.face.level === "dot" || !view.scene.peek()?.valueOf(before.id)) continue;
      const final = view.scene.peek()?.gradientOf(before.id)?.final ?? false;
      const ghost = ghostOf(before, now, final, card.face, (text) => view.textWidth(text, "detail"));
      if (!ghost) continue;
      card.body.append(ghost);
      ghosts.set(before.id, ghost);
    }
  });
}

/**
 * @param {GraphNode} before
 * @param {GraphNode} now
 * @param {boolean} final its gradient is complete at the step, so that it can be told
 * @param {import("../graph/faces.js").Face} face
 * @param {(text: string) => number} width
 * @returns {SVGElement | null} of the value, or else of the gradient; null where both are as they were
 */
function ghostOf(before, now, final, face, width) {
  const values = !same(before.value, now.value);
  const [one, other] = values ? [before.value, now.value] : [before.gradient, now.gradient];
  if (!one || !other || same(one, other) || !(values || final)) return null;
  const by = largestMove(one, other);
  const sign = values ? "Δ" : "∂ Δ";
  const moved = Number.isNaN(by) ? "changed" : before.shape.length > 0 ? `${sign} up to ${signed(by)}` : `${sign} ${signed(by)}`;
  const old = before.shape.length > 0 || Array.isArray(one.data) || one.data === null ? "" : number(one.data);
  const whole = width(`${old} ${moved}`) + 2 * PILL.pad;
  const shown = old !== "" && whole <= face.width ? old : "";
  const wide = shown ? whole : width(moved) + 2 * PILL.pad;
  const [x, y] = [(face.width - wide) / 2, face.height - face.top - face.tail - PILL.height / 2];
  const text = svgText("", { x: x + PILL.pad, y: y + PILL.baseline });
  if (shown) text.append(part(shown, "old"), " ");
  text.append(part(moved, "moved"));
  return svg("g", { class: "ghost-number", "aria-hidden": "true" }, [
    svg("rect", { x, y, width: wide, height: PILL.height, rx: PILL.height / 2 }), text,
  ]);
}

/** @param {string} text @param {string} name */
function part(text, name) {
  const element = svg("tspan", { class: name });
  element.textContent = text;
  return element;
}
