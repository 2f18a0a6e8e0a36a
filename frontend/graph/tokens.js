/** What flows in a step: values ride along the edges into an operation, contributions against them. */

import { number, shape } from "../format.js";
import { pointAt } from "./curve.js";
import { flowShare } from "../run/scene.js";
import { svg, svgText } from "./svg.js";

/** @import { Tensor } from "../types.js" */
/** @import { Box, Point } from "../layout/bands.js" */
/** @import { Sample } from "./curve.js" */
/** @import { TextWidth } from "./text-width.js" */
/** @import { Scene } from "../run/scene.js" */

const HEIGHT = 20;
const PAD = 8;
const DOCK_GAP = 5;
const SEED_WAY = 84;
const LONGEST_NUMBER = 6;
/** Between tokens that ride side by side. */
const GAP = 3;

/**
 * A scalar's number with as many digits as fit the gap between two cards, else the shape.
 * @param {Tensor} tensor
 */
function tokenText(tensor) {
  if (tensor.shape.length > 0 || tensor.data === null || Array.isArray(tensor.data)) return shape(tensor.shape);
  const precise = number(tensor.data, 3);
  return precise.length <= LONGEST_NUMBER ? precise : number(tensor.data, 2);
}

/**
 * @param {{at: number, size: number}[]} things on a line, ascending
 * @returns {number[]} where their middles are once none covers another: each heap spreads around where it was
 */
export function apart(things) {
  /** @type {{things: {at: number, size: number}[], middle: number, size: number}[]} */
  const heaps = [];
  for (const thing of things) {
    let heap = { things: [thing], middle: thing.at, size: thing.size };
    for (let before = heaps.at(-1); before && overlaps(before, heap); before = heaps.at(-1)) {
      heaps.pop();
      const all = [...before.things, ...heap.things];
      const middle = all.reduce((sum, { at }) => sum + at, 0) / all.length;
      heap = { things: all, middle, size: before.size + heap.size };
    }
    heaps.push(heap);
  }
  return heaps.flatMap(({ things: heaped, middle, size }) => {
    let start = middle - size / 2;
    return heaped.map((thing) => (start += thing.size) - thing.size / 2);
  });
}

/** @typedef {{middle: number, size: number}} Span */

/**
 * @param {Span} before
 * @param {Span} after
 */
function overlaps(before, after) {
  return before.middle + before.size / 2 > after.middle - after.size / 2;
}

export class Tokens {
  /**
   * @param {SVGGElement} layer
   * @param {TextWidth} textWidth
   */
  constructor(layer, textWidth) {
    this.layer = layer;
    this.textWidth = textWidth;
    /** @type {{element: SVGGElement, width: number, placeAt: (share: number) => Point}[]} */
    this.tokens = [];
  }

  clear() {
    this.tokens = [];
    this.layer.replaceChildren();
  }

  /**
   * @param {Scene} scene
   * @param {(edge: string) => Sample[]} samplesOf
   * @param {(node: string) => Box | undefined} boxOf
   */
  show(scene, samplesOf, boxOf) {
    this.clear();
    for (const { edge, sense, tensor } of scene.flows) {
      const samples = samplesOf(edge);
      const { element, width } = this.#token(sense, tensor);
      const last = samples[samples.length - 1];
      const dock = Math.min(last.length / 2, DOCK_GAP + width / 2);
      const [from, to] = sense === "forward" ? [0, last.length - dock] : [last.length, dock];
      this.tokens.push({ element, width, placeAt: (share) => pointAt(samples, from + (to - from) * share) });
    }
    this.#part();
    const target = scene.seed && scene.source ? boxOf(scene.source) : undefined;
    if (scene.seed && target) {
      const { element, width } = this.#token("backward", scene.seed);
      const dock = DOCK_GAP + width / 2;
      this.tokens.push({
        element,
        width,
        placeAt: (share) =>
          ({ x: target.x + target.width + dock + (1 - share) * SEED_WAY, y: target.y + target.height / 2 }),
      });
    }
  }

  /** Tokens that would dock on top of one another ride side by side, in the order of their ports. */
  #part() {
    const docked = this.tokens.map((token) => ({ token, at: token.placeAt(1).y })).sort((a, b) => a.at - b.at);
    const parted = apart(docked.map(({ at }) => ({ at, size: HEIGHT + GAP })));
    docked.forEach(({ token, at }, index) => {
      const { placeAt } = token;
      const by = parted[index] - at;
      token.placeAt = (share) => {
        const point = placeAt(share);
        return { ...point, y: point.y + by };
      };
    });
  }

  /** @param {number} progress */
  seek(progress) {
    const share = flowShare(progress);
    for (const { element, placeAt } of this.tokens) {
      const { x, y } = placeAt(share);
      element.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    }
  }

  /**
   * @param {"forward" | "backward"} sense
   * @param {Tensor} tensor
   */
  #token(sense, tensor) {
    const text = sense === "backward" && tensor.shape.length > 0 ? `∂ ${tokenText(tensor)}` : tokenText(tensor);
    const width = this.textWidth(text, "token") + 2 * PAD;
    const element = svg("g", { class: `token ${sense}` }, [
      svg("rect", { x: -width / 2, y: -HEIGHT / 2, width, height: HEIGHT, rx: HEIGHT / 2 }),
      svgText(text, { y: 4 }),
    ]);
    this.layer.append(element);
    return { element, width };
  }
}
