/** Cards coloured by a number of theirs: by their values, or by the size of their gradients. Pure. */

import { toNumber } from "../format.js";

/** @import { Collapsed } from "../run/collapse.js" */
/** @import { Scene } from "../run/scene.js" */
/** @import { Entry, Tensor } from "../types.js" */

/** @typedef {"state" | "value" | "gradient"} Colouring "state": nothing but what the step does */
/** @typedef {{kind: "positive" | "negative" | "gradient" | "zero" | "strange", share: number}} Tint `share`: how much of the colour, 0…1 */
/** @typedef {{tints: Map<string, Tint>, range: [number, number] | null}} Tints by card; null: there is nothing to colour yet */

/** @type {Colouring[]} */
export const COLOURINGS = ["state", "value", "gradient"];

/** What is there at all can be told from what is not. */
const PALEST = 0.12;

/**
 * By value: the mean of the entries, on a scale from 0 to the largest of all in size. By gradient: the Euclidean norm, on
 * a logarithmic scale from the smallest to the largest.
 *
 * @param {Scene} scene of nodes
 * @param {Collapsed} collapsed
 * @param {Colouring} colouring
 * @returns {Tints}
 */
export function tintsOf(scene, { cards, closed }, colouring) {
  if (colouring === "state") return { tints: new Map(), range: null };
  /** @type {Map<string, number>} */
  const numbers = new Map();
  for (const card of cards) {
    const nodes = closed.get(card)?.nodes ?? [card];
    const found = colouring === "value" ? meanOf(scene.valueOf(/** @type {string} */ (nodes.at(-1)))) : normOf(scene, nodes);
    if (found !== null) numbers.set(card, found);
  }
  const sizes = [...numbers.values()].map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (sizes.length === 0 && numbers.size === 0) return { tints: new Map(), range: null };
  const most = sizes.length === 0 ? 0 : sizes.reduce((one, other) => Math.max(one, other));
  const least = sizes.length === 0 ? 0 : sizes.reduce((one, other) => Math.min(one, other));
  const tints = new Map([...numbers].map(([card, found]) => [card, tintOf(found, least, most, colouring)]));
  return { tints, range: colouring === "value" ? [-most, most] : [least, most] };
}

/**
 * @param {number} found
 * @param {number} least
 * @param {number} most
 * @param {Colouring} colouring
 * @returns {Tint}
 */
function tintOf(found, least, most, colouring) {
  if (!Number.isFinite(found)) return { kind: "strange", share: 1 };
  if (found === 0) return { kind: "zero", share: 0 };
  const along = colouring === "value" ? Math.abs(found) / most
    : most === least ? 1 : Math.log(found / least) / Math.log(most / least);
  const kind = colouring === "gradient" ? "gradient" : found > 0 ? "positive" : "negative";
  return { kind, share: PALEST + (1 - PALEST) * along };
}

/** @param {Tensor | null} tensor @returns {number | null} NaN where an entry is not finite */
function meanOf(tensor) {
  if (tensor === null || tensor.shape.includes(0)) return null;
  const { mean, nonfinite } = tensor.summary;
  return nonfinite > 0 || mean === null ? NaN : toNumber(/** @type {Entry} */ (mean));
}

/** @param {Scene} scene @param {string[]} nodes of one card @returns {number | null} null where none has a gradient */
function normOf(scene, nodes) {
  const tensors = nodes.flatMap((node) => scene.gradientOf(node)?.tensor ?? []);
  if (tensors.length === 0) return null;
  if (tensors.some(({ summary }) => summary.nonfinite > 0)) return NaN;
  return Math.hypot(...tensors.map(({ summary }) => toNumber(/** @type {Entry} */ (summary.norm))));
}
