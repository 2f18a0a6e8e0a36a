/** Writes what style sheets say of a drawing into the attributes of its elements, so that it needs no style sheet. */

import { paintOf } from "./colour.js";

const PAINTS = ["fill", "stroke"];

/** Each property with the value that needs no attribute. `inherited`: only the element that changes it says so. */
const SHAPE = new Map([
  ["stroke-width", "1"],
  ["stroke-dasharray", "none"],
  ["stroke-linecap", "butt"],
  ["opacity", "1"],
]);
const TEXT = new Map([
  ["font-family", ""],
  ["font-size", ""],
  ["font-weight", "400"],
  ["font-style", "normal"],
  ["text-anchor", "start"],
  ["opacity", "1"],
]);
const GROUP = new Map([["opacity", "1"]]);
const PROPERTIES = new Map([
  ["text", TEXT], ["g", GROUP], ["image", GROUP], ["svg", GROUP], ["marker", GROUP], ["defs", GROUP],
]);

/** What only a page has a use for. */
const PAGE_ONLY = ["class", "style", "tabindex", "data-card", "aria-expanded", "aria-hidden"];

/**
 * @param {SVGElement} drawing in the document, where its styles apply
 */
export function writeStyles(drawing) {
  const elements = /** @type {SVGElement[]} */ ([...drawing.querySelectorAll("*")]);
  // All is read before anything is written: a class that is gone changes the styles of what is inside.
  const styles = elements.map((element) => (element.tagName === "title" ? null : stylesOf(element)));
  elements.forEach((element, index) => {
    const style = styles[index];
    if (style && isUnseen(element, style)) {
      element.remove();
      return;
    }
    for (const name of PAGE_ONLY) element.removeAttribute(name);
    for (const [name, value] of style ?? []) element.setAttribute(name, value);
  });
}

/**
 * @param {SVGElement} element
 * @returns {Map<string, string>}
 */
function stylesOf(element) {
  const style = getComputedStyle(element);
  const properties = PROPERTIES.get(element.tagName) ?? SHAPE;
  /** @type {Map<string, string>} */
  const found = new Map();
  if (properties !== GROUP) for (const name of PAINTS) writePaint(found, name, style);
  for (const [name, usual] of properties) {
    const value = style.getPropertyValue(name).replace(/px\b/g, "");
    if (value !== usual && !(name.startsWith("stroke-") && !found.has("stroke"))) found.set(name, value);
  }
  if (style.display === "none") found.set("display", "none");
  return found;
}

/**
 * @param {Map<string, string>} found
 * @param {string} name "fill" or "stroke"
 * @param {CSSStyleDeclaration} style
 */
function writePaint(found, name, style) {
  const css = style.getPropertyValue(name);
  const paint = css === "none" ? null : paintOf(css);
  const opacity = paint ? paint.opacity * Number(style.getPropertyValue(`${name}-opacity`)) : 0;
  if (!paint || opacity === 0) {
    if (name === "fill") found.set("fill", "none");
    return;
  }
  found.set(name, paint.colour);
  if (opacity < 1) found.set(`${name}-opacity`, String(Math.round(opacity * 1000) / 1000));
}

/**
 * @param {SVGElement} element
 * @param {Map<string, string>} style
 */
function isUnseen(element, style) {
  if (style.get("display") === "none") return true;
  if (element.tagName === "text") return element.textContent === "";
  return style.get("fill") === "none" && !style.has("stroke");
}
