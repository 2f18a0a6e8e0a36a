/** A product of Jacobians as a reader puts its brackets. Pure. */

import { toNumber } from "../format.js";

/** @import { JacobianProductDocument, Tensor } from "../types.js" */

/**
 * What is asked for: the path, where brackets are put by hand, and whether gradients are shown in the shape of what they
 * are by. `order` null: from the left; "-": no product yet.
 * @typedef {{path: number, order: string | null, shaped: boolean}} Asked
 */

/** In an address: "1;1,0;shape"; what is not as at first alone. */
export const PRODUCT = /^\d{0,2};(-|\d{1,2}(,\d{1,2}){0,39})?;(shape)?$/;

/** @param {string | null} text @returns {Asked} */
export function askedIn(text) {
  const [path, order, shaped] = (text ?? ";;").split(";");
  return { path: Number(path), order: order || null, shaped: shaped === "shape" };
}

/** @param {Asked} asked @returns {string | null} null where all is as at first */
export function askedText({ path, order, shaped }) {
  const text = `${path || ""};${order ?? ""};${shaped ? "shape" : ""}`;
  return text === ";;" ? null : text;
}

/**
 * What stands between the brackets after some of the products.
 * @typedef {{first: number, to: number, shape: number[], matrix: Tensor | null}} Group
 */

/**
 * @param {JacobianProductDocument} found
 * @returns {{groups: Group[], products: {left: Group, right: Group, made: Group, multiplications: number}[]}} those that
 *   are left at the end, and what each product was made of
 */
export function groupsOf({ factors, products }) {
  /** @type {Group[]} */
  let groups = factors.map(({ shape, matrix }, first) => ({ first, to: first + 1, shape, matrix }));
  const told = products.map((each) => {
    const at = groups.findIndex(({ first }) => first === each.first);
    const [left, right] = [groups[at], groups[at + 1]];
    const made = { first: each.first, to: each.to, shape: each.shape, matrix: each.matrix };
    groups = [...groups.slice(0, at), made, ...groups.slice(at + 2)];
    return { left, right, made, multiplications: each.multiplications };
  });
  return { groups, products: told };
}

/** @param {{first: number, to: number}} group @returns {string} "J₁", "(J₁ J₂)" */
export function nameOf({ first, to }) {
  const names = Array.from({ length: to - first }, (_, place) => `J${subscript(first + place + 1)}`);
  return names.length === 1 ? names[0] : `(${names.join(" ")})`;
}

/** @param {number} number */
function subscript(number) {
  return [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}

/**
 * An entry of a product, written out: its row times its column.
 * @param {Tensor} left
 * @param {Tensor} right
 * @param {number} row
 * @param {number} column
 * @param {(value: number) => string} text
 * @returns {string} "1 · 2 + (−1) · 0"
 */
export function rowTimesColumn(left, right, row, column, text) {
  const [rows, columns] = [left.data, right.data].map((data) => /** @type {any[][]} */ (data));
  const factor = (/** @type {any} */ entry) => (toNumber(entry) < 0 ? `(${text(toNumber(entry))})` : text(toNumber(entry)));
  return rows[row].map((entry, place) => `${factor(entry)} · ${factor(columns[place][column])}`).join(" + ");
}
