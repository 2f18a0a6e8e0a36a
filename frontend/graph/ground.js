/** The dots behind the graph: they move with the sheet. */

/** @import { Camera } from "./camera.js" */

const DISTANCE = 22;
/** The dots keep at least this share of their distance on the screen. */
const DENSEST = 0.6;

/**
 * @param {HTMLElement} element whose background has the dots
 * @param {Camera} camera
 */
export function layGround({ style }, { view: { x, y, scale }, width, height }) {
  const distance = DISTANCE * scale * 2 ** Math.max(0, Math.ceil(Math.log2(DENSEST / scale)));
  style.backgroundPosition = `${width / 2 - x * scale}px ${height / 2 - y * scale}px`;
  style.backgroundSize = `${distance}px ${distance}px`;
}
