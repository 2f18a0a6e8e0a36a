/** Sets formulas as the browser's own MathML: no library and no font has to come along. */

import { coloured } from "../panels/formula.js";
import { ParseError, parse } from "./tex.js";

/** @import { Formula } from "../types.js" */
/** @import { MathNode } from "./tex.js" */

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

/**
 * @param {Formula} formula
 * @param {HTMLElement} element
 * @throws {ParseError}
 */
function render(formula, element) {
  const tex = coloured(formula, (role) => role);
  const attributes = { displaystyle: "true" };
  const pieces = parse(tex).map((children) => elementOf({ tag: "math", attributes, children }));
  element.replaceChildren(...pieces);
}

/** @param {MathNode} node @returns {Element} */
function elementOf({ tag, attributes, children }) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.map((child) => (typeof child === "string" ? child : elementOf(child))));
  return element;
}

export const mathml = { render, ParseError };
