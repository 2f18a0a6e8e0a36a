/** One entry of a tensor's table: its fill says sign and magnitude, its text the number. */

import { html } from "preact";
import { number, strength, toNumber } from "../format.js";

/** @import { Entry } from "../types.js" */

/** @param {{entry: Entry, scale: number, digits: number, legible: boolean, current?: boolean}} props */
export function Cell({ entry, scale, digits, legible, current = false }) {
  const size = toNumber(entry);
  const sign = Number.isFinite(size) ? (size < 0 ? "negative" : "positive") : "strange";
  const fill = { "--strength": strength(entry, scale).toFixed(3) };
  const text = number(entry, digits);
  return html`<td class=${current ? `${sign} current` : sign} style=${fill} title=${String(entry)}>
    ${legible ? text : html`<span class="unseen">${text}</span>`}
  </td>`;
}
