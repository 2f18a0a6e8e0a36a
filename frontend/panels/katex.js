/** Fetches KaTeX, which sets the formulas of the page, once the first picture stands. */

import { sharedTint } from "../run/tints.js";
import { coloured, setFormulasWith } from "./formula.js";
import { addStyle } from "./vendor-style.js";

/** @import { Setter } from "./formula.js" */

/** @typedef {typeof import("katex").default} Katex */

/** @type {import("katex").KatexOptions} */
const OPTIONS = {
  output: "htmlAndMathml",
  trust: false,
  // Labels hold the letters of the program, whatever they are; LaTeX itself would not know them all.
  strict: "ignore",
  maxExpand: 200,
};

/** A colour of TeX's in place of each role, which the theme's own replaces once the formula is set. */
const STAND_INS = new Map([
  ["value", "#010000"],
  ["gradient", "#020000"],
  ["local", "#030000"],
]);

export async function loadFormulas() {
  addStyle("katex");
  setFormulasWith(setterOf((await import("katex")).default));
}

/** @param {Katex} katex @returns {Setter} */
export function setterOf(katex) {
  return {
    ParseError: katex.ParseError,
    mathOf: (tex) => {
      const whole = katex.renderToString(tex, { ...OPTIONS, displayMode: true, output: "mathml" });
      return /<math.*<\/math>/s.exec(whole)?.[0] ?? "";
    },
    render(formula, element) {
      // As large as a displayed formula, but unlike one it may break after an operator.
      const colourOf = (/** @type {string} */ role, /** @type {number} */ line) => STAND_INS.get(role) ?? tintOf(line);
      katex.render(`\\displaystyle ${coloured(formula, colourOf)}`, element, OPTIONS);
      for (const part of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[style*=color]"))) {
        const role = roleOf(part.style.color);
        if (role) wear(part, role);
      }
      for (const part of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(".colorbox[style*=background]"))) {
        part.dataset.shared = String(sharedTint(lineOf(part.style.backgroundColor)));
        part.style.backgroundColor = part.style.borderColor = "";
      }
      for (const part of element.querySelectorAll("[mathbackground]")) part.removeAttribute("mathbackground");
      for (const part of element.querySelectorAll("mstyle[mathcolor]")) part.removeAttribute("mathcolor");
      for (const source of element.querySelectorAll("annotation")) source.textContent = formula.tex;
    },
  };
}

/** @param {number} line a colour of TeX's in place of the tint of a line */
function tintOf(line) {
  return `#${(0x40000 + line).toString(16).padStart(6, "0")}`;
}

/** @param {string} colour as the browser gives it back */
function lineOf(colour) {
  const [, green, blue] = /^rgb\(4, (\d+), (\d+)\)$/.exec(colour) ?? [];
  return Number(green) * 256 + Number(blue);
}

/** @param {string} colour as the browser gives it back */
function roleOf(colour) {
  const [, red] = /^rgb\(([123]), 0, 0\)$/.exec(colour) ?? [];
  return red && [...STAND_INS.keys()][Number(red) - 1];
}

/** @param {HTMLElement} part @param {string} role */
function wear(part, role) {
  part.style.color = `var(--${role})`;
  part.dataset.role = role;
}
