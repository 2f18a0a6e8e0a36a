/** A pill with numbers, words and small pictures of tensors side by side: what flows over a wire, or rests on it. */

import { number, shape } from "../format.js";
import { entryOf, isNumber } from "../run/factor.js";
import { thumbFrame } from "./blocks.js";
import { svg, svgText } from "./svg.js";
import { TensorBlock } from "./tensor-block.js";
import { cutTo } from "./text-width.js";

/** @import { Origin } from "../service/arrays/arrays.js" */
/** @import { Factor } from "../run/factor.js" */
/** @import { Scene } from "../run/scene.js" */
/** @import { Tensor } from "../types.js" */
/** @import { Frame } from "./blocks.js" */
/** @import { Colours } from "./picture.js" */
/** @import { TextWidth } from "./text-width.js" */

/** @typedef {{text: string, kind: "number" | "local" | "sign" | "result"}} Words */
/** @typedef {{tensor: Tensor, frame: Frame, origin: Origin}} Tile */
/** @typedef {Words | Tile} Part */
/** @typedef {{parts: Part[], xs: number[], width: number, height: number}} Pill `xs`: where parts begin, from its middle */

const PAD = 7;
const GAP = 5;
const HEIGHT = { words: 20, tile: 24 };
const TILE = { width: 36, height: 16 };
const BASELINE = 4;
const LONGEST_NUMBER = 8;
/** Of the words for a local derivative, in pixels. */
const LONGEST_LOCAL = 90;

/**
 * A scalar as its number, with as many digits as are read at a glance; a tensor as a small picture.
 * @param {Tensor} tensor
 * @param {Origin} origin
 * @param {"number" | "result"} [kind]
 * @returns {Part}
 */
export function partOf(tensor, origin, kind = "number") {
  if (isNumber(tensor)) return { text: shortNumber(tensor), kind };
  if (tensor.shape.includes(0)) return { text: shape(tensor.shape), kind };
  return { tensor, origin, frame: thumbFrame(tensor, TILE) };
}

/** @param {Tensor} scalar */
export function shortNumber(scalar) {
  const precise = number(entryOf(scalar), 3);
  return precise.length <= LONGEST_NUMBER ? precise : number(entryOf(scalar), 2);
}

/**
 * @param {Factor} factor
 * @param {TextWidth} textWidth
 * @returns {[Words, Words]} its sign and the local derivative
 */
export function factorParts({ sign, text }, textWidth) {
  return [{ text: sign, kind: "sign" }, { text: cutTo(text, "token", LONGEST_LOCAL, textWidth), kind: "local" }];
}

/**
 * @param {Part[]} parts
 * @param {TextWidth} textWidth
 * @returns {Pill}
 */
export function pillOf(parts, textWidth) {
  const widths = parts.map((part) => ("text" in part ? textWidth(part.text, "token") : part.frame.width));
  const width = Math.ceil(widths.reduce((sum, size) => sum + size, 0) + GAP * (parts.length - 1) + 2 * PAD);
  let x = PAD - width / 2;
  const xs = widths.map((size) => (x += size + GAP) - size - GAP);
  return { parts, xs, width, height: parts.some((part) => "frame" in part) ? HEIGHT.tile : HEIGHT.words };
}

/**
 * @param {Pill} pill around its own middle
 * @param {string} kind classes of the element
 * @param {Scene} scene
 * @param {Colours} colours
 * @returns {SVGGElement}
 */
export function drawPill({ parts, xs, width, height }, kind, scene, colours) {
  const tiled = parts.some((part) => "frame" in part);
  const element = svg("g", { class: tiled ? `${kind} tiled` : kind }, [
    svg("rect", { x: -width / 2, y: -height / 2, width, height, rx: tiled ? 6 : height / 2 }),
  ]);
  parts.forEach((part, index) => {
    if ("text" in part) {
      element.append(svgText(part.text, { class: part.kind, x: xs[index].toFixed(2), y: BASELINE }));
      return;
    }
    const { frame, tensor, origin } = part;
    const block = new TensorBlock({ ...frame, x: xs[index], y: -frame.height / 2 }, "gradient");
    block.show(tensor, colours, (excerpt) => scene.arrayOf(origin, excerpt));
    element.append(block.element);
  });
  return element;
}
