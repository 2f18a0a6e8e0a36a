/** The lines of the program that each band shows, where the bands are cut by lines: where the words stand. Pure. */

import { covered, piecesOf } from "./room.js";
import { overlap } from "./sight.js";

/** @import { Box, Layout } from "../layout/bands.js" */
/** @import { AnyFace } from "./card-views.js" */

/** @typedef {{text: string} & Box} BandName */

const LETTER = 5.4;
const HEIGHT = 14;
/** Between the words and what they must not touch. */
const CLEAR = 4;
const STRIDE = 6;
/** Words farther from the beginning of their band than this share of the sheet say nothing of it. */
const BEGINNING = 0.3;
/** Nor do words farther down. */
const DEEPEST = 42;
/** Between words beside the sheet and what stands first in the band; between them and the edge of the canvas. */
const BESIDE = 8;
const EDGE = 4;
/** More bands are no text. */
const MANY = 12;

/**
 * @param {{layout: Layout, faces: Map<string, AnyFace>, magnify: number}} drawn
 * @param {number} side how much of the canvas is free left of the sheet
 * @returns {BandName[]} for the bands that begin another line than the one before ended with: beside all of them, or else
 *   in them as far as there is room
 */
export function bandNames({ layout, faces, magnify }, side) {
  const { bands } = layout;
  const byLines = bands.every(({ first, last }, at) =>
    first !== null && last !== null && (at === 0 || first >= (bands[at - 1].last ?? Infinity)));
  if (bands.length < 2 || bands.length > MANY || !byLines) return [];
  const wanted = bands.flatMap(({ y, height, first, last }, at) => {
    if (at > 0 && last === bands[at - 1].last) return [];
    const text = first === last ? `line ${first}` : `lines ${first}–${last}`;
    return [{ text, y, height, width: text.length * LETTER }];
  });
  if (wanted.length < 2) return [];
  const widest = Math.max(...wanted.map(({ width }) => width));
  if (widest + BESIDE + EDGE <= side) {
    return wanted.map(({ text, y, width }) => ({ text, x: -width - BESIDE, y, width, height: HEIGHT }));
  }
  const taken = [...covered(layout, faces, magnify), ...[...layout.edges.values()].flatMap(piecesOf).map(boundsOf)];
  return wanted.flatMap(({ text, y, height, width }) => {
    const at = placeIn({ y, height, width, end: layout.width * BEGINNING }, taken);
    return at ? [{ text, ...at, width, height: HEIGHT }] : [];
  });
}

/**
 * @param {{y: number, height: number, width: number, end: number}} band
 * @param {Box[]} taken
 * @returns {{x: number, y: number} | null} near its upper left corner
 */
function placeIn({ y, height, width, end }, taken) {
  for (let x = 0; x <= end; x += STRIDE) {
    for (let down = 0; down + HEIGHT <= Math.min(height, DEEPEST); down += STRIDE) {
      const box = { x: x - CLEAR, y: y + down - CLEAR / 2, width: width + 2 * CLEAR, height: HEIGHT + CLEAR };
      if (!taken.some((other) => overlap(other, box))) return { x, y: y + down };
    }
  }
  return null;
}

/** @param {import("./room.js").Piece} piece @returns {Box} */
function boundsOf({ from, to }) {
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  return { x, y, width: Math.abs(to.x - from.x) || 0.1, height: Math.abs(to.y - from.y) || 0.1 };
}
