/** The part of a card that shows a tensor: numbers, numbered cells, a picture, or a small picture. Pure. */

import { countOf, sizesOf, thinned } from "../service/arrays/excerpt.js";
import { matrix, number, range } from "../format.js";

/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Entry, Tensor } from "../types.js" */
/** @import { TextWidth } from "./text-width.js" */

/**
 * "number": a scalar on a coloured ground, "plain": without it. "cells": entries with their numbers. "picture": one coloured cell an entry, with the range below.
 * "thumb": the same in small, without words. "empty": a tensor without entries.
 * @typedef {"number" | "plain" | "cells" | "picture" | "thumb" | "empty"} Kind
 */
/**
 * @typedef {object} Block
 * @property {Kind} kind
 * @property {number} rows
 * @property {number} columns
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} pitchX from one cell to the next
 * @property {number} pitchY
 * @property {number} gap between two cells
 * @property {number} figure the width of one character of the entries
 * @property {number} chars the most characters that an entry has room for
 * @property {Excerpt | null} excerpt what a picture shows of a tensor that its document is too short for
 * @property {readonly [number, number] | null} picture the rows and columns that each row is looked at in
 */
/** @typedef {Omit<Block, "x" | "y">} Frame a block before it has a place */

export const CELL = { height: 20, gap: 2, pad: 4, number: 26, range: 17, empty: 20 };

const CELL_DIGITS = 3;
const NUMBER_DIGITS = 4;
const NUMBERED = { rows: 6, columns: 6 };
/** As wide as a number of a common size gets: with a sign, an exponent of two figures and all digits. */
const WIDEST = -1.23456e-10;
const WIDEST_RANGE = `${number(WIDEST, CELL_DIGITS)} … ${number(WIDEST, CELL_DIGITS)}`;
/** Fewer characters than these in a cell say too little of a number. */
const FEWEST_CHARS = 5;
/** The cell of a picture, and the frame around all of them: long and narrow tensors fill it only one way. */
const PIXEL = { most: 14, least: 2, width: 148, height: 112, thinnest: 24 };
const MOST = { rows: PIXEL.height / PIXEL.least, columns: PIXEL.width / PIXEL.least };
/** The cell of a small picture; below `parted` the cells touch. */
const THUMB = { width: 11, height: 9, parted: 5, gap: 1.5, thinnest: 14 };

/**
 * @param {Tensor} tensor
 * @returns {Kind} at full size
 */
export function kindOf(tensor) {
  if (tensor.shape.includes(0)) return "empty";
  if (tensor.shape.length === 0) return "number";
  const { rows, columns, whole } = matrix(tensor);
  return whole && rows.length <= NUMBERED.rows && columns <= NUMBERED.columns ? "cells" : "picture";
}

/**
 * @param {Entry} entry
 * @param {"number" | "cells"} kind
 * @param {number} [chars] the most characters there is room for
 * @returns {string} with as many digits as fit
 */
export function entryText(entry, kind, chars = Infinity) {
  for (let digits = kind === "number" ? NUMBER_DIGITS : CELL_DIGITS; digits > 0; digits--) {
    const text = number(entry, digits);
    if (text.length <= chars) return text;
  }
  return shortest(entry);
}

/** @param {Entry} entry */
function shortest(entry) {
  const plain = number(entry, 1);
  const size = Number(entry);
  if (!Number.isFinite(size)) return plain;
  const [mantissa, power] = Math.abs(size).toExponential(0).split("e");
  const text = `${size < 0 ? "−" : ""}${mantissa}e${power.replace("+", "").replace("-", "−")}`;
  return text.length < plain.length ? text : plain;
}

/**
 * @param {Tensor} tensor
 * @param {number} [chars] the most characters there is room for
 * @returns {string} its least and its greatest entry, and how many are neither; where there is no room for both, the
 *   larger of the two; "" where there is none for that either
 */
export function rangeText(tensor, chars = Infinity) {
  for (let digits = CELL_DIGITS; digits > 0; digits--) {
    const text = range(tensor, digits);
    if (text.length <= chars) return text;
  }
  const [min, max] = [Number(tensor.summary.min ?? 0), Number(tensor.summary.max ?? 0)];
  const bound = -min > max ? `≥ ${shortest(min)}` : `≤ ${shortest(max)}`;
  return bound.length <= chars ? bound : "";
}

/**
 * @param {Tensor} value
 * @param {(Tensor | null)[]} tensors all that the block ever shows; room is left for those that are not here yet
 * @param {TextWidth} textWidth
 * @param {Frame["picture"]} [picture]
 * @param {number} [room] the most it may be wide: numbers lose digits, and more than fit become a picture
 * @returns {Frame}
 */
export function fullFrame(value, tensors, textWidth, picture = null, room = Infinity) {
  const kind = picture ? "picture" : kindOf(value);
  const { rows, columns } = matrix(value);
  const sizes = {
    kind, rows: rows.length, columns, excerpt: null, pitchX: 0, pitchY: 0, gap: CELL.gap, figure: 0, chars: Infinity,
    picture,
  };
  if (kind === "empty") return { ...sizes, width: textWidth("no entries", "detail"), height: CELL.empty };
  if (kind === "picture") return rangedPicture(value, tensors, textWidth, picture, room);
  const entries = kind === "cells" ? "cells" : "number";
  const figure = textWidth("0", entries === "number" ? "number" : "cell");
  const longest = longestText(tensors, entries);
  const most = Math.floor(((room + CELL.gap) / columns - CELL.gap - 2 * CELL.pad) / figure);
  if (most < Math.min(longest, FEWEST_CHARS) && kind === "cells") return rangedPicture(value, tensors, textWidth, picture, room);
  const chars = Math.max(1, Math.min(longest, most));
  const pitchX = chars * figure + 2 * CELL.pad + CELL.gap;
  const pitchY = kind === "number" ? CELL.number + CELL.gap : CELL.height + CELL.gap;
  return {
    ...sizes, figure, chars, pitchX, pitchY,
    width: columns * pitchX - CELL.gap, height: rows.length * pitchY - CELL.gap,
  };
}

/**
 * @param {(Tensor | null)[]} tensors
 * @param {"number" | "cells"} kind
 * @returns {number} the characters of the longest entry
 */
export function longestText(tensors, kind) {
  let longest = 0;
  for (const tensor of tensors) {
    if (!tensor) longest = Math.max(longest, entryText(WIDEST, kind).length);
    else for (const row of matrix(tensor).rows) {
      for (const entry of row) longest = Math.max(longest, entryText(entry, kind).length);
    }
  }
  return longest;
}

/**
 * @param {(Tensor | null)[]} scalars
 * @returns {number} the characters without which one of them does not say its size
 */
export function leastText(scalars) {
  return Math.max(0, ...scalars.map((scalar) => shortest(scalar ? matrix(scalar).rows[0][0] : WIDEST).length));
}

/**
 * The frame has the proportions of the tensor, however many of its entries the picture shows.
 * @param {Tensor} tensor
 * @param {Frame["picture"]} picture
 */
function gridOf(tensor, picture) {
  const excerpt = tensor.data === null ? thinned(tensor.shape, MOST) : null;
  const inDocument = matrix(tensor);
  if (picture) {
    const size = { rows: picture[0], columns: inDocument.rows.length * (picture[1] + 1) - 1 };
    return { excerpt: null, size, ...size };
  }
  const size = excerpt ? sizesOf(tensor.shape) : { rows: inDocument.rows.length, columns: inDocument.columns };
  const rows = excerpt ? countOf(excerpt.rows) : size.rows;
  const columns = excerpt ? countOf(excerpt.columns) : size.columns;
  return { excerpt, size, rows, columns };
}

/**
 * @param {Tensor} value
 * @param {(Tensor | null)[]} tensors
 * @param {TextWidth} textWidth
 * @param {Frame["picture"]} picture
 * @param {number} room
 * @returns {Frame}
 */
function rangedPicture(value, tensors, textWidth, picture, room) {
  const { excerpt, size, rows, columns } = gridOf(value, picture);
  const range = Math.max(...tensors.map((tensor) => textWidth(tensor ? rangeText(tensor) : WIDEST_RANGE, "shape")));
  const pixel = Math.min(PIXEL.most, PIXEL.width / size.columns, PIXEL.height / size.rows);
  const width = Math.max(PIXEL.thinnest, size.columns * pixel);
  const height = Math.max(PIXEL.thinnest, size.rows * pixel);
  const figure = textWidth("0", "shape");
  const whole = Math.min(room, Math.max(width, range));
  return {
    kind: "picture", excerpt, picture, rows, columns, pitchX: width / columns, pitchY: height / rows, gap: 0, figure,
    chars: whole < range ? Math.floor(whole / figure) : Infinity, width: whole, height: height + CELL.range,
  };
}

/**
 * @param {Tensor} value
 * @param {{width: number, height: number}} room
 * @param {Frame["picture"]} [picture]
 * @returns {Frame}
 */
export function thumbFrame(value, room, picture = null) {
  const { excerpt, size, rows, columns } = gridOf(value, picture);
  const row = size.rows === 1;
  let across = Math.min(THUMB.width, room.width / size.columns);
  let down = Math.min(row ? room.height : THUMB.height, room.height / size.rows);
  if (!row) [across, down] = [Math.min(across, 2 * down), Math.min(down, 2 * across)];
  const width = Math.min(room.width, Math.max(THUMB.thinnest, size.columns * across));
  const height = Math.min(room.height, Math.max(THUMB.thinnest, size.rows * down));
  const parted = excerpt === null && picture === null && Math.min(across, down) >= THUMB.parted;
  return {
    kind: "thumb", excerpt, picture, rows, columns, pitchX: width / columns, pitchY: height / rows, gap: parted ? THUMB.gap : 0,
    figure: 0, chars: 0, width, height,
  };
}

/**
 * A scalar on a small card: its number, with as many digits as there is room for.
 * @param {number} width
 * @param {number} height
 * @param {TextWidth} textWidth
 * @returns {Frame}
 */
export function plainNumber(width, height, textWidth) {
  const figure = textWidth("0", "cell");
  return {
    kind: "plain", rows: 1, columns: 1, pitchX: width, pitchY: height, gap: 0, figure, excerpt: null, picture: null,
    chars: Math.max(1, Math.floor(width / figure)), width, height,
  };
}
