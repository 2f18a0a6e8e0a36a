/** A local Jacobian as a picture: a row for each entry of the result, a column for each entry of the input. */

import { html } from "preact";
import { fittingDigits, number, strength, toNumber } from "../format.js";
import { entryName } from "../run/spots.js";
import { Failure } from "./failure.js";
import { calledOf } from "../run/names.js";

/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Entry, GraphNode, LocalJacobianDocument, Nested, Tensor } from "../types.js" */

/** @typedef {{row: number, column: number, slope: Entry | null}} Filled slope null: not in the document */

/** What is larger would be dots. */
const MOST = 16;
/** Pixels. */
const SIDE = { most: 34, least: 12, all: 264 };
const GAP = 2;
/** In pixels: what a row of cells has, a figure, and what lies around the figures of a cell. */
const ROOM = { row: SIDE.all, figure: 6.1, around: 2 * 3 + GAP };
/** Digits of the numbers in the cells: the first of these that fits, for all of them. */
const DIGITS = [2, 1];

/**
 * What the structure is, and what follows for the vjp.
 * @type {Map<LocalJacobianDocument["structure"], {is: string, vjp: string}>}
 */
const WORDS = new Map([
  ["diagonal", {
    is: "Each entry of the result moves with the entry of the input at its own place alone: off the diagonal all is 0.",
    vjp: "So no matrix is needed: upstream is multiplied by the slopes entry by entry.",
  }],
  ["permutation", {
    is: "The result is the input in another order: one 1 in every row and every column.",
    vjp: "So each entry of upstream only goes back to the place that its entry came from.",
  }],
  ["selection", {
    is: "The result takes some entries of the input as they are.",
    vjp: "So each entry of upstream goes back to the place it was taken from, and what was not taken gets 0.",
  }],
  ["broadcast", {
    is: "An entry of the input is used in several entries of the result: its column has several numbers.",
    vjp: "So what comes back from all of them, times these slopes, is added up.",
  }],
  ["sum", {
    is: "Several entries of the input are added up in one entry of the result: its row has several numbers.",
    vjp: "So each of them gets the same entry of upstream, times its slope.",
  }],
  ["outer", {
    is: "One small matrix stands here several times: groups of entries that do not mix all move in the same way.",
    vjp: "So upstream is multiplied by the small matrix alone, which is one matrix product for all groups.",
  }],
  ["block diagonal", {
    is: "Groups of entries do not mix, and each group moves by a matrix of its own.",
    vjp: "So upstream is multiplied group by group.",
  }],
  ["dense", {
    is: "Every entry of the result may move with every entry of the input.",
    vjp: "So each entry of the input collects from all of upstream.",
  }],
]);

/** @param {{store: Store, jacobians: LocalJacobians | undefined, node: GraphNode, slot: number}} props */
export function LocalJacobian({ store, jacobians, node, slot }) {
  const input = store.timeline.value?.nodes.get(node.inputs[slot]);
  if (!jacobians || !input || !isReadable(node, input)) return null;
  const asked = jacobians.of(node.id, slot);
  const found = asked.state === "here" ? asked.value : null;
  if (asked.state !== "failed" && !found) return null;
  return html`<section class="local-jacobian" aria-label=${`Local Jacobian of ${calledOf(node)} in ${calledOf(input)}`}>
    <h3>Local Jacobian in <b>${calledOf(input)}</b> <span class="structure">${found?.structure}</span></h3>
    ${found && html`<${Picture} found=${found} node=${node} input=${input} />`}
    ${asked.state === "failed" && html`<${Failure} what="The matrix is not here." words=${asked.words}
      onRetry=${() => jacobians.retry()} />`}
  </section>`;
}

/** @param {{found: LocalJacobianDocument, node: GraphNode, input: GraphNode}} props */
function Picture({ found, node, input }) {
  const words = /** @type {{is: string, vjp: string}} */ (WORDS.get(found.structure));
  return html`<figure>
      <${Matrix} found=${found} result=${node} input=${input} />
      <figcaption>${found.shape.join(" × ")}: a row for each entry of <bdi>${calledOf(node)}</bdi>, a
        column for each of <bdi>${calledOf(input)}</bdi></figcaption>
    </figure>
    <p>${words.is} ${words.vjp}</p>`;
}

/**
 * Of two scalars it is one number, which stands in the formula.
 * @param {GraphNode} result
 * @param {GraphNode} input
 */
function isReadable(result, input) {
  const [rows, columns] = [sizeOf(result.shape), sizeOf(input.shape)];
  return rows * columns > 1 && rows <= MOST && columns <= MOST;
}

/** @param {readonly number[]} shape */
function sizeOf(shape) {
  return shape.reduce((product, length) => product * length, 1);
}

/** @param {{found: LocalJacobianDocument, result: GraphNode, input: GraphNode}} props */
function Matrix({ found, result, input }) {
  const [rows, columns] = found.shape;
  const filled = filledOf(found);
  const scale = Math.max(0, ...filled.map(({ slope }) => Math.abs(toNumber(slope ?? 1))).filter(Number.isFinite));
  const { side, wide, digits } = cellSize(filled, columns);
  const [width, height] = [columns * wide, rows * side];
  const cell = { width: wide - GAP, height: side - GAP, rx: Math.min(4, side / 5) };
  const blank = Array.from({ length: rows * columns }, (_, place) => html`<rect key=${place} class="blank" ...${cell}
    x=${(place % columns) * wide} y=${Math.floor(place / columns) * side} />`);
  return html`<svg width=${width} height=${height} viewBox=${`-1 -1 ${width} ${height}`} role="img"
    aria-label=${`${found.structure}, ${filled.length} of ${rows * columns} entries are not 0 by structure`}>
    ${blank}
    ${filled.map(({ row, column, slope }) => html`<g key=${`${row} ${column}`} data-row=${row} data-column=${column}
      class=${signOf(slope)} transform=${`translate(${column * wide} ${row * side})`}>
      <title>∂${entryName(result, row)}/∂${entryName(input, column)}${slope !== null && ` = ${number(slope)}`}</title>
      <rect ...${cell} style=${{ "--strength": slope === null ? 1 : strength(slope, scale).toFixed(3) }} />
      ${digits > 0 && slope !== null && html`<text x=${cell.width / 2} y=${cell.height / 2 + 3.5}>
        ${number(slope, digits)}</text>`}
    </g>`)}
  </svg>`;
}

/**
 * Cells are as wide as their longest number, where all of a row's fit side by side, else squares without numbers.
 * @param {Filled[]} filled
 * @param {number} columns
 * @returns {{side: number, wide: number, digits: number}} pixels from one cell to the next, down and across; `digits`:
 *   0 where no numbers fit
 */
export function cellSize(filled, columns) {
  const side = Math.max(SIDE.least, Math.min(SIDE.most, SIDE.all / columns));
  const slopes = filled.flatMap(({ slope }) => (slope === null ? [] : [slope]));
  const fitting = fittingDigits(slopes, columns, DIGITS, ROOM);
  if (fitting) return { side, wide: Math.max(side, fitting.wide), digits: fitting.digits };
  return { side, wide: side, digits: 0 };
}

/** @param {Entry | null} slope */
function signOf(slope) {
  if (slope !== null && !Number.isFinite(toNumber(slope))) return "strange";
  return slope !== null && toNumber(slope) < 0 ? "negative" : "positive";
}

/**
 * The entries of the matrix that its structure does not make 0.
 * @param {LocalJacobianDocument} found
 * @returns {Filled[]}
 */
export function filledOf({ structure, shape, numbers }) {
  const list = (/** @type {string} */ name) => /** @type {number[]} */ (numbers[name].data);
  switch (structure) {
    case "diagonal":
      return list("values").map((slope, place) => ({ row: place, column: place, slope }));
    case "permutation":
    case "selection":
    case "broadcast":
      return list("source").map((column, row) => ({ row, column, slope: list("weights")[row] }))
        .filter(({ column }) => column >= 0);
    case "sum":
      return list("target").map((row, column) => ({ row, column, slope: list("weights")[column] }))
        .filter(({ row }) => row >= 0);
    case "outer":
      return inGroups(numbers, (_, row, column) => entryAt(numbers.factor, [row, column]));
    case "block diagonal":
      return inGroups(numbers, (group, row, column) => entryAt(numbers.blocks, [group, row, column]));
    case "dense":
      return Array.from({ length: shape[0] * shape[1] }, (_, place) => {
        const [row, column] = [Math.floor(place / shape[1]), place % shape[1]];
        return { row, column, slope: entryAt(numbers.matrix, [row, column]) };
      });
  }
}

/**
 * @param {Record<string, Tensor>} numbers
 * @param {(group: number, row: number, column: number) => Entry | null} slopeAt
 * @returns {Filled[]}
 */
function inGroups({ rows, columns }, slopeAt) {
  const [inRows, inColumns] = [rows, columns].map(({ data }) => /** @type {number[][]} */ (data));
  return inRows.flatMap((places, group) => places.flatMap((row, p) =>
    inColumns[group].map((column, q) => ({ row, column, slope: slopeAt(group, p, q) }))));
}

/**
 * @param {Tensor} tensor
 * @param {number[]} index
 * @returns {Entry | null} null where the document is too short for the tensor
 */
function entryAt({ data }, index) {
  if (data === null) return null;
  const entry = index.reduce((/** @type {any} */ nested, at) => nested[at], /** @type {Nested} */ (data));
  return /** @type {Entry} */ (entry);
}
