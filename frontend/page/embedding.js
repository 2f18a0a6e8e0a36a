/** A page within another: which of its parts are shown, and which sites it answers. */

import { root } from "../service/root.js";

/** @typedef {"header" | "program" | "graph" | "step" | "transport"} Part */

/** @type {Part[]} */
const PARTS = ["header", "program", "graph", "step", "transport"];

/** What an embed code asks for. */
export const USUAL = /** @type {const} */ (["graph", "transport", "step"]);

/**
 * @param {string} search of the address: `?panels=graph,transport,step`
 * @returns {Set<Part> | null} null where all are shown
 */
export function partsIn(search) {
  const asked = new URLSearchParams(search).get("panels")?.split(",") ?? [];
  const known = PARTS.filter((part) => asked.includes(part));
  return known.length > 0 ? new Set(known) : null;
}

/** Takes the parts out that are not asked for. @param {Set<Part> | null} parts */
export function showOnly(parts) {
  if (!parts) return;
  document.body.classList.add("embedded");
  document.body.classList.add(...PARTS.filter((part) => !parts.has(part)).map((part) => `without-${part}`));
}

/** @returns {string[]} the sites beside this one whose pages may show this page inside of them, and talk to it */
export function embedders() {
  const content = document.querySelector("meta[name=embedders]")?.getAttribute("content") ?? "";
  return content.split(" ").filter(Boolean);
}

/**
 * @param {string} fragment of what is to be shown
 * @param {string} title for those who do not see it
 */
export function embedCode(fragment, title) {
  const address = new URL(`${root()}?panels=${USUAL.join(",")}${fragment}`, location.href).href;
  const quoted = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${quoted(address)}" title="${quoted(title)}" width="640" height="480" loading="lazy"></iframe>`;
}
