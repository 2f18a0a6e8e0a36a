/**
 * The pair at work is drawn at full size in place, as far as the whole graph stays in sight: its rows grow, the space
 * between the others gives way.
 */

import { placeBands } from "../layout/bands.js";
import { anyFace } from "./card-views.js";
import { levelAt } from "./drawn.js";

/** @import { Box, Layout } from "../layout/bands.js" */
/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Camera } from "./camera.js" */
/** @import { AnyFace } from "./card-views.js" */
/** @import { Sheet } from "./stage.js" */
/** @import { TextWidth } from "./text-width.js" */

/** A card in the middle of small ones becomes wider by no more than this. */
const MOST_WIDER = 90;
/** Between the graph and the edge of its canvas. */
const EDGE = 4;

/** @type {Map<string, AnyFace>} no card is larger than the others */
export const NONE = new Map();

/** @type {WeakMap<Sheet["graph"], Map<string, Map<string, AnyFace>>>} */
const made = new WeakMap();

/**
 * @param {Sheet} sheet
 * @param {CollapsedScene} scene
 * @param {number} zoom
 * @param {TextWidth} textWidth
 * @param {Camera} camera
 * @returns {Map<string, AnyFace>} by card
 */
export function enlargedFor(sheet, scene, zoom, textWidth, camera) {
  const { graph, cards } = sheet;
  const level = levelAt(graph, zoom);
  const form = graph.levels[level];
  if (form.name === "full" || form.name === "dot") return NONE;
  const pair = [scene.receiver, scene.source].filter((id) => id !== null);
  const key = `${level} ${pair.join(" ")} ${zoom === 1 ? `${camera.width} ${camera.height}` : ""}`;
  const known = made.get(graph) ?? new Map();
  made.set(graph, known);
  const before = known.get(key);
  if (before) return before;
  /** @type {Map<string, AnyFace>} */
  let enlarged = NONE;
  const whole = zoom === 1 && graph.fits;
  for (const id of new Set(pair)) {
    const card = cards.get(id);
    const usual = form.sizes.get(id);
    if (!card || !usual || "failed" in card || "closed" in card) continue;
    const natural = anyFace(card, "full", textWidth, usual.width + MOST_WIDER);
    const room = roomFor(id, placed(sheet, form, new Map([...enlarged, [id, natural]])), whole ? camera.width : Infinity);
    const face = room < natural.width ? anyFace(card, "full", textWidth, room) : natural;
    const wanted = new Map([...enlarged, [id, face]]);
    const { width, height } = placed(sheet, form, wanted);
    const holds = !whole || (height <= camera.height - 2 * EDGE && width <= camera.width);
    if (holds) enlarged = wanted;
  }
  known.set(key, enlarged);
  return enlarged;
}

/**
 * @param {string} id
 * @param {Layout} layout
 * @param {number} canvas in the middle of which the graph stands: its width
 * @returns {number} the width that the card can have
 */
function roomFor(id, { nodes, width }, canvas) {
  const box = /** @type {Box} */ (nodes.get(id));
  return Math.min(box.width, (canvas + width) / 2 - EDGE - box.x);
}

/**
 * @param {Sheet} sheet
 * @param {Sheet["graph"]["levels"][number]} form
 * @param {Map<string, AnyFace>} enlarged
 */
function placed({ graph }, form, enlarged) {
  return placeBands(graph.plan, form, { enlarged });
}
