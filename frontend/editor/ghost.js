/** The value and the gradient that stand at the end of a line. */

import { thumb } from "../thumb.js";

/** @import { LineValue } from "./line-values.js" */

/**
 * The numbers are in the inspector and in the graph for those who listen; here they would only break up the code.
 * @param {LineValue} line
 * @param {string} text of the line: of one that goes on to the right, the comment may be covered, the code never
 * @returns {HTMLElement}
 */
export function ghost(line, text) {
  const element = document.createElement("span");
  element.className = /\s#/.test(text) ? "ghost over" : "ghost";
  element.ariaHidden = "true";
  for (const quantity of /** @type {const} */ (["value", "gradient"])) {
    const shown = line[quantity];
    if (shown === "") continue;
    const part = document.createElement("span");
    part.className = `ghost-${quantity}`;
    part.append(...(quantity === "gradient" ? ["∂ "] : []), typeof shown === "string" ? shown : thumb(shown));
    element.append(part);
  }
  return element;
}
