/** The files that come with the program: a button that attaches one, and a list of those that are. */

import { html, useRef } from "preact";
import { attach } from "../page/attached.js";
import { served } from "../service/api.js";
import { Icon } from "./icons.js";

/** @import { Program } from "../page/program.js" */
/** @import { Store } from "../state/store.js" */

/** @param {{store: Store, program: Program}} props */
export function AttachButton({ store, program }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const chosen = async (/** @type {any} */ event) => {
    await attach(Array.from(event.currentTarget.files ?? []), store, program);
    // The same file may be chosen again.
    if (input.current) input.current.value = "";
  };
  return html`<button class="button small quiet square" aria-label="Attach a text"
      title="Attach a small text that the program reads, as in open('names.txt')"
      onClick=${() => input.current?.click()}><${Icon} name="attach" /></button>
    <input ref=${input} class="attach-input" type="file" multiple hidden aria-label="Attach a file" onChange=${chosen} />`;
}

/** @param {{store: Store, program: {detach: (name: string) => void}}} props */
export function Attached({ store, program }) {
  const files = Object.entries(store.program.files.value ?? {});
  if (files.length === 0) return null;
  return html`<section class="attached" aria-label="Attached files">
    <h3>Attached</h3>
    <ul>${files.map(([name, text]) => html`<li key=${name}>
      <code title=${`open(${JSON.stringify(name)})`}><bdi>${name}</bdi></code>
      <span class="size">${sizeOf(text)}</span>
      ${served && html`<button class="button quiet square small" aria-label=${`Remove ${name}`}
        onClick=${() => program.detach(name)}><${Icon} name="close" /></button>`}
    </li>`)}</ul>
  </section>`;
}

/** @param {string} text */
function sizeOf(text) {
  const bytes = new TextEncoder().encode(text).length;
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}
