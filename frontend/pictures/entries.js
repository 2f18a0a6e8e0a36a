/** Gives every number of a drawing a text of its own: not every program reads a list of places, one a character. */

import { svgText } from "../graph/svg.js";

/** @param {SVGElement} drawing */
export function separateEntries(drawing) {
  for (const text of drawing.querySelectorAll("text.entries")) text.replaceWith(...entriesOf(text));
}

/**
 * @param {Element} text words with a space after each, and a place for every character
 * @returns {SVGTextElement[]} centred, so that a wider font leaves them in the middle of their cells
 */
function entriesOf(text) {
  const places = (/** @type {string} */ axis) => (text.getAttribute(axis) ?? "").split(" ").map(Number);
  const [xs, ys] = [places("x"), places("y")];
  let from = 0;
  return (text.textContent ?? "").trimEnd().split(" ").map((word) => {
    const space = from + word.length;
    const x = ((xs[from] + xs[space]) / 2).toFixed(2);
    const entry = svgText(word, { class: "entries", x, y: ys[from] });
    entry.style.textAnchor = "middle";
    from = space + 1;
    return entry;
  });
}
