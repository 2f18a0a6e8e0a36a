/** What a literal folds to. */

import { thumb } from "../thumb.js";

/** @import { Literal } from "../run/literals.js" */

/**
 * Without words of its own: the text that it stands for is beside it.
 * @param {Pick<Literal, "shape" | "learns" | "value">} literal
 * @returns {HTMLElement}
 */
export function chip({ shape, learns, value }) {
  const parts = document.createElement("span");
  parts.ariaHidden = "true";
  if (shape) {
    const words = part("chip-shape");
    words.dataset.text = shape;
    const box = part("chip");
    box.append(thumb(value), words);
    parts.append(box);
  }
  if (learns) parts.append(part("chip-learns"));
  return parts;
}

/** @param {string} name */
function part(name) {
  const element = document.createElement("span");
  element.className = name;
  return element;
}
