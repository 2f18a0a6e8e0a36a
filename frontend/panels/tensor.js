/** A tensor as a small table: the fill of a cell says sign and magnitude, its text the number. */

import { html } from "preact";
import { brief, largest, matrix, number, shape } from "../format.js";
import { Cell } from "./cell.js";
import { later } from "./later.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
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

/**
 * @param {{arrays: Arrays, origin: Origin, tensor: Tensor, quantity: Quantity, compact?: boolean,
 *   picture?: Size | null}} props `picture`: the rows and columns that each row is looked at in
 */
export function TensorTable({ arrays, origin, tensor, quantity, compact = false, picture = null }) {
  if (tensor.data === null) {
    // The place of the reader stays from step to step, and from node to node of one shape.
    return html`<${compact ? SmallHeatMap : HeatMap} key=${`${origin.of} ${tensor.shape}`} arrays=${arrays}
      origin=${origin} tensor=${tensor} quantity=${quantity} />`;
  }
  const readable = /** @type {{rows: number, columns: number, digits: number}} */ (READABLE.get(compact));
  if (tensor.shape.includes(0)) return html`<span class=${`tensor-empty ${quantity}`}>empty</span>`;
  const { rows, columns, rowsPerBlock } = matrix(tensor);
  if (tensor.shape.length === 0) {
    return html`<span class=${`scalar ${quantity}`}>${number(rows[0][0], readable.digits)}</span>`;
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
  const { digits } = readable;
  const cell = (/** @type {Entry} */ entry) =>
    html`<${Cell} entry=${entry} scale=${scale} digits=${digits} legible=${legible} />`;
  return html`<div class="tensor-frame">
    <table class=${kind} aria-label=${`${quantity}, ${shape(tensor.shape)}`}>
      <tbody>
        ${rows.map((row, index) => html`<tr class=${index > 0 && index % rowsPerBlock === 0 ? "block" : undefined}>
          ${row.map(cell)}
        </tr>`)}
      </tbody>
    </table>
    ${!legible && html`<span class="tensor-note">${brief(tensor)}</span>`}
  </div>`;
}
