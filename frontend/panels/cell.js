/** One entry of a tensor's table: its fill says sign and magnitude, its text the number. */

import { html } from "preact";
import { number, strength, toNumber } from "../format.js";

/** @import { Entry } from "../types.js" */

/**
 * @param {{entry: Entry, scale: number, digits: number, legible: boolean, current?: boolean, place?: number}} props
 *   `place`: in row-major order, of an entry that the reader can ask about; one of a tensor takes part in the Tab order
 */
export function Cell({ entry, scale, digits, legible, current = false, place }) {
  const size = toNumber(entry);
  const sign = Number.isFinite(size) ? (size < 0 ? "negative" : "positive") : "strange";
  const fill = { "--strength": strength(entry, scale).toFixed(3) };
  const text = number(entry, digits);
  const asked = place === undefined ? {} : { "data-entry": place, tabindex: place === 0 ? 0 : -1 };
  return html`<td class=${current ? `${sign} current` : sign} style=${fill} title=${String(entry)} ...${asked}>
    ${legible ? text : html`<span class="unseen">${text}</span>`}
  </td>`;
}
