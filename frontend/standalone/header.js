/** The header of a saved page: what was saved, and what works without a server. */

import { html } from "preact";
import { Tools } from "../panels/header.js";

/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function Header({ store }) {
  const lesson = store.program.lesson.value;
  return html`
    <h1 class="wordmark"><b aria-hidden="true">∂</b> Gradwalk</h1>
    <p class="saved-title">
      <span class="lesson-title">${lesson?.title ?? "A program"}</span>
      <span class="lesson-place">saved run</span>
    </p>
    <span class="spacer"></span>
    <${Tools} store=${store} />`;
}
