/** Keeps the focus of the keyboard where the reader works when the control that had it goes away. */

/**
 * @param {HTMLElement} part whose controls come and go
 * @param {HTMLElement} panel that takes the focus over
 */
export function keepFocus(part, panel) {
  /** @type {EventTarget | null} */
  let last = null;
  part.addEventListener("focusin", ({ target }) => (last = target));
  part.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && (last = null));
  new MutationObserver(() => {
    if (last === null || part.contains(/** @type {Node} */ (last))) return;
    last = null;
    if (document.activeElement === document.body) panel.focus({ preventScroll: true });
  }).observe(part, { childList: true, subtree: true });
}
