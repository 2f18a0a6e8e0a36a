/** On the card that is pointed at or chosen: what takes its operation apart, and what makes it one node again. */

import { effect } from "preact";
import { served } from "../service/api.js";
import { unfoldedOperation } from "../run/counterparts.js";
import { svg, svgText } from "./svg.js";

/** @import { GraphNode, RunDocument } from "../types.js" */
/** @import { GraphView } from "./view.js" */

/** On the upper edge of the card, from its right end. */
const BADGE = { radius: 9, apart: 22, end: 12, letter: 4.5 };

/**
 * @param {RunDocument} run
 * @param {GraphNode} node
 * @returns {{verb: "unfold" | "fold", op: string}[]} what can be done with the operation of a node
 */
export function partsOf(run, node) {
  const around = unfoldedOperation(run, node);
  return [
    ...(node.composite ? [{ verb: /** @type {const} */ ("unfold"), op: node.op }] : []),
    ...(around === undefined ? [] : [{ verb: /** @type {const} */ ("fold"), op: around }]),
  ];
}

/** @param {GraphView} view */
export function showPartsBadges(view) {
  const { store } = view;
  /** @type {Element[]} */
  let shown = [];
  effect(() => {
    const [sheet, hover, selected] = [view.sheet.value, store.hover.value, store.selected.value];
    view.scene.value;
    for (const badge of shown) badge.remove();
    shown = [];
    if (!sheet || !served || store.stale.value || store.partial.value) return;
    const card = hover ?? (selected && sheet.collapsed.cardOf.get(selected)) ?? "";
    const [found, node] = [view.stage.cards.get(card), sheet.timeline.nodes.get(card)];
    if (!found || !node || !("face" in found) || !("top" in found.face)) return;
    const { face } = found;
    shown = partsOf(sheet.run, node).map(({ verb, op }, place) => badgeOf(verb, op, face.width - BADGE.end - place * BADGE.apart, face.top));
    found.element.append(...shown);
  });
}

/** @param {"unfold" | "fold"} verb @param {string} op @param {number} x @param {number} y */
function badgeOf(verb, op, x, y) {
  const words = verb === "unfold" ? `Unfold ${op} into the operations it is made of (u)` : `Fold ${op} into one node (u)`;
  const hint = svg("title");
  hint.textContent = words;
  return svg("g", { class: "parts-badge", "data-parts": `${verb} ${op}` }, [
    hint,
    svg("circle", { cx: x, cy: y, r: BADGE.radius }),
    svgText(verb === "unfold" ? "+" : "−", { x, y: y + BADGE.letter, "text-anchor": "middle" }),
  ]);
}
