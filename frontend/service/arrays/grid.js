/** Entries in rows and columns, wherever they come from, and how they are painted: one pixel an entry. */

import { matrix, strength } from "../../format.js";
import { countOf } from "./excerpt.js";

/** @import { Found } from "./arrays.js" */
/** @import { Entry, Tensor } from "../../types.js" */
/** @import { Excerpt } from "./excerpt.js" */
/** @import { Entries } from "./frame.js" */

/**
 * @typedef {{rows: number, columns: number, entry: (row: number, column: number) => Entry | null}} Grid
 * `entry`: null where it is not here
 */
/** @typedef {{excerpt: Excerpt, found: Found}} Part of a tensor, and what there is of it */
/**
 * @typedef {object} Colours of CSS
 * @property {string} positive
 * @property {string} negative
 * @property {string | null} zero null leaves the ground bare
 * @property {string} strange NaN and the infinities
 */

/** Of the smallest and of the largest entry. @typedef {{least: number, most: number}} Opacity */

/** @type {Opacity} */
const VIVID = { least: 0, most: 0.92 };

/**
 * All that a document has of a tensor.
 * @param {Tensor} tensor
 * @returns {Grid}
 */
export function documentGrid(tensor) {
  const { rows, columns } = matrix(tensor);
  return { rows: rows.length, columns, entry: (row, column) => rows[row][column] };
}

/**
 * @param {Tensor} tensor
 * @param {Part} part
 * @returns {Grid}
 */
export function partGrid(tensor, { excerpt, found }) {
  return found.state === "here" ? excerptGrid(found.value, excerpt) : cornerGrid(tensor, excerpt);
}

/**
 * @param {Entries} entries
 * @param {Excerpt} excerpt that they are of
 * @returns {Grid}
 */
function excerptGrid(entries, excerpt) {
  const columns = countOf(excerpt.columns);
  return { rows: countOf(excerpt.rows), columns, entry: (row, column) => Number(entries[row * columns + column]) };
}

/**
 * Each row as a picture of its own, side by side with a column between them.
 * @param {Grid} grid
 * @param {readonly [number, number]} picture its rows and columns, as many entries as a row has
 * @returns {Grid}
 */
export function asPictures(grid, [rows, columns]) {
  const pitch = columns + 1;
  return {
    rows,
    columns: grid.rows * pitch - 1,
    entry: (row, column) => {
      const within = column % pitch;
      return within === columns ? null : grid.entry(Math.floor(column / pitch), row * columns + within);
    },
  };
}

/**
 * An excerpt while its entries are on their way: those that the document's corner has stand in their places.
 * @param {Tensor} tensor
 * @param {Excerpt} excerpt
 * @returns {Grid}
 */
function cornerGrid(tensor, { at, rows, columns }) {
  const corner = at.every((index) => index === 0) ? matrix(tensor).rows : [];
  return {
    rows: countOf(rows),
    columns: countOf(columns),
    entry: (row, column) => corner[rows.first + row * rows.step]?.[columns.first + column * columns.step] ?? null,
  };
}

/**
 * @param {HTMLCanvasElement} canvas takes the size of the grid
 * @param {Grid} grid
 * @param {number} scale the magnitude that fills fully
 * @param {Colours} colours
 * @param {Opacity} opacity
 */
export function paint(canvas, { rows, columns, entry }, scale, colours, { least, most } = VIVID) {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot paint pictures: no 2d canvas");
  const positive = channels(context, colours.positive);
  const negative = channels(context, colours.negative);
  const strange = channels(context, colours.strange);
  const zero = colours.zero === null ? null : channels(context, colours.zero);
  const image = context.createImageData(columns, rows);
  for (let row = 0, place = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, place += 4) {
      const value = entry(row, column);
      if (value === null) continue;
      const size = Number(value);
      if (size === 0 && zero === null) continue;
      const signed = size !== 0 && Number.isFinite(size);
      image.data.set(signed ? (size < 0 ? negative : positive) : size === 0 && zero ? zero : strange, place);
      image.data[place + 3] = Math.round(255 * (signed ? least + (most - least) * strength(size, scale) : 1));
    }
  }
  context.putImageData(image, 0, 0);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @returns {number[]} red, green, blue
 */
function channels(context, colour) {
  context.fillStyle = colour;
  const hexadecimal = String(context.fillStyle).slice(1);
  return [0, 2, 4].map((from) => parseInt(hexadecimal.slice(from, from + 2), 16));
}
