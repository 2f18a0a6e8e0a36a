/** A modal dialog: the browser's own, so Esc, focus and the page behind it behave as readers expect. */

import { html, useLayoutEffect, useRef } from "preact";
import { Icon } from "./icons.js";

/**
 * @param {{title: string, name: string, onClose: () => void, children?: unknown}} props
 */
export function Dialog({ title, name, onClose, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  // Before the next key: one that is pressed while the dialog is not yet open would reach nobody.
  useLayoutEffect(() => {
    const dialog = /** @type {HTMLDialogElement} */ (ref.current);
    dialog.showModal();
    return () => dialog.close();
  }, []);
  // The browser tells later that it has closed, when another may have taken the place of this one.
  const closed = () => ref.current && onClose();
  const closeOutside = (/** @type {MouseEvent} */ event) => event.target === ref.current && onClose();
  return html`<dialog ref=${ref} class=${`dialog ${name}`} aria-label=${title}
    onClose=${closed} onClick=${closeOutside}>
    <div class="dialog-body">
      <header class="dialog-header">
        <h2>${title}</h2>
        <button class="button quiet square" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>
      </header>
      ${children}
    </div>
  </dialog>`;
}
