/** An entry in words: its arithmetic as far as it is known at a step, and how many entries it hangs together with. Pure. */

import { matrix, number } from "../format.js";
import { entryName, waysOf } from "./spots.js";
import { labelOf } from "./describe.js";

/** @import { Entry, EntryProvenance, Formula, ReachedEntries, Tensor } from "../types.js" */
/** @import { Spot } from "./spots.js" */
/** @import { Known, Timeline } from "./timeline.js" */

/** @typedef {{entry: Entry | null, known: boolean}} Shown entry null: not in the document */

/**
 * @param {Tensor | null} tensor
 * @param {number} entry in row-major order
 * @returns {Entry | null}
 */
export function entryIn(tensor, entry) {
  return tensor?.data == null ? null : matrix(tensor).rows.flat()[entry] ?? null;
}

/**
 * @param {Known} known
 * @param {Spot} spot
 * @returns {Shown} at the step
 */
export function shownAt(known, { node, of, entry }) {
  const gradient = of === "gradient" ? known.gradientOf(node) : null;
  const tensor = of === "value" ? known.valueOf(node) : gradient?.tensor ?? null;
  return { entry: entryIn(tensor, entry), known: tensor !== null };
}

/**
 * @param {Timeline} timeline
 * @param {Spot} spot
 * @returns {string} "Z1[0, 2]", "∂ of Z1[0, 2]"
 */
export function nameOf(timeline, { node, of, entry }) {
  const found = timeline.nodes.get(node);
  const name = found ? entryName({ ...found, label: labelOf(timeline, node) }, entry) : node;
  return of === "value" ? name : `∂ of ${name}`;
}

/**
 * @param {Spot} spot
 * @param {EntryProvenance} found
 * @param {number} step
 * @returns {Formula[]} of a value one, of a gradient one for each contribution that has arrived
 */
export function formulasAt(spot, found, step) {
  if (spot.of === "value") return found.formula ? [found.formula] : [];
  return found.arrivals.filter((arrival) => arrival.step <= step).flatMap(({ formula }) => (formula ? [formula] : []));
}

/**
 * @param {Timeline} timeline
 * @param {Known} known
 * @param {Spot} spot
 * @param {EntryProvenance | null} found null: on its way
 * @returns {string} in a line
 */
export function sentenceOf(timeline, known, spot, found) {
  const { entry, known: isKnown } = shownAt(known, spot);
  const name = nameOf(timeline, spot);
  if (!isKnown) return `${name}: not computed yet`;
  const told = entry === null ? name : `${name} = ${number(entry)}`;
  if (!found) return told;
  const formulas = formulasAt(spot, found, known.step);
  const words = formulas.length > 0 ? formulas.map(({ text }) => text).join("; ") : `${told}${originOf(timeline, spot, found)}`;
  const { from, to } = waysOf(spot.of, found, timeline.nodes);
  const counts = [["from", from], ["to", to]].flatMap(([way, ways]) => {
    const all = countIn(/** @type {ReachedEntries[]} */ (ways));
    return all > 0 ? [`${way} ${all}`] : [];
  });
  return [words, ...(counts.length > 0 ? [counts.join(", ")] : [])].join(" · ");
}

/**
 * @param {Timeline} timeline
 * @param {Spot} spot
 * @param {EntryProvenance} found
 */
function originOf(timeline, { node, of }, { comes }) {
  if (of === "gradient") return timeline.run.targets.includes(node) ? ": the backward pass starts here" : "";
  if (comes.length === 0) return ", given by the program";
  const parts = comes.filter(({ count: all }) => all > 0)
    .map(({ node: from, count: all }) => `${all} ${all === 1 ? "entry" : "entries"} of ${labelOf(timeline, from)}`);
  return parts.length > 0 ? `, from ${parts.join(" and ")}` : "";
}

/** @param {readonly ReachedEntries[]} ways */
export function countIn(ways) {
  return ways.reduce((sum, { count: all }) => sum + all, 0);
}
