/** Which part of the sheet a picture shows: no card is cut. Pure. */

import { overlap, union } from "../graph/sight.js";

/** @import { Box } from "../layout/bands.js" */

/** Around what is shown, in pixels of the sheet. */
const MARGIN = 20;

/**
 * @param {Iterable<Box>} cards
 * @param {Box} seen
 * @returns {Box | null} the smallest frame around the cards in sight that cuts no other card; null: none is in sight
 */
export function frameAround(cards, seen) {
  const outside = new Set(cards);
  /** @type {Box | null} */
  let frame = null;
  for (let grew = true; grew; ) {
    grew = false;
    for (const card of outside) {
      if (!overlap(card, frame === null ? seen : margined(frame)) && !overlap(card, seen)) continue;
      outside.delete(card);
      frame = frame === null ? card : union(frame, card);
      grew = true;
    }
  }
  return frame;
}

/** @param {Box} box @returns {Box} */
export function margined({ x, y, width, height }) {
  return { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
}
