/** A finger that is drawn sideways over the explanation takes a step: to the left the next, to the right the one before. */

/** @import { Store } from "../state/store.js" */

/** Pixels; and so many times as far across as up or down. */
const FAR = 48;
const ACROSS = 2;

/**
 * @param {HTMLElement} panel
 * @param {Store} store
 */
export function stepBySwipes(panel, store) {
  /** @type {{id: number, x: number, y: number} | null} */
  let start = null;
  panel.addEventListener("pointerdown", ({ pointerType, pointerId, clientX, clientY, target }) => {
    const free = pointerType === "touch" && target instanceof Element && !scrollsSideways(target, panel) && !target.closest("input");
    start = free ? { id: pointerId, x: clientX, y: clientY } : null;
  });
  panel.addEventListener("pointerup", ({ pointerId, clientX, clientY }) => {
    if (start?.id !== pointerId) return;
    const [across, down] = [clientX - start.x, clientY - start.y];
    start = null;
    if (Math.abs(across) < FAR || Math.abs(across) < ACROSS * Math.abs(down)) return;
    if (across < 0) store.forward("edge");
    else store.back("edge");
  });
  panel.addEventListener("pointercancel", () => (start = null));
}

/** @param {Element} target @param {Element} panel */
function scrollsSideways(target, panel) {
  for (let element = /** @type {Element | null} */ (target); element && element !== panel; element = element.parentElement) {
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible") return true;
  }
  return false;
}
