/** What is pointed at: with the mouse, by touch, and with the keyboard from card to card. */

import { neighbour } from "./neighbours.js";
import { overlap } from "./sight.js";

/** @import { Box } from "../layout/layout.js" */
/** @import { GraphView } from "./view.js" */

export class Pointing {
  /**
   * @param {GraphView} view
   * @param {{dragged: () => boolean}} hand
   */
  constructor(view, hand) {
    this.view = view;
    /** @type {string | null} the card that the Tab key reaches */
    this.tabStop = null;
    const { surface, store } = view;
    surface.addEventListener("pointermove", (event) => {
      if (event.buttons === 0) store.hover.value = this.#nodeOf(this.#cardAt(event));
    });
    surface.addEventListener("pointerleave", () => (store.hover.value = null));
    surface.addEventListener("click", (event) => {
      if (!hand.dragged()) this.#choose(this.#cardAt(event));
    });
    surface.addEventListener("focusin", (event) => {
      const card = cardOf(event);
      if (card === null) return;
      this.tabStop = card;
      this.offerTabStop();
    });
    surface.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** One card at a time takes part in the order of the Tab key; the others are reached from it. */
  offerTabStop() {
    const { cards } = this.view.stage;
    if (this.tabStop === null || !cards.has(this.tabStop)) this.tabStop = cards.keys().next().value ?? null;
    for (const [id, { element }] of cards) element.setAttribute("tabindex", id === this.tabStop ? "0" : "-1");
  }

  /**
   * A node is selected, a group is opened.
   * @param {string | null} card
   */
  #choose(card) {
    const { store } = this.view;
    if (card !== null && this.view.sheet.peek()?.collapsed.closed.has(card)) store.openGroup(card);
    else store.select(card);
  }

  /**
   * @param {string | null} card
   * @returns {string | null} null for a group
   */
  #nodeOf(card) {
    return card !== null && this.view.sheet.peek()?.timeline.nodes.has(card) ? card : null;
  }

  /** @returns {string | null} the node whose card has the focus; of a group, its first */
  focusedNode() {
    const { stage, sheet } = this.view;
    const card = [...stage.cards].find(([, { element }]) => element === document.activeElement)?.[0];
    return card === undefined ? null : (sheet.peek()?.collapsed.closed.get(card)?.nodes[0] ?? card);
  }

  /**
   * Gives the focus to the card of a node, or of the group around it.
   * @param {string | null} node
   */
  giveFocus(node) {
    const card = this.view.sheet.peek()?.collapsed.cardOf.get(node ?? "");
    if (card !== undefined) this.#focus(card);
  }

  /** @param {string} card */
  #focus(card) {
    const { stage, camera, palette } = this.view;
    const [sheet, scene] = [this.view.sheet.peek(), this.view.scene.peek()];
    if (!sheet || !scene) return;
    camera.reveal(/** @type {Box} */ (sheet.layout.nodes.get(card)));
    const view = stage.cards.get(card) ?? stage.mountCard(card, scene, palette.peek());
    view.element.focus({ preventScroll: true });
  }

  /**
   * The card below the pointer; from far away there are none in the document to ask.
   * @param {PointerEvent | MouseEvent} event
   * @returns {string | null}
   */
  #cardAt(event) {
    const { far, surface, camera } = this.view;
    const layout = this.view.sheet.peek()?.layout;
    if (!far || !layout) return cardOf(event);
    const { left, top } = surface.getBoundingClientRect();
    const { x, y, scale } = camera.view;
    const point = {
      x: x + (event.clientX - left - camera.width / 2) / scale,
      y: y + (event.clientY - top - camera.height / 2) / scale,
      width: 0,
      height: 0,
    };
    for (const [id, box] of layout.nodes) if (overlap(box, point)) return id;
    return null;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { store } = this.view;
    const card = cardOf(event);
    const sheet = this.view.sheet.peek();
    if (card === null || !sheet) return;
    const { key } = event;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (key === "Enter" || key === " ") {
      this.#choose(store.selected.peek() === card ? null : card);
    } else if (plain && (key === "c" || key === "[")) {
      store.closeAround(this.focusedNode());
    } else if (plain && (key === "o" || key === "]")) {
      store.openAround(this.focusedNode());
    } else if (
      event.altKey &&
      (key === "ArrowLeft" || key === "ArrowRight" || key === "ArrowUp" || key === "ArrowDown")
    ) {
      const next = neighbour(card, key, sheet);
      if (next !== null) this.#focus(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Event} event @returns {string | null} */
function cardOf(event) {
  return event.target instanceof Element
    ? (event.target.closest("[data-card]")?.getAttribute("data-card") ?? null)
    : null;
}
