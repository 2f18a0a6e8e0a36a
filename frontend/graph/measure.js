/** The sizes of cards and of everything on them. The layout and the painter both read these, so no text overflows. */

import { countOf, sizesOf, thinned } from "../service/arrays/excerpt.js";
import { matrix, number, shape } from "../format.js";
import { outlineOf, receiverOf } from "../run/timeline.js";

/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Entry, GraphNode, RunDocument, Tensor } from "../types.js" */

/**
 * A tensor's part of a card. "number": a scalar. "cells": entries with their numbers. "picture": one coloured cell an
 * entry, with the range below. "empty": a tensor without entries.
 * @typedef {object} Block
 * @property {"number" | "cells" | "picture" | "empty"} kind
 * @property {number} rows
 * @property {number} columns
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} pitchX from one cell to the next
 * @property {number} pitchY
 * @property {number} figure the width of one character of the entries
 * @property {Excerpt | null} excerpt what a picture shows of a tensor that its document is too short for
 */

/**
 * @typedef {object} Card
 * @property {GraphNode} node
 * @property {string} label
 * @property {string} detail what made the value: the operation, or the leaf's role
 * @property {number} detailEnd where `detail` ends, before the shape
 * @property {string} shape "2×3", "[3]", "" for a scalar
 * @property {number} width
 * @property {number} height
 * @property {Block} value
 * @property {Block | null} gradient null when the node never has one
 * @property {number} ruleY the line between value and gradient
 * @property {boolean} reachable false when no gradient ever arrives
 * @property {boolean} target
 * @property {number} uses
 */

/** @typedef {(text: string, font: keyof typeof FONTS) => number} TextWidth */

export const FONTS = {
  label: { weight: 600, size: 13, family: "--font-text" },
  detail: { weight: 400, size: 11, family: "--font-text" },
  shape: { weight: 400, size: 11, family: "--font-code" },
  cell: { weight: 400, size: 11, family: "--font-code" },
  number: { weight: 500, size: 13, family: "--font-code" },
  token: { weight: 600, size: 11.5, family: "--font-code" },
};

export const CARD = {
  pad: 12,
  labelY: 21,
  header: 31,
  rule: 20,
  bottom: 11,
  bare: 4,
  cellHeight: 20,
  cellGap: 2,
  numberHeight: 26,
  rangeHeight: 17,
};

const CELL_DIGITS = 3;
const NUMBER_DIGITS = 4;
/** As wide as a number of a common size gets: with a sign, an exponent of two figures and all digits. */
const WIDEST = -1.23456e-10;
const WIDEST_RANGE = `${number(WIDEST, CELL_DIGITS)} … ${number(WIDEST, CELL_DIGITS)}`;
const NUMBERED_ROWS = 6;
const NUMBERED_COLUMNS = 6;
const CELL_PAD = 4;
const HEADER_GAP = 14;
const DETAIL_GAP = 7;
const SMALLEST_WIDTH = 96;
const LONGEST_LABEL = 22;
const SIGNS = new Set("+−×÷=≠<>≤≥");
const WORD = /^[a-z][a-z0-9_ ]+$/i;
/** The cell of a picture, and the frame around all of them: long and narrow tensors fill it only one way. */
const PIXEL = { most: 14, least: 2, width: 148, height: 112, thinnest: 8 };
const MOST = { rows: PIXEL.height / PIXEL.least, columns: PIXEL.width / PIXEL.least };

/**
 * @param {Entry} entry
 * @param {Block["kind"]} kind
 */
export function entryText(entry, kind) {
  return number(entry, kind === "number" ? NUMBER_DIGITS : CELL_DIGITS);
}

/**
 * @param {Tensor} tensor
 * @returns {string} its least and its greatest entry, and how many are neither
 */
export function rangeText({ summary: { min, max, nonfinite } }) {
  const strange = nonfinite > 0 ? `${nonfinite} not finite` : "";
  if (min === null || max === null) return strange;
  const range =
    min === max ? `all ${number(min, CELL_DIGITS)}` : `${number(min, CELL_DIGITS)} … ${number(max, CELL_DIGITS)}`;
  return strange ? `${range}, ${strange}` : range;
}

/**
 * @param {RunDocument} run
 * @param {TextWidth} textWidth
 * @param {GraphNode[]} nodes those that get a card
 * @returns {Map<string, Card>}
 */
export function measureCards(run, textWidth, nodes = run.nodes) {
  const uses = new Map();
  for (const { from } of run.edges) uses.set(from, (uses.get(from) ?? 0) + 1);
  const backward = outlineOf(run).some((step) => step.kind === "seed");
  const { shown, kept } = gradientsShown(run);
  return new Map(
    nodes.map((node) => [
      node.id,
      measureCard(node, {
        textWidth,
        target: run.targets.includes(node.id),
        backward,
        reachable: node.gradient_state === "computed" || kept.has(node.id),
        gradients: shown.get(node.id) ?? [],
        uses: uses.get(node.id) ?? 0,
      }),
    ]),
  );
}

/**
 * @param {RunDocument} run
 * @returns {{shown: Map<string, (Tensor | null)[]>, kept: Set<string>}} every gradient a node shows in the course of the
 *   run, null: not here yet; and the nodes whose `.grad` holds what no pass has brought to them
 */
function gradientsShown(run) {
  /** @type {Map<string, (Tensor | null)[]>} */
  const shown = new Map();
  const show = (/** @type {string} */ node, /** @type {Tensor | null} */ tensor) => {
    const list = shown.get(node);
    if (list) list.push(tensor);
    else shown.set(node, [tensor]);
  };
  /** @type {Set<string>} */
  const kept = new Set();
  /** @type {Map<string, Tensor | null>} what the `.grad` of each leaf holds */
  const held = new Map();
  const nodes = new Map(run.nodes.map((node) => [node.id, node]));
  for (const outline of outlineOf(run)) {
    const node = receiverOf(outline);
    if (outline.phase === "forward" || outline.set_to_none) {
      held.delete(node);
    } else if (outline.phase === "update") {
      const before = nodes.get(node)?.previous ?? "";
      const tensor = held.get(before);
      if (tensor === undefined || nodes.get(node)?.inputs.length) continue;
      show(node, tensor);
      held.set(node, tensor);
      kept.add(node);
    } else {
      const step = run.steps[outline.index];
      const tensor = step && "accumulated" in step ? step.accumulated : null;
      show(node, tensor);
      held.set(node, tensor);
      if (outline.phase === "gradient") kept.add(node);
    }
  }
  return { shown, kept };
}

/**
 * @param {GraphNode} node
 * @param {{textWidth: TextWidth, target: boolean, backward: boolean, reachable: boolean, gradients: (Tensor | null)[],
 *   uses: number}} facts
 * @returns {Card}
 */
function measureCard(node, { textWidth, target, backward, reachable, gradients, uses }) {
  const label = shortened(node.label);
  const detail = node.role === "operation" ? operationText(node) : node.role;
  const size = shape(node.shape);
  const kind = blockKind(node.value);
  const frame = blockSize(node.value, kind, [node.value, ...gradients], textWidth);

  const shapeWidth = size ? DETAIL_GAP + textWidth(size, "shape") : 0;
  const header = textWidth(label, "label") + HEADER_GAP + textWidth(detail, "detail") + shapeWidth;
  const inner = Math.max(SMALLEST_WIDTH, header, frame.width);
  const width = Math.ceil(inner + 2 * CARD.pad);
  const hasGradient = backward && node.gradient_state !== "not_required";

  /** @param {number} y @returns {Block} cells share the width of the card, pictures keep square pixels */
  const block = (y) => {
    const stretched = kind === "number" || kind === "cells";
    const pitchX = stretched ? (width - 2 * CARD.pad + CARD.cellGap) / frame.columns : frame.pitchX;
    const used = stretched ? width - 2 * CARD.pad : frame.width;
    return { ...frame, kind, pitchX, x: (width - used) / 2, y, width: used };
  };
  const ruleY = CARD.header + frame.height + CARD.rule / 2;
  const gradientY = CARD.header + frame.height + CARD.rule;
  const height = hasGradient
    ? gradientY + (reachable ? frame.height + CARD.bottom : CARD.bare)
    : CARD.header + frame.height + CARD.bottom;
  return {
    node,
    label,
    detail,
    detailEnd: width - CARD.pad - shapeWidth,
    shape: size,
    width,
    height,
    value: block(CARD.header),
    gradient: hasGradient && reachable ? block(gradientY) : null,
    ruleY: hasGradient ? ruleY : 0,
    reachable: hasGradient ? reachable : true,
    target,
    uses,
  };
}

/**
 * Arithmetic reads best as a sign, everything else as a word.
 * @param {GraphNode} node
 */
function operationText({ op, symbol, label }) {
  const clear = SIGNS.has(symbol) || WORD.test(symbol);
  return (clear && symbol !== label) || op.length === 1 ? symbol : op;
}

/** @param {string} label */
function shortened(label) {
  const letters = [...label];
  return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join("")}…` : label;
}

/**
 * @param {Tensor} tensor
 * @returns {Block["kind"]}
 */
function blockKind(tensor) {
  if (tensor.shape.includes(0)) return "empty";
  if (tensor.shape.length === 0) return "number";
  const { rows, columns, whole } = matrix(tensor);
  return whole && rows.length <= NUMBERED_ROWS && columns <= NUMBERED_COLUMNS ? "cells" : "picture";
}

/**
 * The frame has the proportions of the tensor, however many of its entries the picture shows.
 * @param {Tensor} tensor
 */
function pictureFrame(tensor) {
  const excerpt = tensor.data === null ? thinned(tensor.shape, MOST) : null;
  const inDocument = matrix(tensor);
  const size = excerpt ? sizesOf(tensor.shape) : { rows: inDocument.rows.length, columns: inDocument.columns };
  const pixel = Math.min(PIXEL.most, PIXEL.width / size.columns, PIXEL.height / size.rows);
  const width = Math.max(PIXEL.thinnest, size.columns * pixel);
  const height = Math.max(PIXEL.thinnest, size.rows * pixel);
  const rows = excerpt ? countOf(excerpt.rows) : size.rows;
  const columns = excerpt ? countOf(excerpt.columns) : size.columns;
  return { excerpt, rows, columns, pitchX: width / columns, pitchY: height / rows, height };
}

/**
 * @param {Tensor} value
 * @param {Block["kind"]} kind
 * @param {(Tensor | null)[]} tensors all that the block ever shows; room is left for those that are not here yet
 * @param {TextWidth} textWidth
 */
function blockSize(value, kind, tensors, textWidth) {
  const { rows, columns } = matrix(value);
  const sizes = { rows: rows.length, columns, excerpt: null, pitchX: 0, pitchY: 0, figure: 0 };
  if (kind === "empty") return { ...sizes, width: textWidth("no entries", "detail"), height: CARD.cellHeight };
  if (kind === "picture") {
    const range = Math.max(...tensors.map((tensor) => textWidth(tensor ? rangeText(tensor) : WIDEST_RANGE, "shape")));
    const frame = pictureFrame(value);
    const width = Math.max(frame.columns * frame.pitchX, range);
    return { ...sizes, ...frame, width, height: frame.height + CARD.rangeHeight };
  }
  const font = kind === "number" ? "number" : "cell";
  let longest = 0;
  for (const tensor of tensors) {
    if (!tensor) longest = Math.max(longest, entryText(WIDEST, kind).length);
    else for (const row of matrix(tensor).rows) {
      for (const entry of row) longest = Math.max(longest, entryText(entry, kind).length);
    }
  }
  const figure = textWidth("0", font);
  const pitchX = longest * figure + 2 * CELL_PAD + CARD.cellGap;
  if (kind === "number") return { ...sizes, figure, pitchX, width: pitchX - CARD.cellGap, height: CARD.numberHeight };
  const pitchY = CARD.cellHeight + CARD.cellGap;
  return {
    ...sizes,
    figure,
    pitchX,
    pitchY,
    width: columns * pitchX - CARD.cellGap,
    height: rows.length * pitchY - CARD.cellGap,
  };
}

/**
 * Measures with a canvas in the fonts of the page. Widths are kept: labels repeat.
 * @param {HTMLElement} element whose style names the font families
 * @returns {TextWidth}
 */
export function canvasTextWidth(element) {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) throw new Error("this browser cannot measure text: no 2d canvas");
  const style = getComputedStyle(element);
  const fonts = new Map(
    Object.entries(FONTS).map(([name, { weight, size, family }]) => [
      name,
      `${weight} ${size}px ${style.getPropertyValue(family) || "sans-serif"}`,
    ]),
  );
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, font) => {
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = /** @type {string} */ (fonts.get(font));
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}
