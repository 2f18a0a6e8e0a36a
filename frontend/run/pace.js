/** How long a step that is played stands still: as long as its words take to read, and longer for what is new. Pure. */

/** Milliseconds at speed 1. */
const LEAST_REST = 330;
const WORDS_A_MINUTE = 220;
const MOST_REST = 6000;
/** More for the first step of its kind, or with its operation. */
const NEW = 1500;

/** @param {string} text */
export function wordsIn(text) {
  return text.split(/\s+/).filter(Boolean).length;
}

/**
 * @param {number} words
 * @param {boolean} isNew
 * @returns {number} milliseconds at speed 1
 */
export function restFor(words, isNew) {
  const reading = (60_000 * words) / WORDS_A_MINUTE;
  return Math.min(MOST_REST, Math.max(LEAST_REST, reading)) + (isNew ? NEW : 0);
}
