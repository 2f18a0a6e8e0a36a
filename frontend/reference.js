/** The reference of operations: formulas are set when they come into sight, and a search box leaves what it finds. */

import katex from "katex";
import { fitWidth, setFormula } from "./panels/formula.js";
import { setterOf } from "./panels/katex.js";

/** @import { Formula as FormulaText } from "./types.js" */

/** How far below the screen formulas are set already, so that a reader who scrolls never sees the plain text. */
const AHEAD = "800px";

/** The width of a formula is known only when its fonts are there. */
const FONTS = ["16px KaTeX_Main", "italic 16px KaTeX_Math", "16px KaTeX_Size1", "16px KaTeX_Size2", "16px KaTeX_Size3"];

const search = /** @type {HTMLInputElement} */ (document.getElementById("search"));
const count = /** @type {HTMLElement} */ (document.getElementById("count"));
const none = /** @type {HTMLElement} */ (document.getElementById("none"));
const families = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".family")]);
const operations = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".op")]);

/** Shows the operations in whose names every word of the search stands. */
function filter() {
  const words = search.value.toLowerCase().split(/\s+/);
  for (const operation of operations) {
    const names = operation.dataset.foundBy ?? "";
    operation.hidden = !words.every((word) => names.includes(word));
  }
  for (const family of families) family.hidden = !family.querySelector(".op:not([hidden])");
  const found = operations.filter((operation) => !operation.hidden).length;
  const all = found === operations.length;
  count.textContent = all ? `${found} operations and functions` : `${found} of ${operations.length} operations and functions`;
  none.hidden = found > 0;
}

/** An address leads to its operation even when the search has hidden it. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("[hidden]")) return;
  search.value = "";
  filter();
  target.scrollIntoView();
}

const setter = setterOf(katex);

/** @param {HTMLElement} element @returns {FormulaText} */
function formulaOf(element) {
  /** @type {[FormulaText["roles"][number]["role"], number, number][]} */
  const stretches = JSON.parse(element.dataset.roles ?? "[]");
  const roles = stretches.map(([role, start, end]) => ({ role, start, end }));
  return { tex: element.dataset.tex ?? "", roles, text: element.textContent ?? "" };
}

async function setFormulas() {
  await Promise.all(FONTS.map((font) => document.fonts.load(font)));
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      for (const element of /** @type {NodeListOf<HTMLElement>} */ (target.querySelectorAll(".equation"))) {
        setFormula(setter, formulaOf(element), element);
        fitWidth(element);
      }
    }
  }, { rootMargin: AHEAD });
  for (const operation of operations) observer.observe(operation);
}

search.addEventListener("input", filter);
addEventListener("hashchange", reveal);
filter();
await setFormulas();
document.documentElement.dataset.ready = "";
