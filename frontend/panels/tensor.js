/** A tensor as a small table: the fill of a cell says sign and magnitude, its text the number. */

import { html } from "preact";
import { served } from "../service/api.js";
import { brief, fittingDigits, largest, matrix, number, shape } from "../format.js";
import { Cell } from "./cell.js";
import { later } from "./later.js";
import { keyOf } from "../run/spots.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Side } from "../run/spots.js" */
/** @import { Size } from "../run/pictures.js" */
/** @import { Entry, Tensor } from "../types.js" */

/** @typedef {"value"|"gradient"|"local"} Quantity */

const HeatMap = later(async () => (await import("./heat-map.js")).HeatMap);
const SmallHeatMap = later(async () => (await import("./heat-map.js")).SmallHeatMap);

/**
 * Above these sizes the cells stand without numbers, as a heat map. `compact`: three tensors side by side.
 * @type {Map<boolean, {rows: number, columns: number, digits: number}>}
 */
const READABLE = new Map([
  [false, { rows: 8, columns: 6, digits: 4 }],
  [true, { rows: 6, columns: 3, digits: 3 }],
]);

/** In pixels: what a row of cells has, a figure, and what lies around the figures of a cell. */
const ROOM = { row: 262, figure: 7.53, around: 12 };
/** In pixels: a cell without its number, the space after it, what all of them may take, and what is still seen. */
const PLAIN = { cell: 14, gap: 1, width: 250, height: 168, least: 3 };
/** Rows and columns from which on an array is looked at as an image, whose cells are square. */
const IMAGE = 8;
/** Digits of the numbers in the cells: the first of these that fits, or else the last. */
const DIGITS = [4, 3, 2];

/**
 * @param {{arrays: Arrays, origin: Origin, tensor: Tensor, quantity: Quantity, compact?: boolean,
 *   picture?: Size | null, spot?: {node: string, of: Side} | null}} props `picture`: the rows and columns that each row
 *   is looked at in; `spot`: what its entries are entries of, where the reader can ask about them
 */
export function TensorTable({ arrays, origin, tensor, quantity, compact = false, picture = null, spot = null }) {
  if (tensor.data === null) {
    // The place of the reader stays from step to step, and from node to node of one shape.
    return html`<${compact ? SmallHeatMap : HeatMap} key=${`${origin.of} ${tensor.shape}`} arrays=${arrays}
      origin=${origin} tensor=${tensor} quantity=${quantity} />`;
  }
  const readable = /** @type {{rows: number, columns: number, digits: number}} */ (READABLE.get(compact));
  if (tensor.shape.includes(0)) return html`<span class=${`tensor-empty ${quantity}`}>empty</span>`;
  const { rows, columns, rowsPerBlock } = matrix(tensor);
  const asked = served && spot !== null ? keyOf(spot) : undefined;
  if (tensor.shape.length === 0) {
    const text = number(rows[0][0], readable.digits);
    const asks = asked && { "data-ask": asked, "data-entry": 0, tabindex: 0, role: "button", "aria-label": `${quantity} ${text}` };
    return html`<span class=${`scalar ${quantity}`} ...${asks}>${text}</span>`;
  }
  const scale = largest(tensor);
  if (picture) {
    return html`<div class="tensor-frame" role="img" aria-label=${`${quantity}, each row as ${picture[0]}×${picture[1]}`}>
      <div class="tensor-pictures">${rows.map((row) => html`<table class=${`tensor ${quantity} thumbnail`} aria-hidden="true">
        <tbody>${Array.from({ length: picture[0] }, (_, line) => html`<tr>
          ${row.slice(line * picture[1], (line + 1) * picture[1]).map((entry) =>
            html`<${Cell} entry=${entry} scale=${scale} digits=${readable.digits} legible=${false} />`)}</tr>`)}</tbody>
      </table>`)}</div>
      <span class="tensor-note">${brief(tensor)}</span>
    </div>`;
  }
  const legible = rows.length <= readable.rows && columns <= readable.columns;
  const kind = ["tensor", quantity, compact && "compact", !legible && "thumbnail"].filter(Boolean).join(" ");
  const fitting = legible && !compact ? fittingDigits(rows.flat(), columns, DIGITS, ROOM) : null;
  const digits = fitting?.digits ?? (compact ? readable.digits : DIGITS[DIGITS.length - 1]);
  const cell = (/** @type {Entry} */ entry, /** @type {number} */ place) => html`<${Cell} entry=${entry} scale=${scale}
    digits=${digits} legible=${legible} place=${asked && place} />`;
  return html`<div class="tensor-frame">
    <table class=${kind} style=${legible ? undefined : plainCells(rows.length, columns)} role=${asked && "grid"} data-ask=${asked} aria-label=${`${quantity}, ${shape(tensor.shape)}`}>
      <tbody>
        ${rows.map((row, index) => html`<tr class=${index > 0 && index % rowsPerBlock === 0 ? "block" : undefined}>
          ${row.map((entry, column) => cell(entry, index * columns + column))}
        </tr>`)}
      </tbody>
    </table>
    ${!legible && html`<span class="tensor-note">${brief(tensor)}</span>`}
  </div>`;
}

/**
 * @param {number} rows
 * @param {number} columns
 * @returns {Record<string, string>} the size of a cell without its number, so that a long column stays in sight as a whole
 */
function plainCells(rows, columns) {
  const room = (/** @type {number} */ whole, /** @type {number} */ count) =>
    Math.max(PLAIN.least, Math.min(PLAIN.cell, Math.floor(whole / count) - PLAIN.gap));
  const [width, height] = [room(PLAIN.width, columns), room(PLAIN.height, rows)];
  const square = Math.min(rows, columns) >= IMAGE;
  return {
    "--cell-width": `${square ? Math.min(width, height) : width}px`, "--cell-height": `${square ? Math.min(width, height) : height}px`,
  };
}
