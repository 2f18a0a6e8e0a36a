/** A small line on the lower edge of a card: an old number struck through, and how far it has moved. */

import { svg, svgText } from "../graph/svg.js";

const PILL = { height: 15, pad: 5, baseline: 11 };

/**
 * @param {{old: string, moved: string}} words `old` is left out where there is no room for it
 * @param {{width: number, bottom: number}} card
 * @param {string} name a class beside that of all
 * @param {(text: string) => number} textWidth
 * @returns {SVGElement}
 */
export function ghostPill({ old, moved }, card, name, textWidth) {
  const whole = textWidth(`${old} ${moved}`) + 2 * PILL.pad;
  const shown = old !== "" && whole <= card.width ? old : "";
  const wide = shown ? whole : textWidth(moved) + 2 * PILL.pad;
  const [x, y] = [(card.width - wide) / 2, card.bottom - PILL.height / 2];
  const text = svgText("", { x: x + PILL.pad, y: y + PILL.baseline });
  if (shown) text.append(part(shown, "old"), " ");
  text.append(part(moved, "moved"));
  return svg("g", { class: `ghost-number ${name}`, "aria-hidden": "true" }, [
    svg("rect", { x, y, width: wide, height: PILL.height, rx: PILL.height / 2 }), text,
  ]);
}

/** @param {string} text @param {string} name */
function part(text, name) {
  const element = svg("tspan", { class: name });
  element.textContent = text;
  return element;
}
