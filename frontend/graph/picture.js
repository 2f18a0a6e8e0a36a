/**
 * A tensor as a small image, one pixel an entry: all there is to see of a large one, the ground of a small one's
 * numbers.
 */

import { asPictures, documentGrid, paint, partGrid } from "../service/arrays/grid.js";
import { largest } from "../format.js";

/** @import { Part } from "../service/arrays/grid.js" */
/** @import { Tensor } from "../types.js" */
/** @typedef {"positive" | "negative" | "ink" | "zero" | "strange" | "strength"} Colour */
/** @typedef {Record<Colour, string>} Colours */

/** Below numbers even the smallest entry shows its sign, and the largest leaves its number readable. */
const FAINTEST = 0.05;
const PALEST = 0.12;

/** @type {WeakMap<object, Map<string, string>>} */
const made = new WeakMap();

/**
 * @param {Tensor} tensor
 * @param {Colours} colours CSS colours
 * @param {Part | null} part of a tensor that its document is too short for
 * @param {readonly [number, number] | null} [picture] the rows and columns that each row is looked at in
 * @returns {string} a data URL
 */
export function tensorPicture(tensor, colours, part, picture = null) {
  const entries = part?.found.state === "here" ? part.found.value : null;
  return kept(entries ?? tensor, { ...colours, form: `${picture}` }, (canvas) => {
    const plain = part ? partGrid(tensor, part) : documentGrid(tensor);
    const grid = picture ? asPictures(plain, picture) : plain;
    paint(canvas, grid, largest(tensor), { ...colours, zero: null, strange: colours.ink });
  });
}

/**
 * @param {Tensor} tensor whose numbers stand on the picture
 * @param {Colours} colours
 * @returns {string} a data URL
 */
export function cellsPicture(tensor, colours) {
  return kept(tensor, colours, (canvas) =>
    paint(canvas, documentGrid(tensor), largest(tensor), colours, { least: FAINTEST, most: Number(colours.strength) }),
  );
}

/**
 * @param {Tensor} tensor in small: an entry that is 0 is seen to be there
 * @param {Colours} colours
 * @param {Part | null} part
 * @param {readonly [number, number] | null} [picture]
 * @returns {string} a data URL
 */
export function thumbPicture(tensor, colours, part, picture = null) {
  const entries = part?.found.state === "here" ? part.found.value : null;
  return kept(entries ?? tensor, { ...colours, form: `thumb ${picture}` }, (canvas) => {
    const plain = part ? partGrid(tensor, part) : documentGrid(tensor);
    const grid = picture ? asPictures(plain, picture) : plain;
    paint(canvas, grid, largest(tensor), { ...colours, strange: colours.ink }, { least: PALEST, most: 0.92 });
  });
}

/**
 * @param {object} source a card shows it always in the same way
 * @param {Record<string, string>} colours and in which form
 * @param {(canvas: HTMLCanvasElement) => void} draw
 */
function kept(source, colours, draw) {
  const key = Object.values(colours).join(" ");
  const pictures = made.get(source) ?? new Map();
  made.set(source, pictures);
  let picture = pictures.get(key);
  if (picture === undefined) {
    const canvas = document.createElement("canvas");
    draw(canvas);
    picture = canvas.toDataURL();
    pictures.set(key, picture);
  }
  return picture;
}
