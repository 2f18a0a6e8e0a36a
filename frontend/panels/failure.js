/** Says that something has not come and why. The page tries again by itself, and at once when it is told to. */

import { html } from "preact";
import { served } from "../service/api.js";

/** @param {{what: string, words: string, onRetry: () => void}} props `what`: a sentence; `words`: the reason */
export function Failure({ what, words, onRetry }) {
  return html`<p class="tensor-note failed" role="status">${what} ${words}
    ${served && html`<button class="chip" onClick=${onRetry}>Try again</button>`}</p>`;
}
