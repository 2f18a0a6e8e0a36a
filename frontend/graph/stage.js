/** The cards and edges in sight as SVG. What is out of sight is not in the document. */

import { CardView } from "./cards.js";
import { EdgeView, UpdateView } from "./edges.js";
import { FailedView } from "./failed-card.js";
import { GroupView } from "./group-card.js";
import { overlap } from "./sight.js";
import { svg } from "./svg.js";

/** @import { RunDocument } from "../types.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Box, Layout, Point } from "../layout/layout.js" */
/** @import { Direction } from "./curve.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { FailedCard } from "./failed-card.js" */
/** @import { GroupCard } from "./group-card.js" */
/** @import { Card } from "./measure.js" */
/** @import { Colours } from "./picture.js" */

/**
 * @typedef {object} Sheet
 * @property {RunDocument} run
 * @property {Timeline} timeline
 * @property {Collapsed} collapsed
 * @property {Map<string, Card | GroupCard | FailedCard>} cards
 * @property {Layout} layout
 * @property {Direction} direction
 */

const CARDS_A_FRAME = 90;
const SETTLE = 260;

export class Stage {
  constructor() {
    this.edgeLayer = svg("g", { class: "edges" });
    this.cardLayer = svg("g", { class: "cards" });
    this.tokenLayer = svg("g", { class: "tokens", "aria-hidden": "true" });
    this.element = svg("g", { class: "sheet" }, [this.edgeLayer, this.cardLayer, this.tokenLayer]);
    /** @type {Map<string, CardView | GroupView | FailedView>} */
    this.cards = new Map();
    /** @type {Map<string, EdgeView | UpdateView>} */
    this.edges = new Map();
    /** @type {Map<string, string>} by the id of the line: the new version it leads to */
    this.updates = new Map();
    /** @type {Map<string, Box>} */
    this.edgeBounds = new Map();
    /** @type {Sheet | null} */
    this.sheet = null;
    /** @type {Set<string>} */
    this.pointedAt = new Set();
    this.settling = 0;
  }

  /** @param {Sheet | null} sheet */
  lay(sheet) {
    cancelAnimationFrame(this.settling);
    this.edgeLayer.classList.remove("settling");
    this.sheet = sheet;
    this.clear();
    this.updates = new Map(sheet?.collapsed.updates.map(({ id, to }) => [id, to]));
    this.edgeBounds = new Map(
      [...(sheet?.layout.edges ?? [])].map(([id, points]) => {
        const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
        const [x, y] = [Math.min(...xs), Math.min(...ys)];
        return [id, { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 }];
      }),
    );
  }

  /**
   * Puts what overlaps `seen` into the document and takes the rest out, some cards at a time.
   * @param {Box} seen
   * @param {CollapsedScene} scene
   * @param {Colours} colours
   * @returns {boolean} true when more cards wait for the next frame
   */
  mount(seen, scene, colours) {
    const { sheet } = this;
    if (!sheet) return false;
    const { layout, direction } = sheet;
    for (const [id, view] of this.cards) {
      if (overlap(/** @type {Box} */ (layout.nodes.get(id)), seen) || view.element.contains(document.activeElement))
        continue;
      view.element.remove();
      this.cards.delete(id);
    }
    for (const [id, view] of this.edges) {
      if (overlap(/** @type {Box} */ (this.edgeBounds.get(id)), seen)) continue;
      view.element.remove();
      this.edges.delete(id);
    }
    for (const [id, bounds] of this.edgeBounds) {
      if (this.edges.has(id) || !overlap(bounds, seen)) continue;
      const points = /** @type {Point[]} */ (layout.edges.get(id));
      const updated = this.updates.get(id);
      const view =
        updated === undefined ? new EdgeView(id, points, direction) : new UpdateView(updated, points, direction);
      this.edges.set(id, view);
      this.edgeLayer.append(view.element);
      view.show(scene, this.#isNear(id));
    }
    let room = CARDS_A_FRAME;
    for (const [id, box] of layout.nodes) {
      if (this.cards.has(id) || !overlap(box, seen)) continue;
      if (room-- === 0) return true;
      this.mountCard(id, scene, colours);
    }
    return false;
  }

  /**
   * @param {string} id
   * @param {CollapsedScene} scene
   * @param {Colours} colours
   */
  mountCard(id, scene, colours) {
    const sheet = /** @type {Sheet} */ (this.sheet);
    const view = viewOf(/** @type {Card | GroupCard | FailedCard} */ (sheet.cards.get(id)), sheet.direction);
    view.moveTo(/** @type {Box} */ (sheet.layout.nodes.get(id)));
    this.cards.set(id, view);
    this.cardLayer.append(view.element);
    view.show(scene, colours);
    return view;
  }

  clear() {
    this.cards.clear();
    this.edges.clear();
    this.cardLayer.replaceChildren();
    this.edgeLayer.replaceChildren();
  }

  /**
   * @param {CollapsedScene} scene
   * @param {Colours} colours
   */
  show(scene, colours) {
    for (const view of this.cards.values()) view.show(scene, colours);
    for (const [id, view] of this.edges) view.show(scene, this.#isNear(id));
  }

  /** @param {string} edge */
  #isNear(edge) {
    if (this.pointedAt.size === 0) return false;
    const ends = this.sheet?.collapsed.edges.get(edge);
    return ends !== undefined && (this.pointedAt.has(ends.from) || this.pointedAt.has(ends.to));
  }

  /**
   * @param {Set<string>} lit cards
   * @param {string | null} selected a card
   * @param {CollapsedScene} scene
   */
  mark(lit, selected, scene) {
    const { sheet } = this;
    if (!sheet) return;
    this.pointedAt = new Set(lit);
    if (selected !== null) this.pointedAt.add(selected);
    const neighbours = new Set();
    for (const card of this.pointedAt) {
      for (const edge of sheet.collapsed.entering.get(card) ?? []) neighbours.add(edge.from);
      for (const edge of sheet.collapsed.leaving.get(card) ?? []) neighbours.add(edge.to);
    }
    for (const [id, { element }] of this.cards) {
      element.classList.toggle("lit", lit.has(id));
      element.classList.toggle("selected", id === selected);
      element.classList.toggle("neighbour", neighbours.has(id) && !lit.has(id));
    }
    for (const [id, view] of this.edges) view.show(scene, this.#isNear(id));
  }

  /**
   * Lets the cards glide from where they, or what they came from, stood before.
   * @param {(card: string) => Box | undefined} before
   */
  settleFrom(before) {
    const moves = [...this.cards].flatMap(([id, view]) => {
      const to = /** @type {Box} */ (this.sheet?.layout.nodes.get(id));
      const from = before(id);
      return from && (from.x !== to.x || from.y !== to.y) ? [{ view, from, to }] : [];
    });
    if (moves.length === 0) return;
    this.edgeLayer.classList.add("settling");
    const began = performance.now();
    /** @param {number} now */
    const move = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / SETTLE));
      const rest = (1 - share) ** 3;
      for (const { view, from, to } of moves)
        view.moveTo({ x: to.x + (from.x - to.x) * rest, y: to.y + (from.y - to.y) * rest });
      if (share < 1) this.settling = requestAnimationFrame(move);
      else this.edgeLayer.classList.remove("settling");
    };
    move(began);
  }
}

/**
 * @param {Card | GroupCard | FailedCard} card
 * @param {Direction} direction
 */
function viewOf(card, direction) {
  if ("closed" in card) return new GroupView(card);
  return "failed" in card ? new FailedView(card) : new CardView(card, direction);
}
