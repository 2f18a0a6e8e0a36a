/** A tensor too large for a table: all of it in colours, and the numbers around an entry that mouse and keys move. */

import { html, useLayoutEffect, useRef, useState } from "preact";
import { served } from "../service/api.js";
import {
  around, beside, countOf, excerptWords, holds, indexAt, isWhole, middleMoved, neighbours, placeOf, shareOf, sizesOf,
  thinned,
} from "../service/arrays/excerpt.js";
import { paint, partGrid } from "../service/arrays/grid.js";
import { brief, largest, number, shape } from "../format.js";
import { Cell } from "./cell.js";
import { Failure } from "./failure.js";

/** @import { Arrays, Found, Origin } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Grid } from "../service/arrays/grid.js" */
/** @import { Tensor } from "../types.js" */
/** @import { Quantity } from "./tensor.js" */

/** @typedef {{plane: number, row: number, column: number}} Place of an entry */
/**
 * @typedef {object} Drag
 * @property {number} x where it began on the page
 * @property {number} y
 * @property {number} rows how far the window has come
 * @property {number} columns
 * @property {{width: number, height: number}} cell in pixels of the page
 */

/** Rows and columns: more are thinned out, or only a part is shown. */
const MOST = { rows: 256, columns: 256 };
const MOST_COMPACT = { rows: 128, columns: 128 };

/** Pixels on the page: the frame, the largest cell, and the least width or height of a picture. */
const FRAME = 296;
const FRAME_COMPACT = 88;
const CELL = 12;
const THINNEST = 10;

/** Rows and columns in numbers. */
const NEIGHBOURS = 5;
const LEAP = 16;
const DIGITS = { lens: 3, readout: 6 };

/** @type {Map<string, [number, number]>} rows and columns */
const MOVES = new Map([
  ["ArrowUp", [-1, 0]],
  ["ArrowDown", [1, 0]],
  ["ArrowLeft", [0, -1]],
  ["ArrowRight", [0, 1]],
  ["PageUp", [-LEAP, 0]],
  ["PageDown", [LEAP, 0]],
  ["Home", [0, -Infinity]],
  ["End", [0, Infinity]],
]);

/** @typedef {{arrays: Arrays, origin: Origin, tensor: Tensor, quantity: Quantity}} Props */

/** @param {Props} props three of them stand side by side */
export function SmallHeatMap({ arrays, origin, tensor, quantity }) {
  const excerpt = thinned(tensor.shape, MOST_COMPACT);
  const found = arrays.of(origin, excerpt);
  const label = `${quantity}, ${shape(tensor.shape)}: ${brief(tensor)}`;
  return html`<div class="heat-map compact" role="img" aria-label=${label} aria-busy=${found.state === "coming"}>
    <${Picture} grid=${partGrid(tensor, { excerpt, found })} found=${found} tensor=${tensor} frame=${FRAME_COMPACT}
      theme=${arrays.store.look.theme.value} />
    <span class="tensor-note">${[brief(tensor, 3), excerptWords(excerpt)].filter(Boolean).join(", ")}</span>
  </div>`;
}

/** @param {Props} props */
export function HeatMap({ arrays, origin, tensor, quantity }) {
  const [place, setPlace] = useState(/** @type {Place} */ ({ plane: 0, row: 0, column: 0 }));
  const [centre, setCentre] = useState(/** @type {Place | null} */ (null));
  const all = thinned(tensor.shape, MOST, place.plane);
  const excerpt = centre ? around(tensor.shape, MOST, { ...centre, plane: place.plane }) : all;
  const found = arrays.of(origin, excerpt);
  const grid = partGrid(tensor, { excerpt, found });
  const { planes } = sizesOf(tensor.shape);

  const zoom = () => setCentre(centre || isWhole(all) ? null : place);
  const go = (/** @type {Place} */ next) => {
    setPlace(next);
    if (centre && !(holds(excerpt.rows, next.row) && holds(excerpt.columns, next.column))) setCentre(next);
  };
  const pan = (/** @type {number} */ rows, /** @type {number} */ columns) => {
    const row = middleMoved(excerpt.rows, rows);
    const column = middleMoved(excerpt.columns, columns);
    const window = around(tensor.shape, MOST, { plane: place.plane, row, column });
    setCentre({ ...place, row, column });
    setPlace({ ...place, row: within(window.rows, place.row), column: within(window.columns, place.column) });
  };
  const turnTo = (/** @type {number} */ plane) => setPlace({ ...place, plane: (plane + planes) % planes });
  const words = [excerptWords(excerpt), brief(tensor)].filter(Boolean).join(" · ");
  return html`<div class="heat-map" role="group" aria-label=${`${quantity}, ${shape(tensor.shape)}`}>
    ${planes > 1 && html`<${Planes} excerpt=${excerpt} shape=${tensor.shape} plane=${place.plane} onTurn=${turnTo} />`}
    <${Field} tensor=${tensor} grid=${grid} found=${found} excerpt=${excerpt} place=${place} go=${go}
      theme=${arrays.store.look.theme.value} onEnter=${zoom} onPan=${centre && pan} />
    <${Scale} tensor=${tensor} />
    <p class="tensor-note">${words}${served && !isWhole(all) && html`<button class="chip" onClick=${zoom}>
      ${centre ? "All of it" : "Every entry here"}
    </button>`}</p>
    ${found.state === "failed" && html`<${Failure} what="Only the first entries are here." words=${found.words}
      onRetry=${() => arrays.retry()} />`}
    <${Lens} grid=${grid} excerpt=${excerpt} place=${place} quantity=${quantity} scale=${largest(tensor)} />
  </div>`;
}

/**
 * @param {{tensor: Tensor, grid: Grid, found: Found, excerpt: Excerpt, place: Place, theme: string,
 *   go: (place: Place) => void, onEnter: () => void, onPan: ((rows: number, columns: number) => void) | null}} props
 *   `onPan`: null where all of the tensor is in sight
 */
function Field({ tensor, grid, found, excerpt, place, theme, go, onEnter, onPan }) {
  const { rows, columns } = excerpt;
  const [drag, setDrag] = useState(/** @type {Drag | null} */ (null));
  const point = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const row = indexAt(rows, (event.clientY - box.top) / box.height);
    const column = indexAt(columns, (event.clientX - box.left) / box.width);
    go({ ...place, row, column });
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const move = MOVES.get(event.key);
    if (move) go({ ...place, row: beside(rows, place.row, move[0]), column: beside(columns, place.column, move[1]) });
    else if (event.key === "Enter") onEnter();
    else return;
    event.preventDefault();
  };
  const begin = (/** @type {PointerEvent} */ event) => {
    point(event);
    if (!onPan || event.button !== 0) return;
    const field = /** @type {HTMLElement} */ (event.currentTarget);
    field.setPointerCapture(event.pointerId);
    const { width, height } = field.getBoundingClientRect();
    const cell = { width: width / countOf(columns), height: height / countOf(rows) };
    setDrag({ x: event.clientX, y: event.clientY, rows: 0, columns: 0, cell });
  };
  const dragged = (/** @type {PointerEvent} */ event, /** @type {Drag} */ { x, y, cell }) => ({
    rows: -Math.round((event.clientY - y) / cell.height),
    columns: -Math.round((event.clientX - x) / cell.width),
  });
  const follow = (/** @type {PointerEvent} */ event) =>
    drag ? setDrag({ ...drag, ...dragged(event, drag) }) : point(event);
  const release = (/** @type {PointerEvent} */ event) => {
    if (!drag) return;
    const by = dragged(event, drag);
    setDrag(null);
    if (by.rows !== 0 || by.columns !== 0) onPan?.(by.rows, by.columns);
  };
  const shift = drag && {
    transform: `translate(${-drag.columns * drag.cell.width}px, ${-drag.rows * drag.cell.height}px)`,
  };
  const cursor = { left: `${100 * shareOf(columns, place.column)}%`, top: `${100 * shareOf(rows, place.row)}%` };
  const entry = entryAt(grid, excerpt, place);
  const index = [...excerpt.at, place.row, place.column].slice(-tensor.shape.length).join(", ");
  return html`<div class=${["heat-map-field", onPan && "pannable", drag && "dragging"].filter(Boolean).join(" ")}
      tabindex="0" role="application" aria-roledescription="heat map"
      aria-label=${`Entries of ${shape(tensor.shape)}: the arrow keys move from one to the next`}
      title=${onPan ? "Drag to move over the tensor" : undefined}
      aria-busy=${found.state === "coming"} onPointerMove=${follow} onPointerDown=${begin} onPointerUp=${release}
      onPointerCancel=${() => setDrag(null)} onKeyDown=${press}>
      <div class="heat-map-window"><div style=${shift}>
        <${Picture} grid=${grid} found=${found} tensor=${tensor} frame=${FRAME} theme=${theme} />
      </div></div>
      ${!drag && html`<span class="heat-map-cursor" style=${cursor}></span>`}
    </div>
    <output class="heat-map-readout">
      [${index}] = <b>${entry === null ? "…" : number(entry, DIGITS.readout)}</b>
    </output>`;
}

/** @param {{grid: Grid, found: Found, tensor: Tensor, frame: number, theme: string}} props */
function Picture({ grid, found, tensor, frame, theme }) {
  const ref = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { rows, columns } = grid;
  useLayoutEffect(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (ref.current);
    const style = getComputedStyle(canvas);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`);
    paint(canvas, grid, largest(tensor),
      { positive: colour("positive"), negative: colour("negative"), zero: null, strange: colour("strange") });
  }, [found, tensor, rows, columns, theme]);
  const cell = Math.min(CELL, frame / columns, frame / rows);
  const width = Math.max(THINNEST, columns * cell);
  const height = Math.max(THINNEST, rows * cell);
  const size = { width: `${width}px`, aspectRatio: `${width} / ${height}` };
  return html`<canvas ref=${ref} aria-hidden="true" style=${size} />`;
}

/** @param {{tensor: Tensor}} props what the colours say */
function Scale({ tensor }) {
  const scale = largest(tensor);
  const { nonfinite } = tensor.summary;
  return html`<p class="heat-map-scale">
    <span>${number(-scale, 3)}</span><i class="bar"></i><span>${number(scale, 3)}</span>
    ${nonfinite > 0 && html`<i class="strange"></i><span>NaN, ±∞: ${nonfinite}</span>`}
  </p>`;
}

/** @param {{excerpt: Excerpt, shape: number[], plane: number, onTurn: (plane: number) => void}} props */
function Planes({ excerpt, shape: sizes, plane, onTurn }) {
  const { planes } = sizesOf(sizes);
  return html`<p class="heat-map-planes">
    <button class="chip" aria-label="The plane before" onClick=${() => onTurn(plane - 1)}>‹</button>
    <output>[${excerpt.at.join(", ")}, :, :]</output> plane ${plane + 1} of ${planes}
    <button class="chip" aria-label="The next plane" onClick=${() => onTurn(plane + 1)}>›</button>
  </p>`;
}

/** @param {{grid: Grid, excerpt: Excerpt, place: Place, quantity: Quantity, scale: number}} props */
function Lens({ grid, excerpt, place, quantity, scale }) {
  const rows = neighbours(excerpt.rows, place.row, NEIGHBOURS);
  const columns = neighbours(excerpt.columns, place.column, NEIGHBOURS);
  const cell = (/** @type {number} */ row, /** @type {number} */ column) => {
    const entry = entryAt(grid, excerpt, { ...place, row, column });
    const current = row === place.row && column === place.column;
    return entry === null
      ? html`<td class="strange">…</td>`
      : html`<${Cell} entry=${entry} scale=${scale} digits=${DIGITS.lens} legible=${true} current=${current} />`;
  };
  return html`<table class=${`tensor lens ${quantity}`} aria-label="The entries around it">
    <thead><tr><td></td>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>
      <th scope="row">${row}</th>${columns.map((column) => cell(row, column))}
    </tr>`)}</tbody>
  </table>`;
}

/**
 * @param {Excerpt["rows"]} range
 * @param {number} index
 */
function within({ first, to }, index) {
  return Math.max(first, Math.min(to - 1, index));
}

/**
 * @param {Grid} grid
 * @param {Excerpt} excerpt
 * @param {{row: number, column: number}} place
 */
function entryAt(grid, { rows, columns }, { row, column }) {
  return grid.entry(placeOf(rows, row), placeOf(columns, column));
}
