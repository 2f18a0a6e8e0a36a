/** The cards and wires in sight as SVG. What is out of sight is not in the document. */

import { viewOf } from "./card-views.js";
import { EdgeView, UpdateView } from "./edges.js";
import { overlap } from "./sight.js";
import { addRing, Marks, svg, svgText } from "./svg.js";

/** @import { RunDocument } from "../types.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Box, Layout, Point } from "../layout/bands.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { AnyCard, AnyView } from "./card-views.js" */
/** @import { Arranged, Drawn } from "./drawn.js" */
/** @import { Colours } from "./picture.js" */
/** @import { RiderCard } from "./riders.js" */

/**
 * @typedef {object} Sheet
 * @property {RunDocument} run
 * @property {Timeline} timeline
 * @property {Collapsed} collapsed
 * @property {Map<string, AnyCard>} cards
 * @property {Map<string, RiderCard>} riders
 * @property {Arranged} graph
 * @property {Drawn} drawn
 */

/** Milliseconds of a frame in which cards are made: the first picture of a graph takes a longer one for all of them. */
const MAKING = { first: 400, later: 8 };
const POINTED = ["lit", "selected", "neighbour", "gate-lit"];
const SETTLE = 250;

export class Stage {
  constructor() {
    this.bandLayer = svg("g", { class: "band-names", "aria-hidden": "true" });
    this.ribbonLayer = svg("g", { class: "ribbons", "aria-hidden": "true" });
    this.edgeLayer = svg("g", { class: "edges" });
    this.cardLayer = svg("g", { class: "cards" });
    this.chipLayer = svg("g", { class: "wire-chips", "aria-hidden": "true" });
    this.tokenLayer = svg("g", { class: "tokens", "aria-hidden": "true" });
    this.element = svg("g", { class: "sheet" }, [
      this.bandLayer, this.ribbonLayer, this.edgeLayer, this.chipLayer, this.cardLayer, this.tokenLayer,
    ]);
    /** @type {Map<string, AnyView>} */
    this.cards = new Map();
    /** @type {Map<string, EdgeView | UpdateView>} */
    this.edges = new Map();
    /** Counts the changes of which wires are in the document. */
    this.wires = 0;
    /** @type {Map<string, string>} by the id of the line: the new version it leads to */
    this.updates = new Map();
    /** @type {Map<string, Box>} */
    this.edgeBounds = new Map();
    /** @type {Sheet | null} */
    this.sheet = null;
    /** No card of the graph has been made yet. */
    this.fresh = true;
    /** @type {Set<string>} */
    this.pointedAt = new Set();
    /** @type {WeakMap<SVGElement, Marks>} of the cards' elements: what is pointed at */
    this.pointed = new WeakMap();
    this.settling = 0;
    this.hint = svg("title");
    /** @type {Layout | null} where everything is on its way from one place to another */
    this.between = null;
  }

  /** @param {Sheet | null} sheet of another graph than the one before */
  lay(sheet) {
    this.fresh = true;
    this.cards.clear();
    this.edges.clear();
    this.cardLayer.replaceChildren();
    this.edgeLayer.replaceChildren();
    this.updates = new Map(sheet?.collapsed.updates.map(({ id, to }) => [id, to]));
    this.redraw(sheet);
  }

  /** @param {Sheet | null} sheet the same graph, drawn anew */
  redraw(sheet) {
    cancelAnimationFrame(this.settling);
    this.between = null;
    this.sheet = sheet;
    this.edgeBounds = new Map([...(sheet?.drawn.layout.edges ?? [])].map(([id, points]) => [id, boundsOf(points)]));
    this.bandLayer.replaceChildren();
    if (!sheet) return;
    const { drawn, cards } = sheet;
    this.bandLayer.append(...drawn.names.map(({ text, x, y, height }) => svgText(text, { x, y: y + height - 4 })));
    for (const [id, view] of this.cards) {
      const face = drawn.faces.get(id);
      if (!("face" in view) || view.face === face) continue;
      const fresh = viewOf(/** @type {AnyCard} */ (cards.get(id)), face);
      this.#pointedOf(fresh.element).show(this.#pointedOf(view.element).shown);
      if (view.element.querySelector(":scope > .ring")) addRing(fresh);
      fresh.element.setAttribute("tabindex", view.element.getAttribute("tabindex") ?? "-1");
      const focused = view.element === document.activeElement;
      view.element.replaceWith(fresh.element);
      if (focused) fresh.element.focus({ preventScroll: true });
      this.cards.set(id, fresh);
    }
    this.#put(drawn.layout);
  }

  /** @param {Layout} layout */
  #put({ nodes, edges }) {
    const magnify = this.sheet?.drawn.magnify ?? 1;
    for (const [id, view] of this.cards) view.moveTo(/** @type {Box} */ (nodes.get(id)), magnify);
    for (const [id, view] of this.edges) view.follow(/** @type {Point[]} */ (edges.get(id)));
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
    const { layout } = sheet.drawn;
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
      this.wires++;
    }
    for (const [id, bounds] of this.edgeBounds) if (!this.edges.has(id) && overlap(bounds, seen)) this.#mountEdge(id, scene);
    const until = performance.now() + (this.fresh ? MAKING.first : MAKING.later);
    this.fresh = false;
    for (const [id, box] of layout.nodes) {
      if (this.cards.has(id) || !overlap(box, seen)) continue;
      if (performance.now() > until) return true;
      this.mountCard(id, scene, colours);
    }
    return false;
  }

  /**
   * @param {string} id
   * @param {CollapsedScene} scene
   */
  #mountEdge(id, scene) {
    const { collapsed, riders, drawn } = /** @type {Sheet} */ (this.sheet);
    const updated = this.updates.get(id);
    const view = updated === undefined
      ? new EdgeView(id, riders.has(collapsed.edges.get(id)?.from ?? "")) : new UpdateView(updated);
    view.follow(/** @type {Point[]} */ ((this.between ?? drawn.layout).edges.get(id)));
    this.edges.set(id, view);
    this.wires++;
    this.edgeLayer.append(view.element);
    view.show(scene, this.#isNear(id));
  }

  /**
   * @param {string} id
   * @param {CollapsedScene} scene
   * @param {Colours} colours
   */
  mountCard(id, scene, colours) {
    const { cards, riders, drawn } = /** @type {Sheet} */ (this.sheet);
    const card = /** @type {AnyCard | RiderCard} */ (cards.get(id) ?? riders.get(id));
    const view = viewOf(card, drawn.faces.get(id));
    view.moveTo(/** @type {Box} */ ((this.between ?? drawn.layout).nodes.get(id)), drawn.magnify);
    this.cards.set(id, view);
    this.cardLayer.append(view.element);
    view.show(scene, colours);
    return view;
  }

  /**
   * @param {CollapsedScene} scene
   * @param {Colours} colours
   */
  show(scene, colours) {
    for (const view of this.cards.values()) view.show(scene, colours);
    for (const [id, view] of this.edges) view.show(scene, this.#isNear(id));
  }

  /** @param {SVGElement} element of a card */
  #pointedOf(element) {
    const marks = this.pointed.get(element) ?? new Marks(element, POINTED);
    this.pointed.set(element, marks);
    return marks;
  }

  /**
   * A pointer that rests on a card is told what the card has no room for.
   * @param {string | null} card
   */
  hintAt(card) {
    const view = this.cards.get(card ?? "");
    const words = view && "hint" in view ? view.hint : "";
    this.hint.textContent = words;
    if (view && words) view.element.append(this.hint);
    else this.hint.remove();
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
   * @param {string | null} [gate] a card whose local derivative is pointed at
   */
  mark(lit, selected, scene, gate = null) {
    const { sheet } = this;
    if (!sheet) return;
    this.pointedAt = new Set(lit);
    if (selected !== null) this.pointedAt.add(selected);
    const neighbours = new Set();
    for (const card of this.pointedAt) {
      for (const edge of sheet.collapsed.entering.get(card) ?? []) neighbours.add(edge.from);
      for (const edge of sheet.collapsed.leaving.get(card) ?? []) neighbours.add(edge.to);
    }
    for (const [id, view] of this.cards) {
      if (lit.has(id) || id === selected) addRing(view);
      this.#pointedOf(view.element).show([lit.has(id), id === selected, neighbours.has(id) && !lit.has(id), id === gate]);
    }
    for (const [id, view] of this.edges) view.show(scene, this.#isNear(id));
  }

  /**
   * Lets cards and wires glide from where they, or what they came from, stood before.
   * @param {(card: string) => Box | undefined} boxBefore
   * @param {(edge: string) => Point[] | undefined} [routeBefore]
   */
  settleFrom(boxBefore, routeBefore = () => undefined) {
    const layout = /** @type {Sheet} */ (this.sheet).drawn.layout;
    const nodes = [...layout.nodes].map(([id, to]) => ({ id, to, from: boxBefore(id) ?? to }));
    if (nodes.every(({ from, to }) => from.x === to.x && from.y === to.y)) return;
    const edges = [...layout.edges].map(([id, to]) => {
      const from = routeBefore(id);
      return { id, to, from: from?.length === to.length ? from : to };
    });
    const began = performance.now();
    /** @param {number} now */
    const move = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / SETTLE));
      const rest = (1 - share) ** 3;
      const mix = (/** @type {Point} */ to, /** @type {Point} */ from) =>
        ({ x: to.x + (from.x - to.x) * rest, y: to.y + (from.y - to.y) * rest });
      this.between = share === 1 ? null : {
        ...layout,
        nodes: new Map(nodes.map(({ id, to, from }) => [id, { ...to, ...mix(to, from) }])),
        edges: new Map(edges.map(({ id, to, from }) => [id, to.map((point, index) => mix(point, from[index]))])),
      };
      this.#put(this.between ?? layout);
      if (share < 1) this.settling = requestAnimationFrame(move);
    };
    move(began);
  }
}

/** @param {Point[]} points @returns {Box} */
function boundsOf(points) {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}
