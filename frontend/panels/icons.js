/** The page's icons: 16 × 16, drawn with the colour of the text around them. */

import { html } from "preact";

/** @type {Map<string, string>} */
const PATHS = new Map([
  ["first", "M3.5 3v10M13 3.2 6.5 8l6.5 4.8z"],
  ["back", "M11 3 4.5 8l6.5 5z"],
  ["play", "M4.5 2.6 13 8l-8.5 5.4z"],
  ["pause", "M4 3h2.6v10H4zM9.4 3H12v10H9.4z"],
  ["forward", "M5 3l6.5 5L5 13z"],
  ["more", "M3.4 6.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zM8 6.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8z"
    + "M12.6 6.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8z"],
  ["last", "M12.5 3v10M3 3.2 9.5 8 3 12.8z"],
]);

/** @type {Map<string, string>} */
const STROKES = new Map([
  ["chevron", "M4.5 6.5 8 10l3.5-3.5"],
  ["search", "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14"],
  ["link", "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8"
    + "M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.8-.8"],
  ["sun", "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.3v1.6M8 13.1v1.6M1.3 8h1.6M13.1 8h1.6"
    + "M3.3 3.3l1.1 1.1M11.6 11.6l1.1 1.1M3.3 12.7l1.1-1.1M11.6 4.4l1.1-1.1"],
  ["moon", "M13.4 9.7A5.8 5.8 0 0 1 6.3 2.6a5.8 5.8 0 1 0 7.1 7.1z"],
  ["system", "M2 3h12v8H2zM5.5 14h5M8 11v3"],
  ["help", "M5.9 6a2.1 2.1 0 1 1 3.2 1.8C8.3 8.3 8 8.7 8 9.6M8 12.2v.1"],
  ["reset", "M3 8a5 5 0 1 0 1.6-3.7M3 2.6v2.6h2.6"],
  ["close", "M4 4l8 8M12 4l-8 8"],
  ["attach", "M12.6 7.4 7.7 12.3a3 3 0 0 1-4.3-4.3l5.4-5.4a2 2 0 0 1 2.9 2.9l-5.3 5.3a1 1 0 0 1-1.5-1.5l4.5-4.5"],
  ["check", "M3 8.5 6.5 12 13 4.5"],
  ["panel-program", "M2.5 3h11v10h-11zM6.5 3v10"],
  ["panel-inspector", "M2.5 3h11v10h-11zM9.5 3v10"],
  ["before", "M10 3.5 5.5 8l4.5 4.5"],
  ["onward", "M6 3.5 10.5 8 6 12.5"],
  ["plus", "M8 3.5v9M3.5 8h9"],
  ["minus", "M3.5 8h9"],
  ["fit", "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10"],
  ["follow", "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 10.2a2.2 2.2 0 1 0 0-4.4a2.2 2.2 0 0 0 0 4.4Z"],
  ["unfold", "M4.5 5 8 1.5 11.5 5M4.5 11 8 14.5l3.5-3.5M2.5 8h11"],
  ["fold", "M4.5 2 8 5.5 11.5 2M4.5 14 8 10.5l3.5 3.5M2.5 8h11"],
  ["download", "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10"],
  ["stop-at-new", "M4 14.5V2.2h8.5l-2.3 3.2 2.3 3.2H4"],
  ["pin", "M5 2.5h6M6 2.5v4L4 9.5h8L10 6.5v-4M8 9.5v4.5"],
  ["return", "M13 8H3M6.5 4.5 3 8l3.5 3.5"],
]);

/** @param {{name: string}} props */
export function Icon({ name }) {
  const filled = PATHS.get(name);
  const kind = filled ? "icon filled" : "icon";
  return html`<svg class=${kind} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d=${filled ?? STROKES.get(name)} />
  </svg>`;
}
