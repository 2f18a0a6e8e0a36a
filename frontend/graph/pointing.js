/** What is pointed at: with the mouse, by touch, and with the keyboard from card to card. */

import { partsOf } from "./parts-badge.js";
import { batch } from "preact";
import { findingKey } from "../run/findings.js";
import { stepOfWire } from "../run/wire-step.js";
import { neighbour } from "./neighbours.js";
import { addRing } from "./svg.js";
import { wireUnder } from "./wire-under.js";

/** @import { Box } from "../layout/bands.js" */
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
    /** @type {SVGElement | null} its element */
    this.offered = null;
    const { surface, store } = view;
    surface.addEventListener("pointermove", (event) => {
      if (event.buttons !== 0) return;
      const card = cardOf(event);
      if (card !== store.hover.peek()) view.stage.hintAt(card);
      batch(() => {
        store.hover.value = card;
        store.spokenLocal.value = card !== null && this.#isGateAtWork(event, card);
      });
      surface.classList.toggle("on-wire", card === null && this.#wireAt(event) !== null);
    });
    surface.addEventListener("pointerleave", () => batch(() => {
      store.hover.value = null;
      store.spokenLocal.value = false;
    }));
    surface.addEventListener("click", (event) => {
      if (hand.dragged()) return;
      const line = event.target instanceof Element ? event.target.closest("[data-unfold]") : null;
      const wire = cardOf(event) === null ? this.#wireAt(event) : null;
      const finding = event.target instanceof Element ? event.target.closest("[data-finding]")?.getAttribute("data-finding") : null;
      const parts = event.target instanceof Element ? event.target.closest("[data-parts]")?.getAttribute("data-parts")?.split(" ") : null;
      if (parts) this.#takeApart(/** @type {"unfold" | "fold"} */ (parts[0]), parts[1]);
      else if (finding) this.#askAbout(finding);
      else if (line) store.folds.openGroup(line.getAttribute("data-unfold") ?? "");
      else if (wire) store.seek(stepOfWire(wire, store.step.peek()));
      else if (event.shiftKey && this.#pick(cardOf(event))) return;
      else this.#choose(cardOf(event));
    });
    surface.addEventListener("focusin", (event) => {
      const card = cardOf(event);
      if (card === null) return;
      this.tabStop = card;
      const found = view.stage.cards.get(card);
      if (found) addRing(found);
      this.offerTabStop();
    });
    surface.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** One card at a time takes part in the order of the Tab key; the others are reached from it. */
  offerTabStop() {
    const { cards } = this.view.stage;
    if (this.tabStop === null || !cards.has(this.tabStop)) this.tabStop = cards.keys().next().value ?? null;
    const element = cards.get(this.tabStop ?? "")?.element ?? null;
    if (element === this.offered) return;
    this.offered?.setAttribute("tabindex", "-1");
    element?.setAttribute("tabindex", "0");
    this.offered = element;
  }

  /** @param {Event} event @param {string} card whose local derivative the step uses, and the pointer is on its gate */
  #isGateAtWork({ target }, card) {
    const { store, sheet } = this.view;
    const step = store.timeline.peek()?.outline[store.step.peek()];
    return Boolean(step?.edge) && sheet.peek()?.collapsed.cardOf.get(step?.node ?? "") === card
      && target instanceof Element && target.classList.contains("gate");
  }

  /** @param {MouseEvent} event @returns {import("../run/collapse.js").CollapsedEdge | null} the wire or what rests on it */
  #wireAt({ target, clientX, clientY }) {
    const { stage } = this.view;
    const sheet = this.view.sheet.peek();
    const matrix = stage.element.getScreenCTM();
    if (!sheet || !matrix) return null;
    const chip = target instanceof Element ? target.closest("[data-wire]")?.getAttribute("data-wire") : null;
    const at = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
    return sheet.collapsed.edges.get(chip ?? wireUnder(sheet.drawn.layout.edges, at) ?? "") ?? null;
  }

  /**
   * A node, or the result of a line, is selected; another group is opened.
   * @param {string | null} card
   */
  #choose(card) {
    const { store } = this.view;
    const sheet = this.view.sheet.peek();
    const group = card === null ? undefined : sheet?.collapsed.closed.get(card)?.group;
    if (group && group.kind !== "line") store.folds.openGroup(group.id);
    else store.select(this.#resultOf(card));
  }

  /** @param {string | null} card @returns {boolean} whether it is an operation, which can be picked */
  #pick(card) {
    const node = this.view.sheet.peek()?.timeline.nodes.get(card ?? "");
    if (!node || node.inputs.length === 0) return false;
    this.view.store.folds.pick(node.id);
    return true;
  }

  /** @param {"unfold" | "fold"} verb @param {string} op */
  #takeApart(verb, op) {
    void this.view.store.unfolding?.[verb](op);
  }

  /** Takes the operation of a card apart, or makes one node again of what it is a part of. @param {string} card */
  #unfoldOrFold(card) {
    const sheet = this.view.sheet.peek();
    const node = sheet?.timeline.nodes.get(card);
    const [first] = sheet && node ? partsOf(sheet.run, node) : [];
    if (first) this.#takeApart(first.verb, first.op);
  }

  /** @param {string} keys of the findings on a card: the first one's reason is opened */
  #askAbout(keys) {
    const { noticing } = this.view.store;
    const found = [...noticing.shown.peek().values()].flat().find((finding) => keys.startsWith(findingKey(finding)));
    if (found) this.view.store.askAboutFinding(found);
  }

  /** @param {string | null} card @returns {string | null} the node whose value the card shows */
  #resultOf(card) {
    const found = this.view.sheet.peek()?.cards.get(card ?? "");
    return found && "node" in found ? found.node.id : card;
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
    camera.reveal(/** @type {Box} */ (sheet.drawn.layout.nodes.get(card)));
    const view = stage.cards.get(card) ?? stage.mountCard(card, scene, palette.peek());
    view.element.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { store } = this.view;
    const card = cardOf(event);
    const sheet = this.view.sheet.peek();
    if (card === null || !sheet) return;
    const { key } = event;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (key === "Enter" && event.shiftKey) {
      this.#pick(card);
    } else if (key === "Enter" || key === " ") {
      this.#choose(store.selected.peek() === this.#resultOf(card) ? null : card);
    } else if (plain && key === "u") {
      this.#unfoldOrFold(card);
    } else if (plain && (key === "c" || key === "[")) {
      store.folds.closeAround(this.focusedNode());
    } else if (plain && (key === "o" || key === "]")) {
      store.folds.openAround(this.focusedNode());
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
