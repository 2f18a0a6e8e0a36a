/** Reads formulas, a JSON list of TeX, and writes those that KaTeX does not set when it trusts nothing, and why. */
import { readFileSync } from "node:fs";
import katex from "katex";

const refused = [];
for (const tex of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    katex.renderToString(tex, { trust: false, strict: "error", displayMode: true });
  } catch (error) {
    refused.push([tex, String(error)]);
  }
}
console.log(JSON.stringify(refused));
