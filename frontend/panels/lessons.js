/** The lessons, by level; typing narrows them, arrows and Enter choose. */

import { html, useEffect, useMemo, useRef, useState } from "preact";
import { Dialog } from "./dialog.js";
import { Icon } from "./icons.js";
import { OwnPrograms } from "./own-programs.js";

/** @import { Draft, Drafts } from "../page/drafts.js" */
/** @import { LessonSummary } from "../types.js" */
/** @import { Store } from "../state/store.js" */

/**
 * The lessons that hold every word of the query somewhere in their text. Pure.
 * @param {LessonSummary[]} lessons
 * @param {string} query
 */
export function searchLessons(lessons, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return lessons.filter((lesson) => {
    const { id, number, title, level_title: level, summary, teaches } = lesson;
    const text = `${number} ${id.replaceAll("_", " ")} ${title} ${level} ${summary} ${teaches}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * @param {{store: Store, drafts: Drafts, onOpen: (id: string) => void, onOpenDraft: (draft: Draft) => void,
 *   onNew: () => void}} props
 */
export function Lessons({ store, drafts, onOpen, onOpenDraft, onNew }) {
  const [query, setQuery] = useState("");
  const [marked, setMarked] = useState(/** @type {string | null} */ (store.lesson.peek()?.id ?? null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const found = useMemo(() => searchLessons(store.lessons.value, query), [store.lessons.value, query]);
  const edited = useMemo(() => new Set(drafts.all().flatMap((one) => (one.aside ? [] : (one.lesson ?? [])))), []);
  const current = found.some((lesson) => lesson.id === marked) ? marked : found[0]?.id ?? null;
  const close = () => (store.dialog.value = null);

  const looked = useRef(false);
  useEffect(() => {
    const block = looked.current ? "nearest" : "center";
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block });
    looked.current = true;
  }, [current]);

  const steer = (/** @type {KeyboardEvent} */ event) => {
    const at = found.findIndex((lesson) => lesson.id === current);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = found[Math.min(found.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))];
      if (next) setMarked(next.id);
    } else if (event.key === "Enter" && current !== null) {
      event.preventDefault();
      onOpen(current);
    }
  };

  return html`<${Dialog} title="Lessons" name="lessons" onClose=${close}>
    <div class="lesson-search">
      <${Icon} name="search" />
      <input type="search" placeholder="Search: sigmoid, softmax, broadcast…" aria-label="Search the lessons" autofocus
        role="combobox" aria-expanded="true" aria-controls="lesson-list" aria-autocomplete="list"
        aria-activedescendant=${current === null ? undefined : `lesson-${current}`}
        onInput=${(/** @type {any} */ event) => setQuery(event.target.value)} onKeyDown=${steer} />
      <button class="button" onClick=${onNew}>Empty program</button>
    </div>
    <div class="lesson-lists" role="group" aria-label="Your programs and the lessons" tabindex="0">
      <${OwnPrograms} store=${store} drafts=${drafts} query=${query} onOpen=${onOpenDraft} />
      <div id="lesson-list" class="lesson-list" role="listbox" aria-label="Lessons" tabindex="-1" ref=${list}>
        ${groupByLevel(found).map((group) => html`<div role="group" aria-label=${group.title} key=${group.title}>
          <h3 role="presentation">${group.title}</h3>
          ${group.lessons.map((lesson) => html`<${LessonRow} key=${lesson.id} lesson=${lesson}
            selected=${lesson.id === current} edited=${edited.has(lesson.id)} open=${lesson.id === store.lesson.value?.id} onOpen=${onOpen} />`)}
        </div>`)}
      </div>
      ${found.length === 0 && html`<p class="lesson-none">No lesson speaks of “${query}”.</p>`}
    </div>
  <//>`;
}

/**
 * @param {{lesson: LessonSummary, selected: boolean, edited: boolean, open: boolean, onOpen: (id: string) => void}} props
 */
function LessonRow({ lesson, selected, edited, open, onOpen }) {
  return html`<div id=${`lesson-${lesson.id}`} role="option" class="lesson-row" aria-selected=${String(selected)}
    data-lesson=${lesson.id} onClick=${() => onOpen(lesson.id)}>
    <span class="lesson-number">${lesson.number}</span>
    <span class="lesson-words"><b>${lesson.title}</b><span>${lesson.summary}</span></span>
    ${edited && html`<span class="tag">edited</span>`}
    ${open && html`<span class="tag">open</span>`}
    ${!open && !edited && !lesson.core && html`<span class="tag">extra</span>`}
  </div>`;
}

/** @param {LessonSummary[]} lessons */
function groupByLevel(lessons) {
  /** @type {{title: string, lessons: LessonSummary[]}[]} */
  const groups = [];
  for (const lesson of lessons) {
    const title = `${lesson.level} · ${lesson.level_title}`;
    if (groups.at(-1)?.title !== title) groups.push({ title, lessons: [] });
    groups.at(-1)?.lessons.push(lesson);
  }
  return groups;
}
