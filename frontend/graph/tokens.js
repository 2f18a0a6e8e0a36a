/** What flows in a step, drawn where it is at a moment of it. */

import { journeysOf, placeIn } from "./journeys.js";
import { drawPill } from "./pill.js";

/** @import { CollapsedScene } from "../run/collapsed-scene.js" */
/** @import { Drawn } from "./drawn.js" */
/** @import { Journey } from "./journeys.js" */
/** @import { Colours } from "./picture.js" */
/** @import { TextWidth } from "./text-width.js" */

export class Tokens {
  /**
   * @param {SVGGElement} layer
   * @param {TextWidth} textWidth
   */
  constructor(layer, textWidth) {
    this.layer = layer;
    this.textWidth = textWidth;
    /** @type {{journey: Journey, elements: (SVGGElement | null)[]}[]} an element a leg */
    this.tokens = [];
  }

  clear() {
    this.tokens = [];
    this.layer.replaceChildren();
  }

  /**
   * @param {CollapsedScene} scene
   * @param {Drawn} drawn
   * @param {Colours} colours
   */
  show(scene, drawn, colours) {
    this.clear();
    if (scene.landed) return;
    this.tokens = journeysOf(scene, drawn, this.textWidth).map((journey) => ({
      journey,
      elements: journey.legs.map(({ pill }) => pill && drawPill(pill, `token ${journey.sense}`, scene, colours)),
    }));
  }

  /** @param {number} progress */
  seek(progress) {
    for (const { journey, elements } of this.tokens) {
      const place = placeIn(journey, progress);
      elements.forEach((element, leg) => {
        if (!element) return;
        if (leg !== place?.leg) element.remove();
        else {
          const { x, y } = place.at;
          element.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
          if (!element.parentNode) this.layer.append(element);
        }
      });
    }
  }
}
