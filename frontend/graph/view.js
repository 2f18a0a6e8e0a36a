/** The graph in the middle of the page: draws the run at the current step and sends back what is pointed at. */

import { batch, computed, effect, signal } from "preact";
import { enlargedFor, NONE } from "./accordion.js";
import { Arranger } from "./arrange.js";
import { Camera } from "./camera.js";
import { levelsOf, measureAll } from "./card-views.js";
import { isRelated, placesBefore, shiftOf } from "./continuity.js";
import { draw } from "./drawn.js";
import { arrowheads } from "./edges.js";
import { collapsedScene } from "../run/collapsed-scene.js";
import { moveByHand } from "./gestures.js";
import { layGround } from "./ground.js";
import { Notice } from "./notice.js";
import { readPalette } from "./palette.js";
import { Pointing } from "./pointing.js";
import { arrived, standing } from "../run/beats.js";
import { sceneAt } from "../run/scene.js";
import { seenOf } from "./seen.js";
import { focusOf, nearestTo, union } from "./sight.js";
import { Stage } from "./stage.js";
import { svg } from "./svg.js";
import { canvasTextWidth } from "./text-width.js";
import { Tokens } from "./tokens.js";
import { WireChips } from "./wire-chips.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Store, View } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Box, Point } from "../layout/bands.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Arranged, Drawn } from "./drawn.js" */
/** @import { Palette } from "./palette.js" */
/** @import { Seen } from "./seen.js" */
/** @import { Sheet } from "./stage.js" */

const CULL_MARGIN = 0.35;
const ZOOM_STEP = 1.25;
const MARGIN = { usual: 12, narrow: 6, narrowWidth: 520 };
/** How much closer than to the largest cards a reader can come. */
const CLOSER = 3;
/** A window that is being dragged to another size arranges its graph once it rests, in milliseconds. */
const REST = 120;

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
    this.chips = new WireChips(this.stage.chipLayer, this.textWidth);
    /** @type {import("preact").Signal<Sheet | null>} */
    this.sheet = signal(null);
    /** @type {import("preact").Signal<{width: number, height: number} | null>} */
    this.size = signal(null);
    /** @type {import("preact").Signal<Palette>} */
    this.palette = signal(readPalette(element));
    /** Of the current step, 0…1: where nothing may move, one at which a beat stands still. */
    this.moment = computed(() => (store.reducedMotion.value ? standing(store.progress.value) : store.progress.value));
    const hasArrived = computed(() => arrived(store.progress.value));
    const arrayOf = (/** @type {Origin} */ origin, /** @type {Excerpt} */ excerpt) => arrays.of(origin, excerpt);
    this.scene = computed(() => {
      // What arrives is painted where it is in sight.
      arrays.arrivals.value;
      store.steps.value?.arrivals.value;
      if (!this.sheet.value) return null;
      const { timeline, collapsed } = this.sheet.value;
      const scene = sceneAt(timeline, store.step.value, hasArrived.value, arrayOf, (step) => store.explanationOf(step)?.local ?? null);
      return collapsedScene(scene, timeline, collapsed);
    });
    /** @type {import("preact").Signal<Seen | null>} */
    this.seen = signal(null);
    this.frame = 0;
    this.rest = 0;
    /** The wires in sight when what rests on them was last drawn. */
    this.rested = 0;

    element.classList.add("graph");
    this.surface = svg("svg", { class: "graph-surface", role: "group", "aria-label": "Compute graph" }, [
      arrowheads(),
      this.stage.element,
    ]);
    element.append(this.surface, this.notice.element);
    this.pointing = new Pointing(
      this,
      moveByHand(this.surface, this.camera, () => this.movedByHand()),
    );
  }

  movedByHand() {
    this.store.follow.value = false;
  }

  connect() {
    const { store } = this;
    new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect)).observe(this.element);
    this.#resize(this.element.getBoundingClientRect());

    effect(() => {
      const [timeline, collapsed, size] = [store.timeline.value, store.collapsed.value, this.size.value];
      store.pictures.value;
      if (timeline && collapsed && size) this.#arrange(timeline, collapsed, size);
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
    effect(() => this.#drawFlow(this.scene.value, this.palette.value));
    effect(() => this.tokens.seek(this.moment.value));
    effect(() => {
      store.step.value;
      if (store.follow.value && this.sheet.value && store.view.peek()) this.camera.reveal(this.#focusBox(), (zoom) => this.#focusAt(zoom));
    });
    effect(() => {
      const scene = this.scene.peek();
      const [lit, selected] = [store.lit.value, store.selected.value];
      if (scene) this.#mark(lit, selected, scene);
    });
    effect(() => {
      if (store.fits.value > 0 && this.sheet.peek()) this.camera.fit();
    });
    effect(() => {
      const { sign, count } = store.zooms.value;
      if (count > 0 && this.sheet.peek()) this.camera.zoom(ZOOM_STEP ** sign);
    });
    effect(() => void this.element.classList.toggle("stale", store.stale.value));
  }

  /** @param {{width: number, height: number}} size */
  #resize({ width, height }) {
    const { store } = this;
    this.camera.resize(width, height);
    this.#look();
    clearTimeout(this.rest);
    const settle = () => {
      const before = this.size.peek();
      if (width > 0 && height > 0 && (before?.width !== width || before.height !== height)) this.size.value = { width, height };
    };
    if (this.size.peek() === null) settle();
    else this.rest = window.setTimeout(settle, REST);
  }

  /**
   * @param {Timeline} timeline
   * @param {Collapsed} collapsed
   * @param {{width: number, height: number}} size
   */
  #arrange(timeline, collapsed, size) {
    const { run } = timeline;
    const { cards, riders } = measureAll(timeline, collapsed, this.textWidth, this.store.pictures.peek());
    const nodes = collapsed.cards.filter((id) => cards.has(id)).map((id) => {
      const node = timeline.nodes.get(collapsed.closed.get(id)?.nodes.at(-1) ?? id);
      return { id, line: node?.source?.line ?? null, leaf: node?.role !== "operation" };
    });
    const edges = [...collapsed.edges.values(), ...collapsed.updates]
      .filter(({ from }) => cards.has(from)).map(({ id, from, to, slot }) => ({ id, from, to, slot }));
    this.notice.announce(nodes.length);
    const levels = levelsOf(cards, this.textWidth);
    const margin = size.width < MARGIN.narrowWidth ? MARGIN.narrow : MARGIN.usual;
    this.arranger.arrange({ nodes, edges }, levels, { ...size, margin }, (graph) => {
      if (this.#foldsMore(graph, collapsed.cards.length)) return;
      const drawn = draw(graph, 1, NONE, riders, collapsed);
      this.#lay({ run, timeline, collapsed, cards, riders, graph, drawn });
    });
  }

  /**
   * Where the reader leaves it to the page what is a card, as much is folded as it takes for all cards to be in sight
   * with their numbers.
   *
   * @param {Arranged} graph
   * @param {number} cards
   * @returns {boolean} true where other cards are on their way
   */
  #foldsMore({ fits, levels, base }, cards) {
    const { granularity, groupChoice, room } = this.store;
    if (granularity.peek() !== null || groupChoice.peek() !== null) return false;
    if (fits && levels[base].name !== "dot") return false;
    const before = room.peek();
    if (before !== null && before < cards) return false;
    room.value = cards - 1;
    return true;
  }

  /** @param {Sheet | null} sheet */
  #lay(sheet) {
    const before = this.sheet.peek();
    const focused = before?.run === sheet?.run ? this.pointing.focusedNode() : null;
    if (!sheet) this.arranger.stop();
    this.element.classList.toggle("empty", sheet === null);
    if (!sheet) {
      this.stage.lay(null);
      this.sheet.value = null;
      return;
    }
    const whole = before === null || this.camera.seesAll || this.store.view.peek() === null;
    const { camera, store } = this;
    camera.sheet = { width: Math.max(1, sheet.drawn.layout.width), height: Math.max(1, sheet.drawn.layout.height) };
    camera.fits = sheet.graph.fits;
    camera.most = sheet.graph.zooms[0] * CLOSER;
    const related = before !== null && isRelated(before, sheet);
    const zoom = related && !whole ? Math.min(camera.most, camera.view.scale) : 1;
    if (zoom !== 1) sheet.drawn = draw(sheet.graph, zoom, NONE, sheet.riders, sheet.collapsed);
    this.stage.lay(sheet);
    this.sheet.value = sheet;
    if (store.arrival.view !== null) {
      camera.jump(camera.onSheet(store.arrival.view));
      store.arrival.view = null;
    } else if (!related && before !== null) store.view.value = null;
    else if (whole) camera.open(this.#focusBox());
    else if (before?.run === sheet.run) camera.jump(camera.onSheet(shiftOf(before, sheet, camera.view)));
    this.#look();
    this.pointing.giveFocus(focused);
    if (related && !store.reducedMotion.peek()) this.stage.settleFrom(placesBefore(before, sheet));
  }

  /** The part of the graph the current step is about. */
  #focusBox(drawn = /** @type {Sheet} */ (this.sheet.peek()).drawn) {
    const sheet = /** @type {Sheet} */ (this.sheet.peek());
    return focusOf({ ...sheet, drawn }, /** @type {CollapsedScene} */ (this.scene.peek()), this.camera.visible(-0.05));
  }

  /** @param {number} zoom another than now */
  #focusAt(zoom) {
    const sheet = /** @type {Sheet} */ (this.sheet.peek());
    const { graph, riders, collapsed } = sheet;
    const scene = /** @type {CollapsedScene} */ (this.scene.peek());
    const drawn = draw(graph, zoom, enlargedFor(sheet, scene, zoom, this.textWidth, this.camera), riders, collapsed);
    const { width, height } = drawn.layout;
    return { box: this.#focusBox(drawn), sheet: { width: width / zoom, height: height / zoom } };
  }

  /** Draws what the camera sees. */
  #look() {
    const sheet = this.sheet.peek();
    const scene = this.scene.peek();
    if (!sheet || !scene) return;
    const { scale } = this.camera.view;
    if (scale !== sheet.drawn.zoom) this.#redraw(sheet, scale, scene);
    this.stage.element.setAttribute("transform", this.camera.transform);
    layGround(this.element, this.camera);
    cancelAnimationFrame(this.frame);
    this.#mount(scene);
    this.seen.value = seenOf(sheet, scene, this.camera);
  }

  /**
   * @param {Sheet} sheet
   * @param {number} zoom
   * @param {CollapsedScene} scene
   */
  #redraw(sheet, zoom, scene) {
    const before = sheet.drawn;
    const { camera, stage } = this;
    const enlarged = enlargedFor(sheet, scene, zoom, this.textWidth, camera);
    const drawn = draw(sheet.graph, zoom, enlarged, sheet.riders, sheet.collapsed);
    sheet.drawn = drawn;
    camera.sheet = { width: drawn.layout.width / zoom, height: drawn.layout.height / zoom };
    if (zoom === 1 && camera.fits && this.store.follow.peek()) camera.fit();
    const switched = before.level !== drawn.level;
    if (switched && zoom !== 1) this.#keepInPlace(before, drawn);
    stage.redraw(sheet);
    stage.show(scene, this.palette.peek());
    if ((switched || zoom === before.zoom) && !this.store.reducedMotion.peek()) {
      const { nodes, edges } = before.layout;
      stage.settleFrom((id) => nodes.get(id), (id) => edges.get(id));
    }
    this.#drawFlow(scene, this.palette.peek());
  }

  /**
   * What the reader comes closer to stays where it is when the cards change their size.
   * @param {Drawn} before
   * @param {Drawn} after
   */
  #keepInPlace(before, after) {
    const { camera } = this;
    if (camera.at === null) return;
    const { x, y, scale } = camera.view;
    const origin = { x: x * scale - camera.width / 2, y: y * scale - camera.height / 2 };
    const at = { x: origin.x + camera.at.x, y: origin.y + camera.at.y };
    const share = after.zoom / before.zoom;
    const card = nearestTo(before.layout, { x: at.x / share, y: at.y / share });
    if (card === null) return;
    const [old, now] = [/** @type {Box} */ (before.layout.nodes.get(card)), /** @type {Box} */ (after.layout.nodes.get(card))];
    const by = {
      x: now.x + now.width / 2 - (old.x + old.width / 2) * share,
      y: now.y + now.height / 2 - (old.y + old.height / 2) * share,
    };
    camera.jump({ x: x + by.x / scale, y: y + by.y / scale, scale });
  }

  /** @param {CollapsedScene} scene */
  #mount(scene) {
    const more = this.stage.mount(this.camera.visible(CULL_MARGIN), scene, this.palette.peek());
    this.#mark(this.store.lit.peek(), this.store.selected.peek(), scene);
    this.pointing.offerTabStop();
    if (this.rested !== this.stage.wires) this.#rest(scene, this.palette.peek());
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
    const enlarged = enlargedFor(sheet, scene, sheet.drawn.zoom, this.textWidth, this.camera);
    if (enlarged !== sheet.drawn.enlarged) {
      this.#redraw(sheet, sheet.drawn.zoom, scene);
      this.#mount(scene);
    }
    this.stage.show(scene, palette);
    this.seen.value = seenOf(sheet, scene, this.camera);
  }

  /**
   * Brings cards into sight and stays there.
   * @param {string[]} ids
   */
  flyTo(ids) {
    const boxes = ids.flatMap((id) => this.sheet.peek()?.drawn.layout.nodes.get(id) ?? []);
    if (boxes.length > 0) this.camera.reveal(boxes.reduce(union));
  }

  /**
   * What flows and what rests on the wires.
   * @param {CollapsedScene | null} scene
   * @param {Palette} palette
   */
  #drawFlow(scene, palette) {
    const sheet = this.sheet.peek();
    if (!scene || !sheet) {
      this.tokens.clear();
      this.chips.clear();
      return;
    }
    this.tokens.show(scene, sheet.drawn, palette);
    this.tokens.seek(this.moment.peek());
    this.#rest(scene, palette);
  }

  /** @param {CollapsedScene} scene @param {Palette} palette */
  #rest(scene, palette) {
    const { drawn, collapsed, riders } = /** @type {Sheet} */ (this.sheet.peek());
    const seen = new Map([...collapsed.edges].filter(([id, { from }]) => this.stage.edges.has(id) && !riders.has(from)));
    this.rested = this.stage.wires;
    this.chips.show(scene, drawn, seen, palette);
  }
}
