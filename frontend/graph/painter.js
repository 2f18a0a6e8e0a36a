/** Draws what the camera sees of a sheet: its cards and wires, what flows on them and what rests there. */

import { ribbonsOf } from "../run/ribbons.js";
import { enlargedFor } from "./accordion.js";
import { draw } from "./drawn.js";
import { layGround } from "./ground.js";
import { seenOf } from "./seen.js";
import { Ribbons } from "./ribbons.js";
import { nearestTo } from "./sight.js";
import { Tokens } from "./tokens.js";
import { WireChips } from "./wire-chips.js";

/** @import { Box } from "../layout/bands.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Palette } from "./palette.js" */
/** @import { Sheet } from "./stage.js" */
/** @import { GraphView } from "./view.js" */

const CULL_MARGIN = 0.35;

export class Painter {
  /** @param {GraphView} view */
  constructor(view) {
    this.view = view;
    this.tokens = new Tokens(view.stage.tokenLayer, view.textWidth);
    this.chips = new WireChips(view.stage.chipLayer, view.textWidth);
    this.ribbons = new Ribbons(view.stage.ribbonLayer);
    this.frame = 0;
    /** The wires in sight when what rests on them was last drawn. */
    this.rested = 0;
  }

  /** Draws what the camera sees of the sheet now. */
  look() {
    const sheet = this.view.sheet.peek();
    const scene = this.view.scene.peek();
    if (!sheet || !scene) return;
    const { scale } = this.view.camera.view;
    if (scale !== sheet.drawn.zoom) this.#redraw(sheet, scale, scene);
    this.view.stage.element.setAttribute("transform", this.view.camera.transform);
    layGround(this.view.element, this.view.camera);
    cancelAnimationFrame(this.frame);
    this.#mount(scene);
    this.view.seen.value = seenOf(sheet, scene, this.view.camera);
  }

  /**
   * @param {Sheet} sheet
   * @param {number} zoom
   * @param {CollapsedScene} scene
   */
  #redraw(sheet, zoom, scene) {
    const before = sheet.drawn;
    const { camera, stage } = this.view;
    const enlarged = enlargedFor(sheet, scene, zoom, this.view.textWidth, camera);
    const drawn = draw(sheet.graph, zoom, enlarged, sheet.riders, sheet.collapsed);
    sheet.drawn = drawn;
    camera.sheet = { width: drawn.layout.width / zoom, height: drawn.layout.height / zoom };
    if (zoom === 1 && camera.fits && this.view.store.look.follow.peek()) camera.fit();
    const switched = before.level !== drawn.level;
    if (switched && zoom !== 1) this.#keepInPlace(before, drawn);
    stage.redraw(sheet);
    stage.show(scene, this.view.palette.peek());
    this.view.notes.show();
    if ((switched || zoom === before.zoom) && !this.view.store.reducedMotion.peek()) {
      const { nodes, edges } = before.layout;
      stage.settleFrom((id) => nodes.get(id), (id) => edges.get(id));
    }
    this.drawFlow(scene, this.view.palette.peek());
  }

  /**
   * What the reader comes closer to stays where it is when the cards change their size.
   * @param {Drawn} before
   * @param {Drawn} after
   */
  #keepInPlace(before, after) {
    const { camera } = this.view;
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
    const more = this.view.stage.mount(this.view.camera.visible(CULL_MARGIN), scene, this.view.palette.peek());
    const { lit, selected, gate } = this.view.store;
    this.mark({ lit: lit.peek(), selected: selected.peek(), gate: gate.peek() }, scene);
    this.view.pointing.offerTabStop();
    this.view.notes.show();
    if (this.rested !== this.view.stage.wires) this.#rest(scene, this.view.palette.peek());
    if (more) this.frame = requestAnimationFrame(() => this.look());
  }

  /**
   * @param {{lit: Set<string>, selected: string | null, gate: string | null}} pointed nodes
   * @param {CollapsedScene} scene
   */
  mark({ lit, selected, gate }, scene) {
    const { cardOf } = /** @type {Sheet} */ (this.view.sheet.peek()).collapsed;
    const cards = new Set([...lit].flatMap((node) => cardOf.get(node) ?? []));
    const cardOfNode = (/** @type {string | null} */ node) => cardOf.get(node ?? "") ?? null;
    this.view.stage.mark(cards, cardOfNode(selected), scene, cardOfNode(gate));
  }

  /**
   * @param {CollapsedScene | null} scene
   * @param {Palette} palette
   */
  draw(scene, palette) {
    const sheet = this.view.sheet.peek();
    if (!scene || !sheet) return;
    const enlarged = enlargedFor(sheet, scene, sheet.drawn.zoom, this.view.textWidth, this.view.camera);
    if (enlarged !== sheet.drawn.enlarged) {
      this.#redraw(sheet, sheet.drawn.zoom, scene);
      this.#mount(scene);
    }
    this.view.stage.show(scene, palette);
    this.view.seen.value = seenOf(sheet, scene, this.view.camera);
  }

  /**
   * What flows and what rests on the wires.
   * @param {CollapsedScene | null} scene
   * @param {Palette} palette
   */
  drawFlow(scene, palette) {
    const sheet = this.view.sheet.peek();
    if (!scene || !sheet) {
      this.tokens.clear();
      this.chips.clear();
      this.ribbons.show([], new Map());
      return;
    }
    this.tokens.show(scene, sheet.drawn, palette);
    this.tokens.seek(this.view.moment.peek());
    this.#rest(scene, palette);
  }

  /** @param {CollapsedScene} scene @param {Palette} palette */
  #rest(scene, palette) {
    const { drawn, collapsed, riders } = /** @type {Sheet} */ (this.view.sheet.peek());
    const { stage } = this.view;
    const inSight = (/** @type {string} */ id) =>
      stage.edges.has(id) && !riders.has(collapsed.edges.get(id)?.from ?? "");
    this.rested = stage.wires;
    this.chips.show(scene, drawn, collapsed.edges, inSight, palette);
    this.drawRibbons();
  }

  /** The paths that the reader has asked for, along the wires. */
  drawRibbons() {
    const sheet = this.view.sheet.peek();
    if (!sheet) return;
    const { drawn, collapsed } = sheet;
    this.ribbons.show(ribbonsOf(this.view.store.paths.peek(), collapsed.edgeOf), drawn.layout.edges);
  }
}
