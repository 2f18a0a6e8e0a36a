/** What flows in a step: values ride along the edges into an operation, contributions against them. */

import { number, shape } from "../format.js";
import { pointAt, wayTo } from "./curve.js";
import { flowShare } from "./scene.js";
import { svg, svgText } from "./svg.js";

/** @import { Tensor } from "../types.js" */
/** @import { Box } from "../layout/layout.js" */
/** @import { Direction, Sample } from "./curve.js" */
/** @import { TextWidth } from "./measure.js" */
/** @import { Scene } from "./scene.js" */

const HEIGHT = 20;
const PAD = 8;
const DOCK_GAP = 5;
const SEED_WAY = 84;
const LONGEST_NUMBER = 6;

/**
 * A scalar's number with as many digits as fit the gap between two cards, else the shape.
 * @param {Tensor} tensor
 */
function tokenText(tensor) {
  if (tensor.shape.length > 0 || tensor.data === null || Array.isArray(tensor.data)) return shape(tensor.shape);
  const precise = number(tensor.data, 3);
  return precise.length <= LONGEST_NUMBER ? precise : number(tensor.data, 2);
}

export class Tokens {
  /**
   * @param {SVGGElement} layer
   * @param {TextWidth} textWidth
   */
  constructor(layer, textWidth) {
    this.layer = layer;
    this.textWidth = textWidth;
    /** @type {{element: SVGGElement, placeAt: (share: number) => {x: number, y: number}}[]} */
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
   * @param {Direction} direction
   */
  show(scene, samplesOf, boxOf, direction) {
    this.clear();
    for (const { edge, sense, tensor } of scene.flows) {
      const samples = samplesOf(edge);
      const { element, width } = this.#token(sense, tensor);
      const [first, last] = [samples[0], samples[samples.length - 1]];
      const span = direction === "right" ? last.x - first.x : last.y - first.y;
      const dock = Math.min(span / 2, DOCK_GAP + (direction === "right" ? width : HEIGHT) / 2);
      const [from, to] =
        sense === "forward"
          ? [0, wayTo(samples, direction, span - dock)]
          : [last.length, wayTo(samples, direction, dock)];
      this.tokens.push({ element, placeAt: (share) => pointAt(samples, from + (to - from) * share) });
    }
    const target = scene.seed && scene.source ? boxOf(scene.source) : undefined;
    if (scene.seed && target) {
      const { element, width } = this.#token("backward", scene.seed);
      const dock = DOCK_GAP + (direction === "right" ? width : HEIGHT) / 2;
      this.tokens.push({
        element,
        placeAt: (share) => {
          const away = dock + (1 - share) * SEED_WAY;
          return direction === "right"
            ? { x: target.x + target.width + away, y: target.y + target.height / 2 }
            : { x: target.x + target.width / 2, y: target.y + target.height + away };
        },
      });
    }
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
