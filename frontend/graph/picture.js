/** A tensor as a small image: one pixel an entry, for the cards whose entries are too many to print. */

import { largest, matrix, strength } from "../format.js";

/** @import { Tensor } from "../types.js" */
/** @typedef {{positive: string, negative: string, ink: string}} Colours */

const FULL = 0.92;

/** @type {WeakMap<Tensor, Map<string, string>>} */
const made = new WeakMap();

/**
 * @param {Tensor} tensor
 * @param {Colours} colours CSS colours
 * @returns {string} a data URL
 */
export function tensorPicture(tensor, colours) {
  const key = `${colours.positive} ${colours.negative} ${colours.ink}`;
  const pictures = made.get(tensor) ?? new Map();
  made.set(tensor, pictures);
  let picture = pictures.get(key);
  if (picture === undefined) {
    picture = paint(tensor, colours);
    pictures.set(key, picture);
  }
  return picture;
}

/**
 * @param {Tensor} tensor
 * @param {Colours} colours
 */
function paint(tensor, colours) {
  const { rows, columns } = matrix(tensor);
  const scale = largest(tensor);
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows.length;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot paint pictures: no 2d canvas");
  rows.forEach((row, y) =>
    row.forEach((entry, x) => {
      const finite = typeof entry !== "string";
      context.globalAlpha = finite ? FULL * strength(entry, scale) : 1;
      context.fillStyle = finite ? (Number(entry) < 0 ? colours.negative : colours.positive) : colours.ink;
      context.fillRect(x, y, 1, 1);
    }),
  );
  return canvas.toDataURL();
}
