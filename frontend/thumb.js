/** A small picture of a tensor within text: in a line of the program, in a row of a table. */

import { largest, matrix, strength, toNumber } from "./format.js";

/** @import { Entry, Tensor } from "./types.js" */

const SVG = "http://www.w3.org/2000/svg";
/** The cells, and the most of them that say something at this size. */
const CELL = { width: 7, height: 4, gap: 1 };
const MOST = { rows: 3, columns: 6 };
/** The smallest entry still shows its sign. */
const PALEST = 0.12;

/**
 * @param {Tensor} tensor
 * @returns {SVGSVGElement} its first rows and columns
 */
export function thumb(tensor) {
  const rows = matrix(tensor).rows.slice(0, MOST.rows).map((row) => row.slice(0, MOST.columns));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const picture = svg("svg", {
    class: "thumb",
    width: columns * (CELL.width + CELL.gap) - CELL.gap,
    height: rows.length * (CELL.height + CELL.gap) - CELL.gap,
  });
  const scale = largest(tensor);
  rows.forEach((row, down) => row.forEach((entry, across) => picture.append(cell(entry, scale, across, down))));
  return picture;
}

/** @param {Entry} entry @param {number} scale @param {number} across @param {number} down */
function cell(entry, scale, across, down) {
  const amount = toNumber(entry);
  const { width, height, gap } = CELL;
  return svg("rect", {
    class: Number.isNaN(amount) ? "strange" : amount === 0 ? "zero" : amount < 0 ? "negative" : "positive",
    "fill-opacity": amount === 0 ? 1 : Math.max(PALEST, strength(entry, scale)).toFixed(2),
    x: across * (width + gap), y: down * (height + gap), width, height, rx: 1,
  });
}

/**
 * @template {"svg" | "rect"} Name
 * @param {Name} name
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElementTagNameMap[Name]}
 */
function svg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
