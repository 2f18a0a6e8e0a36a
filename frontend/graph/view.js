/** The graph in the middle of the page: draws the run at the current step and sends back what is pointed at. */

import { computed, effect, signal } from "preact";
import { Arranger } from "./arrange.js";
import { Camera } from "./camera.js";
import { isRelated, placesBefore, shiftOf } from "./continuity.js";
import { controls, legend } from "./controls.js";
import { sampleCurve } from "./curve.js";
import { arrowheads } from "./edges.js";
import { collapsedScene } from "../run/collapsed-scene.js";
import { moveByHand } from "./gestures.js";
import { layGround } from "./ground.js";
import { cardsOf } from "./group-card.js";
import { canvasTextWidth } from "./measure.js";
import { Minimap } from "./minimap.js";
import { Notice } from "./notice.js";
import { Overview, readPalette } from "./overview.js";
import { Pointing } from "./pointing.js";
import { arrived, sceneAt } from "../run/scene.js";
import { focusOf, stripOf } from "./sight.js";
import { Stage } from "./stage.js";
import { svg } from "./svg.js";
import { Tokens } from "./tokens.js";
import { trail } from "./trail.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Point } from "../layout/layout.js" */
/** @import { Direction } from "./curve.js" */
/** @import { Card } from "./measure.js" */
/** @import { FailedCard } from "./failed-card.js" */
/** @import { GroupCard } from "./group-card.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Palette } from "./overview.js" */
/** @import { Sheet } from "./stage.js" */

const CULL_MARGIN = 0.35;

/** Below these scales boxes stand for the cards: numbers cannot be read, or too many cards would be drawn. */
const FAR = { scale: 0.22, crowdedScale: 0.4, crowd: 400 };

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {Arrays} arrays
 */
export function graphView(element, store, arrays) {
  const view = new GraphView(element, store, arrays);
  view.connect();
  return view;
}

export class GraphView {
  /**
   * @param {HTMLElement} element
   * @param {Store} store
   * @param {Arrays} arrays
   */
  constructor(element, store, arrays) {
    this.element = element;
    this.store = store;
    this.camera = new Camera(store);
    this.stage = new Stage();
    this.notice = new Notice();
    this.arranger = new Arranger((waiting) => this.notice.wait(waiting));
    this.textWidth = canvasTextWidth(element);
    this.tokens = new Tokens(this.stage.tokenLayer, this.textWidth);
    /** @type {import("preact").Signal<Sheet | null>} */
    this.sheet = signal(null);
    /** @type {import("preact").Signal<Palette>} */
    this.palette = signal(readPalette(element));
    /** How far what flows has come, 0…1: where nothing may move, it rests at the end of its way. */
    this.way = computed(() => (store.reducedMotion.value ? 1 : store.progress.value));
    const hasArrived = computed(() => arrived(store.progress.value));
    const arrayOf = (/** @type {Origin} */ origin, /** @type {Excerpt} */ excerpt) => arrays.of(origin, excerpt);
    this.scene = computed(() => {
      // What arrives is painted where it is in sight.
      arrays.arrivals.value;
      store.steps.value?.arrivals.value;
      if (!this.sheet.value) return null;
      const { timeline, collapsed } = this.sheet.value;
      return collapsedScene(sceneAt(timeline, store.step.value, hasArrived.value, arrayOf), timeline, collapsed);
    });
    this.far = false;
    this.frame = 0;

    element.classList.add("graph");
    this.surface = svg("svg", { class: "graph-surface", role: "group", "aria-label": "Compute graph" }, [
      arrowheads(),
      this.stage.element,
    ]);
    this.overview = new Overview(canvas("graph-overview"));
    this.minimap = new Minimap(canvas("graph-minimap"), this.camera, () => this.#movedByHand());
    this.minimap.canvas.tabIndex = 0;
    this.minimap.canvas.setAttribute("role", "img");
    this.minimap.canvas.setAttribute("aria-label", "Small map of the graph: the arrow keys move the view");
    element.append(
      this.overview.canvas,
      this.surface,
      legend(),
      this.minimap.canvas,
      controls(store, this.camera),
      trail(store),
      this.notice.element,
    );
    this.pointing = new Pointing(
      this,
      moveByHand(this.surface, this.camera, () => this.#movedByHand()),
    );
  }

  #movedByHand() {
    this.store.follow.value = false;
  }

  connect() {
    const { store } = this;
    new ResizeObserver(([{ contentRect }]) => {
      this.camera.resize(contentRect.width, contentRect.height);
      this.#look();
    }).observe(this.element);
    const { width, height } = this.element.getBoundingClientRect();
    this.camera.resize(width, height);

    effect(() => {
      const [timeline, collapsed, direction] = [store.timeline.value, store.collapsed.value, store.direction.value];
      if (timeline && collapsed) this.#arrange(timeline, collapsed, direction);
      else this.#lay(null);
    });
    effect(() => {
      store.theme.value;
      // The page changes its theme in an effect of its own: the colours are there in the next frame.
      requestAnimationFrame(() => (this.palette.value = readPalette(this.element)));
    });
    effect(() => {
      if (store.view.value === null && this.sheet.value) this.camera.open(this.#focusBox());
      else this.#look();
    });
    effect(() => this.#draw(this.scene.value, this.palette.value));
    effect(() => this.#drawTokens(this.scene.value));
    effect(() => this.tokens.seek(this.way.value));
    effect(() => {
      store.step.value;
      if (store.follow.value && this.sheet.value && store.view.peek()) this.camera.reveal(this.#focusBox());
    });
    effect(() => {
      const scene = this.scene.peek();
      const [lit, selected] = [store.lit.value, store.selected.value];
      if (!scene) return;
      this.#mark(lit, selected, scene);
      if (this.far) this.#paintOverview(scene);
    });
    effect(() => {
      if (store.fits.value > 0 && this.sheet.peek()) this.camera.fit();
    });
    effect(() => void this.element.classList.toggle("stale", store.stale.value));
  }

  /**
   * @param {Timeline} timeline
   * @param {Collapsed} collapsed
   * @param {Direction} direction
   */
  #arrange(timeline, collapsed, direction) {
    const { run } = timeline;
    const cards = cardsOf(timeline, collapsed, this.textWidth);
    const nodes = collapsed.cards.map((id) => {
      const { width, height } = /** @type {Card | GroupCard | FailedCard} */ (cards.get(id));
      return { id, width, height };
    });
    const edges = [...collapsed.edges.values()].map(({ id, from, to, slot }) => ({ id, from, to, slot }));
    this.notice.announce(nodes.length);
    this.arranger.arrange({ nodes, edges: [...edges, ...collapsed.updates] }, direction, (layout) =>
      this.#lay({ run, timeline, collapsed, cards, layout, direction }),
    );
  }

  /** @param {Sheet | null} sheet */
  #lay(sheet) {
    const before = this.sheet.peek();
    const focused = before?.run === sheet?.run ? this.pointing.focusedNode() : null;
    if (!sheet) this.arranger.stop();
    this.stage.lay(sheet);
    this.element.classList.toggle("empty", sheet === null);
    if (!sheet) {
      this.sheet.value = null;
      this.overview.clear();
      return;
    }
    this.camera.sheet = {
      x: 0,
      y: 0,
      width: Math.max(1, sheet.layout.width),
      height: Math.max(1, sheet.layout.height),
    };
    this.camera.strip = (seen) => stripOf(sheet, seen);
    this.sheet.value = sheet;
    const related = before !== null && isRelated(before, sheet);
    const { view, arrival } = this.store;
    if (arrival.view !== null) {
      this.camera.choose(arrival.view);
      arrival.view = null;
    } else if (!related && before !== null) view.value = null;
    else if (related && this.camera.showsAll) this.camera.open(this.#focusBox());
    else if (before?.run === sheet.run && related) this.camera.shift(shiftOf(before, sheet));
    this.#look();
    this.pointing.giveFocus(focused);
    if (related && !this.store.reducedMotion.peek()) this.stage.settleFrom(placesBefore(before, sheet));
  }

  /** The part of the graph the current step is about. */
  #focusBox() {
    return focusOf(
      /** @type {Sheet} */ (this.sheet.peek()),
      /** @type {CollapsedScene} */ (this.scene.peek()),
      this.camera.visible(-0.1),
      (box) => this.camera.holds(box),
    );
  }

  /** Draws what the camera sees. */
  #look() {
    const sheet = this.sheet.peek();
    const scene = this.scene.peek();
    if (!sheet || !scene) return;
    const { scale } = this.camera.view;
    this.stage.element.setAttribute("transform", this.camera.transform);
    layGround(this.element, this.camera);
    const far = scale < FAR.scale || (scale < FAR.crowdedScale && sheet.layout.nodes.size > FAR.crowd);
    if (far !== this.far) {
      this.far = far;
      if (far) this.stage.clear();
      else this.overview.clear();
      this.#drawTokens(scene);
    }
    cancelAnimationFrame(this.frame);
    if (far) this.#paintOverview(scene);
    else this.#mount(scene);
    this.minimap.paint(sheet.layout, scene, this.palette.peek());
  }

  /** @param {CollapsedScene} scene */
  #paintOverview(scene) {
    const { layout } = /** @type {Sheet} */ (this.sheet.peek());
    this.overview.paint(layout, this.camera, scene, this.palette.peek(), this.stage);
  }

  /** @param {CollapsedScene} scene */
  #mount(scene) {
    const more = this.stage.mount(this.camera.visible(CULL_MARGIN), scene, this.palette.peek());
    this.#mark(this.store.lit.peek(), this.store.selected.peek(), scene);
    this.pointing.offerTabStop();
    if (more) this.frame = requestAnimationFrame(() => this.#look());
  }

  /**
   * @param {Set<string>} lit nodes
   * @param {string | null} selected a node
   * @param {CollapsedScene} scene
   */
  #mark(lit, selected, scene) {
    const { cardOf } = /** @type {Sheet} */ (this.sheet.peek()).collapsed;
    const cards = new Set([...lit].flatMap((node) => cardOf.get(node) ?? []));
    this.stage.mark(cards, cardOf.get(selected ?? "") ?? null, scene);
  }

  /**
   * @param {CollapsedScene | null} scene
   * @param {Palette} palette
   */
  #draw(scene, palette) {
    const sheet = this.sheet.peek();
    if (!scene || !sheet) return;
    this.stage.show(scene, palette);
    if (this.far) this.#paintOverview(scene);
    this.minimap.paint(sheet.layout, scene, palette);
  }

  /** @param {CollapsedScene | null} scene */
  #drawTokens(scene) {
    const sheet = this.sheet.peek();
    if (!scene || !sheet || this.far) this.tokens.clear();
    else {
      const { layout, direction } = sheet;
      const samplesOf = (/** @type {string} */ edge) =>
        sampleCurve(/** @type {Point[]} */ (layout.edges.get(edge)), direction);
      this.tokens.show(scene, samplesOf, (node) => layout.nodes.get(node), direction);
      this.tokens.seek(this.way.peek());
    }
  }
}

/** @param {string} name */
function canvas(name) {
  const element = document.createElement("canvas");
  element.className = name;
  return element;
}
