/** Above the editor: what this text is, and the way back to the lesson's own. */

import { html } from "preact";
import { Icon } from "./icons.js";

/** @import { Store } from "../store.js" */
/** @import { Program } from "../program.js" */

const IMPORTS_TORCH = /^\s*(import|from) torch\b/m;

/** @param {{store: Store, program: Program}} props */
export function ProgramHead({ store, program }) {
  const lesson = store.lesson.value;
  const changed = lesson !== null && lesson.source !== store.source.value;
  const promised = !changed && IMPORTS_TORCH.test(store.source.value);
  return html`<h2>Program</h2>
    ${promised && html`<span class="program-promise">runs unchanged in PyTorch</span>`}
    <span class="spacer"></span>
    ${changed && html`<button class="button small" onClick=${() => program.edit(lesson.source)}>
      <${Icon} name="reset" /> Reset lesson
    </button>`}`;
}
