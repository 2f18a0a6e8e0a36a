/** The header: which lesson is open, a link to this very state, the theme, and help. */

import { html, useState } from "preact";
import { Icon } from "./icons.js";

/** @import { Store, ThemeChoice } from "../store.js" */

/** @type {Map<ThemeChoice, {next: ThemeChoice, icon: string, words: string}>} */
const THEMES = new Map([
  ["system", { next: "light", icon: "system", words: "as the system" }],
  ["light", { next: "dark", icon: "sun", words: "light" }],
  ["dark", { next: "system", icon: "moon", words: "dark" }],
]);

/** @param {Store} store */
export function nextTheme(store) {
  const theme = THEMES.get(store.themeChoice.peek());
  if (theme) store.themeChoice.value = theme.next;
}

/** @param {{store: Store}} props */
export function Header({ store }) {
  return html`
    <h1 class="wordmark"><b aria-hidden="true">∂</b> Gradwalk</h1>
    <${LessonButton} store=${store} />
    <span class="spacer"></span>
    <${LinkButton} />
    <${ThemeButton} store=${store} />
    <button class="button square" aria-label="Help and keys" title="Help and keys (?)" aria-haspopup="dialog"
      onClick=${() => (store.dialog.value = "help")}><${Icon} name="help" /></button>`;
}

/** @param {{store: Store}} props */
function LessonButton({ store }) {
  const lesson = store.lesson.value;
  const changed = lesson !== null && lesson.source !== store.source.value;
  return html`<button class="button lesson-button" aria-haspopup="dialog" title="Lessons (l)" data-lesson=${lesson?.id}
    onClick=${() => (store.dialog.value = "lessons")}>
    <span class="lesson-title">${lesson ? lesson.title : "Your program"}</span>
    <span class="lesson-place">${placeOf(store, changed)}</span>
    <${Icon} name="chevron" />
  </button>`;
}

/**
 * @param {Store} store
 * @param {boolean} changed
 */
function placeOf(store, changed) {
  const lesson = store.lesson.value;
  if (!lesson) return "lessons";
  if (changed) return `lesson ${lesson.number}, changed`;
  const all = store.lessons.value.length;
  return all ? `lesson ${lesson.number} of ${all}` : `lesson ${lesson.number}`;
}

function LinkButton() {
  const [copied, setCopied] = useState(/** @type {boolean | null} */ (null));
  const copy = async () => {
    setCopied(await copyText(location.href));
    setTimeout(() => setCopied(null), 2000);
  };
  const words = copied === null ? "Copy link" : copied ? "Copied" : "Copy it from the address bar";
  return html`<button class="button link-button" title="A link to this program, step and view" onClick=${copy}>
    <${Icon} name=${copied ? "check" : "link"} /><span aria-live="polite">${words}</span>
  </button>`;
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} false where the browser forbids it
 */
async function copyText(text) {
  if (!navigator.clipboard) return false;
  return navigator.clipboard.writeText(text).then(() => true, () => false);
}

/** @param {{store: Store}} props */
function ThemeButton({ store }) {
  const theme = THEMES.get(store.themeChoice.value);
  const words = `Theme: ${theme?.words}`;
  return html`<button class="button square" aria-label=${words} title=${`${words} (t)`}
    onClick=${() => nextTheme(store)}><${Icon} name=${theme?.icon} /></button>`;
}
