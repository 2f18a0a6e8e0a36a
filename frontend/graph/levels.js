/**
 * The sizes at which cards are drawn. Letters have one size at every level: what does not fit is left out, name last.
 */

/** @typedef {"full" | "compact" | "tight" | "dot"} LevelName */
/**
 * @typedef {object} LevelForm
 * @property {LevelName} name
 * @property {number} gapX from one card to the next in a row: the gate at the head of the wire stands in it
 * @property {number} gapY from one row to the next
 * @property {number} channel between two bands, where wires run back to the beginning of a line
 * @property {number} lane from one wire to the next
 * @property {{width: number, height: number}} least no card is smaller
 */

/** @type {LevelForm[]} the largest first */
export const LEVELS = [
  { name: "full", gapX: 50, gapY: 20, channel: 40, lane: 7, least: { width: 112, height: 62 } },
  { name: "compact", gapX: 40, gapY: 20, channel: 36, lane: 6, least: { width: 108, height: 56 } },
  { name: "tight", gapX: 28, gapY: 15, channel: 24, lane: 5, least: { width: 98, height: 42 } },
  { name: "dot", gapX: 24, gapY: 7, channel: 22, lane: 4, least: { width: 20, height: 20 } },
];
