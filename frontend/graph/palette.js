/** The colours of the page for what is painted on canvases. */

/** @import { Colours } from "./picture.js" */
/** @typedef {Colours & {ground: string}} Palette */

/** @type {[keyof Palette, string][]} */
const PALETTE = [
  ["positive", "--positive"],
  ["negative", "--negative"],
  ["ink", "--ink"],
  ["zero", "--sunken"],
  ["strange", "--warning-soft"],
  ["strength", "--cell-strength"],
  ["ground", "--ground"],
];

/**
 * @param {HTMLElement} element whose style holds the colours
 * @returns {Palette}
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  return /** @type {Palette} */ (
    Object.fromEntries(PALETTE.map(([name, property]) => [name, style.getPropertyValue(property)]))
  );
}
