/** A Jacobian with the names of its rows and columns; one too large to be written is its shape. */

import { html } from "preact";
import { largest } from "../format.js";
import { Cell } from "./cell.js";
import { entryName, indexOf } from "../run/spots.js";

/** @import { GraphNode, Tensor } from "../types.js" */

/** Rows and columns of one that is shown with its numbers. */
const MOST = 12;
const DIGITS = 3;

/** Of a long name the place alone says which entry it is. */
const LONGEST = 9;

/** @param {GraphNode} node @param {number} entry */
function called(node, entry) {
  const name = entryName(node, entry);
  return name.length <= LONGEST || node.shape.length === 0 ? name : `[${indexOf(entry, node.shape).join(", ")}]`;
}

/** A row, or a column, or an entry that is pointed at. @typedef {{row: number | null, column: number | null}} Place */

/**
 * @param {{name: string, matrix: Tensor | null, shape: readonly number[], result: GraphNode, input: GraphNode,
 *   lit?: Place | null, gradient?: boolean, onPoint?: ((place: Place | null) => void) | null}} props
 */
export function JacobianMatrix({ name, matrix, shape, result, input, lit = null, gradient = false, onPoint = null }) {
  const [rows, columns] = shape;
  const sizes = `${rows}×${columns}`;
  const caption = html`<figcaption><b>${name}</b> <span class="shape">${sizes}</span></figcaption>`;
  if (!matrix || matrix.data === null || rows > MOST || columns > MOST) {
    return html`<figure class="jacobian-matrix"><div class="jacobian-unwritten">${sizes}<small>${matrix ? "too large to show" : "not built"}</small></div>${caption}</figure>`;
  }
  const entries = /** @type {any[][]} */ (matrix.data);
  const scale = largest(matrix);
  const point = (/** @type {Event} */ event) => {
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    const row = cell?.parentElement;
    if (cell && row) onPoint?.({ row: Number(row.dataset.row), column: cell.cellIndex - 1 });
  };
  const isLit = (/** @type {number} */ row, /** @type {number} */ column) => lit !== null
    && (lit.row === null || lit.row === row) && (lit.column === null || lit.column === column);
  return html`<figure class="jacobian-matrix">
    <table class=${`tensor compact ${gradient ? "gradient" : "local"}`} onMouseOver=${point} onFocusIn=${point} onMouseLeave=${() => onPoint?.(null)}>
      <thead><tr><td></td>${entries[0].map((_, column) => html`<th key=${column} scope="col" title=${entryName(input, column)}><span><bdi>${called(input, column)}</bdi></span></th>`)}</tr></thead>
      <tbody>${entries.map((row, at) => html`<tr key=${at} data-row=${at}><th scope="row" title=${entryName(result, at)}><bdi>${called(result, at)}</bdi></th>
        ${row.map((entry, column) => html`<${Cell} key=${column} entry=${entry} scale=${scale} digits=${DIGITS} legible=${true}
          current=${isLit(at, column)} place=${onPoint ? at * row.length + column : undefined} />`)}</tr>`)}</tbody>
    </table>${caption}</figure>`;
}
