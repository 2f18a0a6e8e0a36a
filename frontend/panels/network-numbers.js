/** The numbers of a network at a step: from the run's document, or fetched where it is too short for them. */

import { entriesOf } from "../run/leaves.js";
import { sizesOf, thinned } from "../service/arrays/excerpt.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { Entry, Tensor } from "../types.js" */

/** @typedef {{node: string, entry: number} | null} Place */
/**
 * @typedef {object} Reader
 * @property {(place: Place) => Entry | null} value null: not computed yet, or on its way
 * @property {(place: Place) => Entry | null} gradient null: nothing has arrived yet, or it is on its way
 */

/** @param {Known} known @param {Timeline} timeline @param {Arrays} arrays @returns {Reader} */
export function readerOf(known, timeline, arrays) {
  /** @type {Map<Tensor, Entry[]>} */
  const flat = new Map();
  /** @param {Tensor | null} tensor @param {number} entry @param {Origin} origin @returns {Entry | null} */
  const at = (tensor, entry, origin) => {
    if (tensor === null) return null;
    if (tensor.data !== null) {
      const entries = flat.get(tensor) ?? entriesOf({ value: tensor });
      flat.set(tensor, entries);
      return entries[entry];
    }
    const { rows, columns } = sizesOf(tensor.shape);
    const found = arrays.of(origin, thinned(tensor.shape, { rows, columns }, Math.floor(entry / (rows * columns))));
    return found.state === "here" ? Number(found.value[entry % (rows * columns)]) : null;
  };
  return {
    value: (place) => place && at(known.valueOf(place.node), place.entry, { node: place.node, of: "value" }),
    gradient: (place) => {
      const held = place && known.gradientOf(place.node);
      if (!place || !held || held.standing === "past") return null;
      return at(held.tensor, place.entry, { step: held.step, of: "accumulated" });
    },
  };
}
