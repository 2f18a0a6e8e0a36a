/** Fetches KaTeX, which sets the formulas of the page, once the first picture stands. */

import { setFormulasWith } from "./formula.js";

export async function loadFormulas() {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("../vendor/katex.css", import.meta.url).href;
  document.head.append(sheet);
  setFormulasWith((await import("katex")).default);
}
