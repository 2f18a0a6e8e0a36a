/** The header: which lesson is open, a link to this very state, the theme, and help. */

import { html, useState } from "preact";
import { root } from "../service/root.js";
import { Icon } from "./icons.js";

/** @import { ThemeChoice } from "../state/look.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Lesson } from "../types.js" */

/** @type {Map<ThemeChoice, {icon: string, words: string}>} */
const THEMES = new Map([
  ["system", { icon: "system", words: "as the system" }],
  ["light", { icon: "sun", words: "light" }],
  ["dark", { icon: "moon", words: "dark" }],
]);

/** @param {{store: Store, onShare: () => Promise<string>, onOpen: (id: string) => void}} props */
export function Header({ store, onShare, onOpen }) {
  return html`
    <h1 class="wordmark"><b aria-hidden="true">∂</b> Gradwalk</h1>
    <${LessonButton} store=${store} />
    <${Neighbours} store=${store} onOpen=${onOpen} />
    <span class="spacer"></span>
    <a class="button quiet reference-link" href=${`${root()}reference`} target="reference"
      title="All operations with their formulas, in a tab of their own">Operations</a>
    <${LinkButton} onShare=${onShare} />
    <${Tools} store=${store} />`;
}

/** @param {{store: Store}} props what every page has */
export function Tools({ store }) {
  return html`<button class="button square" aria-label="Download" title="Download a picture or the run (s)"
      aria-haspopup="dialog" onClick=${() => (store.look.dialog.value = "download")}><${Icon} name="download" /></button>
    <${ThemeButton} store=${store} />
    <button class="button square" aria-label="Help and keys" title="Help and keys (?)" aria-haspopup="dialog"
      onClick=${() => (store.look.dialog.value = "help")}><${Icon} name="help" /></button>`;
}

/** @param {{store: Store}} props */
function LessonButton({ store }) {
  const lesson = shownLesson(store);
  return html`<button class="button lesson-button" aria-haspopup="dialog" title="Lessons and your programs (l)"
    data-lesson=${lesson?.id} onClick=${() => (store.look.dialog.value = "lessons")}>
    <span class="lesson-title"><bdi>${titleOf(store)}</bdi></span>
    <span class="lesson-place">${placeOf(store)}</span>
    <${Icon} name="chevron" />
  </button>`;
}

/**
 * The lessons before and after the one that is open. By keyboard the list of lessons leads there: two more stops on the
 * way to Play would be in everybody's way.
 * @param {{store: Store, onOpen: (id: string) => void}} props
 */
function Neighbours({ store, onOpen }) {
  const lesson = shownLesson(store);
  const all = store.program.lessons.value;
  if (!lesson || all.length === 0) return null;
  return [[-1, "before", "Lesson before"], [1, "onward", "Next lesson"]].map(([by, icon, words]) => {
    const other = all.find(({ number }) => number === lesson.number + Number(by));
    const title = other ? `${words}: ${other.title}` : String(words);
    return html`<button class="button square quiet lesson-neighbour" key=${words} tabindex="-1" aria-label=${title} title=${title}
      aria-disabled=${String(!other)} onClick=${() => other && onOpen(other.id)}><${Icon} name=${icon} /></button>`;
  });
}

/**
 * @param {Store} store
 * @returns {Lesson | null} the lesson, as long as the text has something of it
 */
function shownLesson(store) {
  return store.program.standing.value === "other" ? null : store.program.lesson.value;
}

/** @param {Store} store */
export function titleOf(store) {
  return shownLesson(store)?.title ?? store.program.draft.value?.name ?? "Your program";
}

/** @param {Store} store */
function placeOf(store) {
  const lesson = shownLesson(store);
  if (!lesson) return "lessons";
  if (lesson.source !== store.program.source.value) return `lesson ${lesson.number}, edited`;
  const all = store.program.lessons.value.length;
  return all ? `lesson ${lesson.number} of ${all}` : `lesson ${lesson.number}`;
}

/** @type {Map<string, {icon: string, words: string}>} */
const LINK_STATES = new Map([
  ["idle", { icon: "link", words: "Copy link" }],
  ["copied", { icon: "check", words: "Copied" }],
  ["refused", { icon: "link", words: "Copy it from the address bar" }],
]);

/** @param {{onShare: () => Promise<string>}} props */
function LinkButton({ onShare }) {
  const [state, setState] = useState("idle");
  const copy = async () => {
    setState(await copyText(onShare()) ? "copied" : "refused");
    setTimeout(() => setState("idle"), 2000);
  };
  const shown = LINK_STATES.get(state);
  return html`<button class="button link-button" data-state=${state} title="A link to this program, step and view"
    onClick=${copy}><${Icon} name=${shown?.icon} /><span aria-live="polite">${shown?.words}</span></button>`;
}

/**
 * Safari copies only at a click, and forgets the click while the text is on its way: it is given the promise.
 * @param {Promise<string>} text
 * @returns {Promise<boolean>} false where the browser forbids it
 */
async function copyText(text) {
  const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
  const item = navigator.clipboard && new ClipboardItem({ "text/plain": blob });
  return item ? navigator.clipboard.write([item]).then(() => true, () => false) : text.then(() => false);
}

/** @param {{store: Store}} props */
function ThemeButton({ store }) {
  const theme = THEMES.get(store.look.themeChoice.value);
  const words = `Theme: ${theme?.words}`;
  return html`<button class="button square" aria-label=${words} title=${`${words} (t)`}
    onClick=${() => store.look.nextTheme()}><${Icon} name=${theme?.icon} /></button>`;
}
