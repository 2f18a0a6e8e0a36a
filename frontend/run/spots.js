/** One entry of a value or of a gradient, and the entries that it comes from and goes to. Pure. */

/** @import { EntryProvenance, GraphNode, ReachedEntries } from "../types.js" */

/** @typedef {"value" | "gradient"} Side */
/** @typedef {{node: string, of: Side, entry: number}} Spot `entry` in row-major order */
/** "still": with a slope of 0, so that nothing passes there. @typedef {"asked" | "from" | "to" | "from still" | "to still"} Light */
/** @typedef {Map<string, Map<number, Light>>} Lights by `keyOf`, then by entry */
/** @typedef {ReadonlyMap<string, GraphNode>} Nodes by id */

/** In an address: "n7.gradient.5". */
export const SPOT = /^n\d{1,7}\.(value|gradient)\.\d{1,9}$/;

/** @param {{node: string, of: Side}} spot */
export function keyOf({ node, of }) {
  return `${node} ${of}`;
}

/** @param {Spot} spot */
export function spotText({ node, of, entry }) {
  return `${node}.${of}.${entry}`;
}

/**
 * @param {string} text of the form SPOT
 * @returns {Spot}
 */
export function spotFrom(text) {
  const [node, of, entry] = text.split(".");
  return { node, of: /** @type {Side} */ (of), entry: Number(entry) };
}

/** @param {Spot | null} one @param {Spot | null} other */
export function isSame(one, other) {
  return one === other || (one !== null && other !== null && spotText(one) === spotText(other));
}

/**
 * @param {number} entry
 * @param {readonly number[]} shape
 * @returns {number[]} its place along each axis, counted from 0
 */
export function indexOf(entry, shape) {
  let rest = entry;
  return [...shape].reverse().map((length) => {
    const at = rest % length;
    rest = (rest - at) / length;
    return at;
  }).reverse();
}

/**
 * @param {Pick<GraphNode, "label" | "shape">} node
 * @param {number} entry
 * @returns {string} "Z1[0, 2]", counted from 0 as in the program
 */
export function entryName({ label, shape }, entry) {
  if (shape.length === 0) return label;
  return `${label.includes(" ") ? `(${label})` : label}[${indexOf(entry, shape).join(", ")}]`;
}

/**
 * A gradient flows against the values: it comes from where the value goes, and passes no edge without a slope and no
 * node without a gradient.
 * @param {Side} of
 * @param {EntryProvenance} found
 * @param {Nodes} nodes
 * @returns {{from: ReachedEntries[], to: ReachedEntries[]}}
 */
export function waysOf(of, { comes, goes }, nodes) {
  if (of === "value") return { from: comes, to: goes };
  const passing = (/** @type {ReachedEntries[]} */ ways) =>
    ways.filter(({ node, slopes }) => slopes !== null && nodes.get(node)?.gradient_state === "computed");
  return { from: passing(goes), to: passing(comes) };
}

/**
 * @param {Spot} spot
 * @param {EntryProvenance | null} found null while it is on its way
 * @param {Nodes} nodes
 * @returns {Lights}
 */
export function lightsOf(spot, found, nodes) {
  /** @type {Lights} */
  const lights = new Map();
  const light = (/** @type {string} */ node, /** @type {number} */ entry, /** @type {Light} */ how) => {
    const key = keyOf({ node, of: spot.of });
    const there = lights.get(key) ?? new Map();
    lights.set(key, there);
    // One that is used twice is lit by the use that something passes.
    if (!there.has(entry) || there.get(entry)?.endsWith("still")) there.set(entry, how);
  };
  light(spot.node, spot.entry, "asked");
  if (!found) return lights;
  const { from, to } = waysOf(spot.of, found, nodes);
  for (const [how, ways] of /** @type {const} */ ([["from", from], ["to", to]])) {
    for (const { node, places, slopes } of ways) {
      places.forEach((place, at) => light(node, place, slopes && Number(slopes[at]) === 0 ? `${how} still` : how));
    }
  }
  return lights;
}
