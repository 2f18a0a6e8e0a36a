/** Dense layers as columns of neurons, and where their numbers stand. Pure. */

/**
 * What of a network is shown: an example, an opened neuron, and by what its lines are drawn; null: by the step.
 * @typedef {{example: number, open: {layer: number, neuron: number} | null, lines: "weights" | "gradients" | null}} Look
 */

/** In an address: "1;2:0;gradients". */
export const NETWORK = /^\d{0,6};(\d{1,3}:\d{1,9})?;(weights|gradients)?$/;

/** @param {string | null} text as in an address @returns {Look} */
export function networkIn(text) {
  const [example, open, lines] = (text ?? ";;").split(";");
  const [layer, neuron] = open.split(":").map(Number);
  return { example: Number(example), open: open ? { layer, neuron } : null, lines: lines === "weights" || lines === "gradients" ? lines : null };
}

/** @param {Look} look @returns {string | null} null where all is as at first */
export function networkText({ example, open, lines }) {
  const text = `${example || ""};${open ? `${open.layer}:${open.neuron}` : ""};${lines ?? ""}`;
  return text === ";;" ? null : text;
}

/** @import { NetworkLayer, NetworkNumbers } from "../types.js" */

/**
 * A column of the drawing: the inputs of a layer where they are no neurons of the column before, or its neurons.
 * @typedef {object} Column
 * @property {"input" | "layer"} kind
 * @property {NetworkLayer} layer whose inputs or neurons they are
 * @property {number} count
 * @property {(number | null)[]} shown the places that are drawn; null stands for those left out
 */

/** A column with more is folded: so many of its first and of its last are drawn. */
export const MOST = 12;
const FIRST = 8;
const LAST = 2;

/** @param {readonly NetworkLayer[]} layers @returns {Column[]} from left to right */
export function columnsOf(layers) {
  return layers.flatMap((layer, place) => {
    const follows = layer.direct && layer.after === layers[place - 1]?.number;
    const own = column("layer", layer, layer.neurons);
    return follows ? [own] : [column("input", layer, layer.inputs), own];
  });
}

/** @param {"input" | "layer"} kind @param {NetworkLayer} layer @param {number} count @returns {Column} */
function column(kind, layer, count) {
  return { kind, layer, count, shown: folded(count) };
}

/** @param {number} count @returns {(number | null)[]} */
export function folded(count) {
  if (count <= MOST) return Array.from({ length: count }, (_, place) => place);
  const first = Array.from({ length: FIRST }, (_, place) => place);
  return [...first, null, ...Array.from({ length: LAST }, (_, place) => count - LAST + place)];
}

/**
 * @param {NetworkNumbers | null} numbers
 * @param {...number} index one for each axis
 * @returns {{node: string, entry: number} | null} null where there is no number
 */
export function placeIn(numbers, ...index) {
  if (!numbers) return null;
  if (numbers.entries === null) {
    const entry = index.reduce((sum, each, axis) => sum + each * numbers.strides[axis], numbers.offset);
    return numbers.nodes[0] === null ? null : { node: numbers.nodes[0], entry };
  }
  const place = index.reduce((sum, each, axis) => sum * numbers.shape[axis] + each, 0);
  const node = numbers.nodes[place];
  return node === null ? null : { node, entry: numbers.entries[place] };
}

/**
 * @param {number} pass of the step
 * @param {number} passes of the run
 * @returns {number | null} the pass whose layers are at work; behind the last one, that one
 */
export function passShown(pass, passes) {
  return passes === 0 ? null : Math.max(0, Math.min(pass, passes - 1));
}
