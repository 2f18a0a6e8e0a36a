/** A tensor as a small table: the fill of a cell says sign and magnitude, its text the number. */

import { html } from "preact";
import { brief, largest, matrix, number, shape, strength, toNumber } from "../format.js";

/** @import { Entry, Tensor } from "../types.js" */

/** @typedef {"value"|"gradient"|"local"} Quantity */

/**
 * Above these sizes the cells stand without numbers, as a heat map. `compact`: three tensors side by side.
 * @type {Map<boolean, {rows: number, columns: number, digits: number}>}
 */
const READABLE = new Map([
  [false, { rows: 8, columns: 6, digits: 4 }],
  [true, { rows: 6, columns: 3, digits: 3 }],
]);

/** @param {{tensor: Tensor, quantity: Quantity, compact?: boolean}} props */
export function TensorTable({ tensor, quantity, compact = false }) {
  const readable = /** @type {{rows: number, columns: number, digits: number}} */ (READABLE.get(compact));
  if (tensor.shape.includes(0)) return html`<span class=${`tensor-empty ${quantity}`}>empty</span>`;
  const { rows, columns, rowsPerBlock, whole } = matrix(tensor);
  if (tensor.shape.length === 0) {
    return html`<span class=${`scalar ${quantity}`}>${number(rows[0][0], readable.digits)}</span>`;
  }
  const scale = largest(tensor);
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
    ${!whole && html`<span class="tensor-note">first ${rows.length}×${columns} of ${shape(tensor.shape)}</span>`}
    ${(!legible || !whole) && html`<span class="tensor-note">${brief(tensor)}</span>`}
  </div>`;
}

/** @param {{entry: Entry, scale: number, digits: number, legible: boolean}} props */
function Cell({ entry, scale, digits, legible }) {
  const size = toNumber(entry);
  const sign = Number.isFinite(size) ? (size < 0 ? "negative" : "positive") : "strange";
  const fill = { "--strength": strength(entry, scale).toFixed(3) };
  const text = number(entry, digits);
  return html`<td class=${sign} style=${fill} title=${String(entry)}>
    ${legible ? text : html`<span class="unseen">${text}</span>`}
  </td>`;
}
