/** A tensor as a small image: one pixel an entry, for the cards whose entries are too many to print. */

import { documentGrid, paint, partGrid } from "../arrays/grid.js";
import { largest } from "../format.js";

/** @import { Part } from "../arrays/grid.js" */
/** @import { Tensor } from "../types.js" */
/** @typedef {{positive: string, negative: string, ink: string}} Colours */

/** @type {WeakMap<object, Map<string, string>>} */
const made = new WeakMap();

/**
 * @param {Tensor} tensor
 * @param {Colours} colours CSS colours
 * @param {Part | null} part of a tensor that its document is too short for
 * @returns {string} a data URL
 */
export function tensorPicture(tensor, colours, part) {
  const entries = part?.found.state === "here" ? part.found.entries : null;
  const key = `${colours.positive} ${colours.negative} ${colours.ink}`;
  const pictures = made.get(entries ?? tensor) ?? new Map();
  made.set(entries ?? tensor, pictures);
  let picture = pictures.get(key);
  if (picture === undefined) {
    const canvas = document.createElement("canvas");
    const grid = part ? partGrid(tensor, part) : documentGrid(tensor);
    paint(canvas, grid, largest(tensor), { ...colours, strange: colours.ink });
    picture = canvas.toDataURL();
    pictures.set(key, picture);
  }
  return picture;
}
