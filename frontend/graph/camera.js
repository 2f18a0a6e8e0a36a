/** The part of the sheet in sight: the point in the middle of the view, and the scale. What the page moves, glides. */

/** @import { Box } from "../layout/layout.js" */
/** @import { Store, View } from "../state/store.js" */

const SCALES = { least: 0.04, most: 3 };
/** Room around the graph, in pixels of the screen: the groups lie at the top, the key and the buttons at the bottom. */
const MARGIN = { left: 32, top: 52, right: 32, bottom: 58 };
const TIGHT_MARGIN = { left: 14, top: 14, right: 14, bottom: 54 };
/** Below this height of the view, in pixels, every one of them counts. */
const TIGHT = 400;
const WHOLE_AT_LEAST = 0.75;
/** The most a small graph is enlarged: as many times as the shorter side of the view has these pixels. */
const ENLARGED = { pixels: 480, least: 1, most: 2 };
/** A part of a graph opens at a share of that, so that its neighbours are seen; small screens show the step whole. */
const READABLE = { share: 0.8, least: 0.6, most: 1.2 };
const CALM_SHARE = 0.13;
const GLIDE = 320;

export class Camera {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.width = 1;
    this.height = 1;
    /** @type {Box} */
    this.sheet = { x: 0, y: 0, width: 1, height: 1 };
    /**
     * What lies beside a part of the sheet, across the ranks: the view is centred on it, not on the whole sheet.
     * @type {(seen: Box) => Box}
     */
    this.strip = () => this.sheet;
    /** True while the view is the whole graph, so that it stays so when the window changes. */
    this.showsAll = false;
    /** @type {number | null} the scale that the graph opened at or the reader chose: a step may need a smaller one */
    this.chosen = null;
    this.frame = 0;
  }

  get #margin() {
    return this.height < TIGHT ? TIGHT_MARGIN : MARGIN;
  }

  /** @returns {View} */
  get view() {
    return this.store.view.peek() ?? { x: 0, y: 0, scale: 1 };
  }

  /** For the attribute `transform` of the sheet. */
  get transform() {
    const { x, y, scale } = this.view;
    return `translate(${this.width / 2 - x * scale} ${this.height / 2 - y * scale}) scale(${scale})`;
  }

  /**
   * The visible part of the sheet, larger by a share of itself on every side.
   * @param {number} share
   * @returns {Box}
   */
  visible(share = 0) {
    const { x, y, scale } = this.view;
    const width = (this.width / scale) * (1 + 2 * share);
    const height = (this.height / scale) * (1 + 2 * share);
    return { x: x - width / 2, y: y - height / 2, width, height };
  }

  get seesAll() {
    const { x, y, width, height } = this.visible();
    const { sheet } = this;
    return x <= sheet.x && y <= sheet.y && x + width >= sheet.x + sheet.width && y + height >= sheet.y + sheet.height;
  }

  /** @param {number} width @param {number} height of the view on the screen */
  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    if (this.showsAll) this.choose(this.#whole());
  }

  /** @returns {number} the scale at which a graph of a few cards fills the view without growing out of proportion */
  get #enlarged() {
    return between(ENLARGED.least, Math.min(this.width, this.height) / ENLARGED.pixels, ENLARGED.most);
  }

  /** @param {{width: number, height: number}} box @returns {number} the largest scale at which all of it is in sight */
  #fitting({ width, height }) {
    const { left, top, right, bottom } = this.#margin;
    return Math.min((this.width - left - right) / width, (this.height - top - bottom) / height);
  }

  /**
   * Whether all of a box can be in sight and be read.
   * @param {Box} box
   */
  holds(box) {
    return this.#fitting(box) >= READABLE.least;
  }

  /** @returns {View} */
  #whole() {
    const { x, y, width, height } = this.sheet;
    const { left, top, right, bottom } = this.#margin;
    const scale = Math.max(SCALES.least, Math.min(this.#enlarged, this.#fitting(this.sheet)));
    return {
      x: x + width / 2 + (right - left) / 2 / scale,
      y: y + height / 2 + (bottom - top) / 2 / scale,
      scale,
    };
  }

  /**
   * The first view of a graph: all of it when that is readable, else the part around `focus` at a readable scale.
   * @param {Box} focus
   */
  open(focus) {
    const whole = this.#whole();
    this.showsAll = whole.scale >= WHOLE_AT_LEAST;
    this.choose(this.showsAll ? whole : this.#around(focus, this.#readable(focus)));
  }

  /** @param {Box} focus */
  #readable(focus) {
    const most = between(1, READABLE.share * this.#enlarged, READABLE.most);
    return between(READABLE.least, this.#fitting(focus), most);
  }

  /**
   * Keeps in place on the screen what has moved on the sheet.
   * @param {{x: number, y: number}} by
   */
  shift({ x, y }) {
    const { view } = this;
    this.jump({ x: view.x + x, y: view.y + y, scale: view.scale });
  }

  fit() {
    const whole = this.#whole();
    this.showsAll = true;
    this.chosen = whole.scale;
    this.glide(whole);
  }

  /**
   * @param {Box} box
   * @param {number} scale
   * @returns {View} the box in the middle, without showing more emptiness beside the graph than needed
   */
  #around(box, scale) {
    const along = this.#bounded(box, this.sheet, scale);
    const size = { width: this.width / scale, height: this.height / scale };
    const seen = { x: along.x - size.width / 2, y: along.y - size.height / 2, ...size };
    return this.#bounded(box, this.strip(seen), scale);
  }

  /**
   * @param {Box} box
   * @param {Box} bounds
   * @param {number} scale
   * @returns {View}
   */
  #bounded(box, bounds, scale) {
    /** @param {number} middle @param {number} start @param {number} end @param {number} room */
    const bounded = (middle, start, end, room) =>
      end - start <= room ? (start + end) / 2 : Math.min(end - room / 2, Math.max(start + room / 2, middle));
    const { x, y, width, height } = bounds;
    const { left, top, right, bottom } = this.#margin;
    return {
      x: bounded(box.x + box.width / 2, x - left / scale, x + width + right / scale, this.width / scale),
      y: bounded(box.y + box.height / 2, y - top / scale, y + height + bottom / scale, this.height / scale),
      scale,
    };
  }

  /**
   * Brings a box into sight, at a smaller scale where it needs the room; does nothing while it is comfortably there.
   * @param {Box} box
   */
  reveal(box) {
    const seen = this.visible(-CALM_SHARE);
    const inside =
      box.x >= seen.x &&
      box.y >= seen.y &&
      box.x + box.width <= seen.x + seen.width &&
      box.y + box.height <= seen.y + seen.height;
    if (inside) return;
    const chosen = this.chosen ?? this.view.scale;
    const wanted = this.#around(box, this.holds(box) ? Math.min(chosen, this.#fitting(box)) : chosen);
    const moves = Math.abs(wanted.x - this.view.x) + Math.abs(wanted.y - this.view.y) > 1;
    if (!moves && wanted.scale === this.view.scale) return;
    this.showsAll = false;
    this.glide(wanted);
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
    const next = Math.min(SCALES.most, Math.max(SCALES.least, scale * factor));
    const shift = 1 / scale - 1 / next;
    this.#byHand({ x: x + (at.x - this.width / 2) * shift, y: y + (at.y - this.height / 2) * shift, scale: next });
  }

  /** @param {{x: number, y: number}} point of the sheet */
  centre({ x, y }) {
    this.#byHand({ x, y, scale: this.view.scale });
  }

  /** @param {View} view the middle stays on the sheet, so the graph cannot get lost */
  #byHand(view) {
    const { sheet } = this;
    this.showsAll = false;
    this.choose({
      x: Math.min(sheet.x + sheet.width, Math.max(sheet.x, view.x)),
      y: Math.min(sheet.y + sheet.height, Math.max(sheet.y, view.y)),
      scale: view.scale,
    });
  }

  /** @param {View} view whose scale stays until another is chosen */
  choose(view) {
    this.chosen = view.scale;
    this.jump(view);
  }

  /** @param {View} view */
  jump(view) {
    cancelAnimationFrame(this.frame);
    this.store.view.value = view;
  }

  /** @param {View} to */
  glide(to) {
    if (this.store.reducedMotion.peek() || this.store.view.peek() === null) {
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
      this.store.view.value = {
        x: from.x + (to.x - from.x) * eased,
        y: from.y + (to.y - from.y) * eased,
        scale: from.scale * (to.scale / from.scale) ** eased,
      };
      if (share < 1) this.frame = requestAnimationFrame(move);
    };
    this.frame = requestAnimationFrame(move);
  }
}

/** @param {number} least @param {number} value @param {number} most */
function between(least, value, most) {
  return Math.min(most, Math.max(least, value));
}
