/**
 * A formula: plain text until what sets it is here, then set; parts of it wear the colours of value, gradient and
 * local.
 */

import { html, signal, useLayoutEffect, useRef } from "preact";

/** @import { Formula as FormulaText } from "../types.js" */

/** A formula never shrinks below this share of its size. */
const SMALLEST = 0.74;

/**
 * @typedef {object} Setter
 * @property {(formula: FormulaText, element: HTMLElement) => void} render
 * @property {(tex: string) => string} [mathOf] what TeX is in MathML
 * @property {new (...words: any[]) => Error} ParseError
 */

/** @type {import("preact").Signal<Setter | null>} */
const setter = signal(null);

/** What TeX is in MathML; null until what sets formulas is here. @returns {((tex: string) => string) | null} */
export function mathOf() {
  return setter.value?.mathOf ?? null;
}

/** @param {Setter} found sets formulas from now on */
export function setFormulasWith(found) {
  setter.value = found;
}

/**
 * The TeX of a formula with a colour around everything that has a role, behind what stands for a line of its own.
 * @param {FormulaText} formula
 * @param {(role: string, line: number) => string} colourOf
 */
export function coloured({ tex, roles }, colourOf) {
  // Roles are counted in characters, of which JavaScript takes some for two.
  const letters = [...tex];
  let [written, at] = ["", 0];
  for (const { role, start, end, line } of roles) {
    const [colour, part] = [colourOf(role, line ?? 0), letters.slice(start, end).join("")];
    const worn = role === "shared" ? `\\colorbox{${colour}}{$\\displaystyle ${part}$}` : `\\textcolor{${colour}}{${part}}`;
    written += `${letters.slice(at, start).join("")}${worn}`;
    at = end;
  }
  return written + letters.slice(at).join("");
}

/** @param {{formula: FormulaText, label: string}} props */
export function Formula({ formula, label }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const set = setter.value;
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (box.current);
    element.textContent = formula.text;
    if (set) setFormula(set, formula, element);
    fitWidth(element);
  }, [formula.tex, formula.text, set]);
  return html`<div class="formula" role="group" aria-label=${label} title=${formula.text} ref=${box}></div>`;
}

/**
 * @param {Setter} set
 * @param {FormulaText} formula
 * @param {HTMLElement} element
 */
export function setFormula(set, formula, element) {
  try {
    set.render(formula, element);
    element.dataset.set = "";
  } catch (error) {
    if (!(error instanceof set.ParseError)) throw error;
    delete element.dataset.set;
    element.textContent = formula.text;
  }
}

/** @type {Set<HTMLElement>} the formulas whose width is looked at before the next paint, all at once */
const unfitted = new Set();

/** @param {HTMLElement} element */
export function fitWidth(element) {
  if (unfitted.size === 0) requestAnimationFrame(fitWidths);
  unfitted.add(element);
}

/** Wide formulas shrink a little; what is still too wide scrolls, and takes the focus so that keys can scroll it. */
function fitWidths() {
  const elements = [...unfitted];
  unfitted.clear();
  for (const element of elements) element.style.removeProperty("font-size");
  const shares = elements.map((element) => element.clientWidth / element.scrollWidth);
  elements.forEach((element, index) => {
    const share = shares[index];
    if (share < 1) element.style.fontSize = `${Math.max(SMALLEST, share * 0.98)}em`;
  });
  for (const element of elements) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}
