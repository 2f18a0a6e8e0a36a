/** The graph in the middle of the page: draws the run at the current step and sends back what is pointed at. */

import { computed, effect, signal, untracked } from "preact";
import { enlargedFor, NONE } from "./accordion.js";
import { Camera } from "./camera.js";
import { isRelated, placesBefore, shiftOf } from "./continuity.js";
import { draw } from "./drawn.js";
import { arrowheads } from "./edges.js";
import { CardNotes } from "./card-notes.js";
import { collapsedScene } from "../run/collapsed-scene.js";
import { moveByHand } from "./gestures.js";
import { Painter } from "./painter.js";
import { Pair } from "./pair.js";
import { showPartsBadges } from "./parts-badge.js";
import { showPicks } from "./picks.js";
import { readPalette } from "./palette.js";
import { Pointing } from "./pointing.js";
import { arrived, standing } from "../run/beats.js";
import { sceneAt } from "../run/scene.js";
import { Sheets } from "./sheets.js";
import { focusOf, union } from "./sight.js";
import { Stage } from "./stage.js";
import { svg } from "./svg.js";
import { canvasTextWidth } from "./text-width.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Palette } from "./palette.js" */
/** @import { Seen } from "./seen.js" */
/** @import { Sheet } from "./stage.js" */

const ZOOM_STEP = 1.25;
/** How much closer than to the largest cards a reader can come. */
const CLOSER = 3;
/** A window that is being dragged to another size arranges its graph once it rests, in milliseconds. */
const REST = 120;
/** Other numbers in the same picture: it is arranged for them once they rest, in milliseconds. */
const SETTLED = 500;

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
    this.textWidth = canvasTextWidth(element);
    this.sheets = new Sheets(store, this.textWidth);
    this.painter = new Painter(this);
    this.pair = new Pair(this.textWidth);
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
    this.nodeScene = computed(() => {
      // What arrives is painted where it is in sight.
      arrays.arrivals.value;
      store.steps.value?.arrivals.value;
      if (!this.sheet.value) return null;
      const localOf = (/** @type {number} */ step) => store.explanationOf(step)?.local ?? null;
      return sceneAt(this.sheet.value.timeline, store.step.value, hasArrived.value, arrayOf, localOf);
    });
    this.scene = computed(() => {
      const scene = this.nodeScene.value;
      const sheet = this.sheet.value;
      return scene && sheet && collapsedScene(scene, sheet.timeline, sheet.collapsed);
    });
    /** @type {import("preact").Signal<Seen | null>} */
    this.seen = signal(null);
    this.notes = new CardNotes(this);
    this.rest = 0;
    this.settling = 0;
    /** @type {{size: object, pictures: object} | null} what the sheet was made for */
    this.madeFor = null;
    /** Whether all was in sight before the canvas changed its size. */
    this.sawAll = false;

    element.classList.add("graph");
    this.surface = svg("svg", { class: "graph-surface", role: "group", "aria-label": "Compute graph" }, [
      arrowheads(),
      this.stage.element,
    ]);
    element.append(this.surface, this.pair.element, this.sheets.notice.element);
    this.pointing = new Pointing(
      this,
      moveByHand(this.surface, this.camera, () => this.movedByHand()),
    );
  }

  movedByHand() {
    this.sawAll = false;
    this.store.look.follow.value = false;
  }

  connect() {
    const { store } = this;
    new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect)).observe(this.element);
    this.#resize(this.element.getBoundingClientRect());

    effect(() => {
      const [timeline, collapsed, size] = [store.timeline.value, store.folds.collapsed.value, this.size.value];
      const pictures = store.program.pictures.value;
      const inHand = store.hold.value?.released === false;
      clearTimeout(this.settling);
      if (!timeline || !collapsed || !size) {
        this.#lay(null);
        return;
      }
      const make = () => {
        this.madeFor = { size, pictures };
        this.#make(timeline, collapsed, size);
      };
      const known = this.madeFor?.size === size && this.madeFor.pictures === pictures;
      // What is read while a small graph is laid out at once, such as the step, is no reason to lay it out again.
      if (!known || !this.#takesNumbers(timeline, collapsed)) untracked(make);
      else if (!inHand) this.settling = window.setTimeout(make, SETTLED);
    });
    effect(() => {
      store.look.theme.value;
      // The page changes its theme in an effect of its own: the colours are there in the next frame.
      requestAnimationFrame(() => (this.palette.value = readPalette(this.element)));
    });
    effect(() => {
      if (store.look.view.value === null && this.sheet.value) this.camera.open(this.#focusBox());
      else this.painter.look();
    });
    effect(() => this.painter.draw(this.scene.value, this.palette.value));
    this.notes.connect();
    showPartsBadges(this);
    showPicks(this);
    effect(() => this.painter.drawFlow(this.scene.value, this.palette.value));
    effect(() => {
      this.store.paths.value;
      this.painter.drawRibbons();
    });
    effect(() => {
      const [scene, sheet, palette] = [this.nodeScene.value, this.sheet.value, this.palette.value];
      // Another width is another arrangement.
      this.size.value;
      if (scene && sheet) this.pair.show(scene, sheet.timeline, store.program.pictures.value, palette);
    });
    effect(() => this.painter.tokens.seek(this.moment.value));
    effect(() => {
      store.step.value;
      if (store.look.follow.value && this.sheet.value && store.look.view.peek()) this.camera.reveal(this.#focusBox(), (zoom) => this.#focusAt(zoom));
    });
    effect(() => {
      const scene = this.scene.peek();
      const pointed = { lit: store.lit.value, selected: store.selected.value, gate: store.gate.value };
      if (scene) this.painter.mark(pointed, scene);
    });
    effect(() => {
      if (store.look.fits.value > 0 && this.sheet.peek()) this.camera.fit();
    });
    effect(() => {
      const { sign, count } = store.look.zooms.value;
      if (count > 0 && this.sheet.peek()) this.camera.zoom(ZOOM_STEP ** sign);
    });
    effect(() => void this.element.classList.toggle("stale", store.stale.value));
  }

  /**
   * A reader who sees all of the graph goes on to see all of it.
   * @param {number} width
   * @param {number} height
   */
  #resizeCamera(width, height) {
    if (this.sheet.peek() && this.camera.seesAll) this.sawAll = true;
    this.camera.resize(width, height);
  }

  /** @param {{width: number, height: number}} size */
  #resize({ width, height }) {
    const { store } = this;
    this.#resizeCamera(width, height - this.pair.height);
    this.pair.resize(width);
    this.painter.look();
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
  #make(timeline, collapsed, size) {
    this.sheets.make(timeline, collapsed, size, this.sheet.peek(), (sheet, strip) => {
      this.pair.open(strip);
      this.#resizeCamera(size.width, size.height - strip);
      this.#lay(sheet);
    });
  }

  /**
   * The same picture with other numbers.
   * @param {Timeline} timeline
   * @param {Collapsed} collapsed
   * @returns {boolean} false where it is another picture
   */
  #takesNumbers(timeline, collapsed) {
    const before = this.sheet.peek();
    const same = before?.run.edges === timeline.run.edges && String(before.collapsed.cards) === String(collapsed.cards);
    if (!same) return false;
    if (before.timeline === timeline) return before.collapsed === collapsed;
    this.sheets.stop();
    const sheet = { ...before, run: timeline.run, timeline, collapsed };
    this.stage.sheet = sheet;
    this.sheet.value = sheet;
    return true;
  }

  /** @param {Sheet | null} sheet */
  #lay(sheet) {
    const before = this.sheet.peek();
    const focused = before?.run === sheet?.run ? this.pointing.focusedNode() : null;
    if (!sheet) this.sheets.stop();
    this.element.classList.toggle("empty", sheet === null);
    if (!sheet) {
      this.stage.lay(null);
      this.sheet.value = null;
      return;
    }
    const whole = before === null || this.sawAll || this.camera.seesAll || this.store.look.view.peek() === null;
    this.sawAll = false;
    const { camera, store } = this;
    camera.sheet = { width: Math.max(1, sheet.drawn.layout.width), height: Math.max(1, sheet.drawn.layout.height) };
    camera.fits = sheet.graph.fits;
    camera.closest = () => sheet.graph.zooms[0] * CLOSER;
    const related = before !== null && isRelated(before, sheet);
    const zoom = related && !whole ? camera.onSheet(camera.view).scale : 1;
    if (zoom !== 1) sheet.drawn = draw(sheet.graph, zoom, NONE, sheet.riders, sheet.collapsed);
    this.stage.lay(sheet);
    this.sheet.value = sheet;
    if (store.look.arrival !== null) {
      camera.jump(camera.onSheet(store.look.arrival));
      store.look.arrival = null;
    } else if (!related && before !== null) store.look.view.value = null;
    else if (whole) camera.open(this.#focusBox());
    else if (before?.run === sheet.run) camera.jump(camera.onSheet(shiftOf(before, sheet, camera.view)));
    this.painter.look();
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

  /**
   * Brings cards into sight and stays there.
   * @param {string[]} ids
   */
  flyTo(ids) {
    const boxes = ids.flatMap((id) => this.sheet.peek()?.drawn.layout.nodes.get(id) ?? []);
    if (boxes.length > 0) this.camera.reveal(boxes.reduce(union));
  }
}
