/**
 * The part of the sheet in sight: the point in the middle of the view, in the measure of the whole graph in sight, and
 * the zoom, which is 1 there. What the page moves, glides.
 */

/** @import { Box } from "../layout/bands.js" */
/** @import { View } from "../state/look.js" */
/** @import { Store } from "../state/store.js" */

/** Cards are at their largest some way before. */
const MOST = 12;
const CALM = 24;
const GLIDE = 320;

export class Camera {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.width = 1;
    this.height = 1;
    /** @type {{width: number, height: number}} of the whole graph at zoom 1, in pixels */
    this.sheet = { width: 1, height: 1 };
    /** Whether the whole graph is in sight at zoom 1. */
    this.fits = true;
    /** The zoom up to which a reader can come closer: looked up when they do. */
    this.closest = () => MOST;
    /** @type {{x: number, y: number} | null} where on the screen the reader comes closer; null: the page moves the view */
    this.at = null;
    this.frame = 0;
  }

  /** @returns {View} */
  get view() {
    return this.store.look.view.peek() ?? { x: 0, y: 0, scale: 1 };
  }

  /** For the attribute `transform` of the sheet. */
  get transform() {
    const { x, y, scale } = this.view;
    return `translate(${Math.round(this.width / 2 - x * scale)} ${Math.round(this.height / 2 - y * scale)})`;
  }

  /**
   * The visible part of the sheet, in its pixels, larger by a share of itself on every side.
   * @param {number} share
   * @returns {Box}
   */
  visible(share = 0) {
    const { x, y, scale } = this.view;
    const width = this.width * (1 + 2 * share);
    const height = this.height * (1 + 2 * share);
    return { x: x * scale - width / 2, y: y * scale - height / 2, width, height };
  }

  get seesAll() {
    const { x, y, width, height } = this.visible();
    const { scale } = this.view;
    return x <= 1 && y <= 1 && x + width >= this.sheet.width * scale - 1 && y + height >= this.sheet.height * scale - 1;
  }

  /** @param {number} width @param {number} height of the view on the screen */
  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  /** @returns {View} */
  #whole() {
    return { x: this.sheet.width / 2, y: this.sheet.height / 2, scale: 1 };
  }

  /**
   * The first view of a graph: all of it, or as much as there is room for around `focus`.
   * @param {Box} focus
   */
  open(focus) {
    this.jump(this.fits ? this.#whole() : this.#around(focus, 1));
  }

  fit() {
    this.glide(this.fits ? this.#whole() : { ...this.view, scale: 1 });
  }

  /**
   * @param {Box} box in pixels of the sheet as it is drawn at the scale
   * @param {number} scale
   * @param {{width: number, height: number}} [sheet] as it is drawn at the scale, at zoom 1
   * @returns {View} the box in the middle, without showing more emptiness beside the graph than needed
   */
  #around(box, scale, sheet = this.sheet) {
    const [width, height] = [this.width / scale, this.height / scale];
    /** @param {number} middle @param {number} end @param {number} room */
    const bounded = (middle, end, room) =>
      end <= room ? end / 2 : Math.min(end - room / 2 + CALM, Math.max(room / 2 - CALM, middle));
    return {
      x: bounded((box.x + box.width / 2) / scale, sheet.width, width),
      y: bounded((box.y + box.height / 2) / scale, sheet.height, height),
      scale,
    };
  }

  /**
   * Brings a box into sight, from farther away where it needs the room; does nothing while it is comfortably there.
   * @param {Box} box in pixels of the sheet as it is drawn now
   * @param {(scale: number) => {box: Box, sheet: {width: number, height: number}}} [drawnAt] the same, and the whole
   *   graph at zoom 1, as they are drawn at another scale: cards do not grow as their distances do
   */
  reveal(box, drawnAt = (scale) => ({ box: scaled(box, scale / this.view.scale), sheet: this.sheet })) {
    if (this.seesAll) return;
    const seen = this.visible();
    const calm = Math.max(0, Math.min(CALM, (seen.width - box.width) / 2, (seen.height - box.height) / 2));
    const inside =
      box.x >= seen.x + calm &&
      box.y >= seen.y + calm &&
      box.x + box.width <= seen.x + seen.width - calm &&
      box.y + box.height <= seen.y + seen.height - calm;
    if (inside) return;
    const { scale } = this.view;
    const share = (/** @type {Box} */ { width, height }) => Math.min(1, this.width / (width + 2 * CALM), this.height / (height + 2 * CALM));
    let [there, at] = [scale, { box, sheet: this.sheet }];
    while (share(at.box) < 1 - 1e-6 && there > 1) {
      there = Math.max(1, there * share(at.box));
      at = drawnAt(there);
    }
    const wanted = this.#around(at.box, there, at.sheet);
    const moves = Math.abs(wanted.x - this.view.x) + Math.abs(wanted.y - this.view.y) > 1;
    if (moves || wanted.scale !== scale) this.glide(wanted);
  }

  /** @param {number} dx @param {number} dy in pixels of the screen */
  pan(dx, dy) {
    const { x, y, scale } = this.view;
    this.#byHand({ x: x - dx / scale, y: y - dy / scale, scale });
  }

  /**
   * @param {number} factor
   * @param {{x: number, y: number}} at the point of the screen that keeps its place
   */
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const { x, y, scale } = this.view;
    this.at = at;
    const next = this.#bounded(scale * factor);
    const shift = 1 / scale - 1 / next;
    const closer = { x: x + (at.x - this.width / 2) * shift, y: y + (at.y - this.height / 2) * shift, scale: next };
    if (next === 1 && this.fits) this.jump(this.#whole());
    else this.#byHand(closer);
  }

  /** @param {View} view the middle stays on the sheet, so the graph cannot get lost */
  #byHand(view) {
    this.jump(this.onSheet(view));
  }

  /** @param {View} view @returns {View} */
  onSheet({ x, y, scale }) {
    const { sheet } = this;
    return {
      x: Math.min(sheet.width, Math.max(0, x)),
      y: Math.min(sheet.height, Math.max(0, y)),
      scale: this.#bounded(scale),
    };
  }

  /** @param {number} scale */
  #bounded(scale) {
    return scale <= 1 ? 1 : Math.min(this.closest(), scale);
  }

  /** @param {View} view */
  jump(view) {
    cancelAnimationFrame(this.frame);
    this.store.look.view.value = view;
  }

  /** @param {View} to */
  glide(to) {
    this.at = null;
    if (this.store.reducedMotion.peek() || this.store.look.view.peek() === null) {
      this.jump(to);
      return;
    }
    cancelAnimationFrame(this.frame);
    const from = this.view;
    const began = performance.now();
    /** @param {number} now */
    const move = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / GLIDE));
      const eased = 1 - (1 - share) ** 3;
      this.store.look.view.value = {
        x: from.x + (to.x - from.x) * eased,
        y: from.y + (to.y - from.y) * eased,
        scale: share === 1 ? to.scale : from.scale * (to.scale / from.scale) ** eased,
      };
      if (share < 1) this.frame = requestAnimationFrame(move);
    };
    this.frame = requestAnimationFrame(move);
  }
}

/** @param {Box} box @param {number} factor @returns {Box} */
function scaled({ x, y, width, height }, factor) {
  return { x: x * factor, y: y * factor, width: width * factor, height: height * factor };
}
