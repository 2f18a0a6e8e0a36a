/** The tints that tell lines and paths apart. Pure. */

/** They begin again after as many; the style sheet has them. */
const TINTS = 6;

/** @param {number} place of a line or a path */
export function sharedTint(place) {
  return place % TINTS;
}
