/** A handle between two panels: drag it, or move it with the arrow keys; its place is remembered. */

import { forget, recall, remember } from "../page/memory.js";

const SMALLEST = 240;
const LARGEST = 720;

/**
 * @param {HTMLElement} element
 * @param {{panel: HTMLElement, property: string, label: string, side: "left"|"right"}} options `property`: the custom
 *   property that holds the panel's width; `side`: where the panel is. A double click gives the usual width back.
 */
export function mountSplitter(element, { panel, property, label, side }) {
  const root = document.documentElement;
  element.role = "separator";
  element.tabIndex = 0;
  element.ariaLabel = label;
  element.ariaOrientation = "vertical";
  element.ariaValueMin = String(SMALLEST);
  element.ariaValueMax = String(LARGEST);
  const showWidth = () => (element.ariaValueNow = String(panel.offsetWidth));
  const set = (/** @type {number} */ width) => {
    root.style.setProperty(`--${property}`, `${Math.round(Math.min(LARGEST, Math.max(SMALLEST, width)))}px`);
    showWidth();
  };
  const keep = () => remember(property, String(panel.offsetWidth));
  const remembered = Number(recall(property));
  if (remembered > 0) set(remembered);
  else showWidth();

  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    set(side === "left" ? event.clientX : innerWidth - event.clientX);
  });
  element.addEventListener("pointerup", keep);
  element.addEventListener("dblclick", () => {
    root.style.removeProperty(`--${property}`);
    forget(property);
    showWidth();
  });
  element.addEventListener("keydown", (event) => {
    const outward = side === "left" ? "ArrowRight" : "ArrowLeft";
    const inward = side === "left" ? "ArrowLeft" : "ArrowRight";
    if (event.key !== outward && event.key !== inward) return;
    event.preventDefault();
    set(panel.offsetWidth + (event.key === outward ? 16 : -16));
    keep();
  });
}
