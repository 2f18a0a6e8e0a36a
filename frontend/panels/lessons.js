/** The lessons, by level; typing narrows them, arrows and Enter choose. */

import { html, useEffect, useMemo, useRef, useState } from "preact";
import { FIRST_HOUR } from "../page/first-hour.js";
import { Dialog } from "./dialog.js";
import { Icon } from "./icons.js";
import { LessonPicture, fetchPictures } from "./lesson-picture.js";
import { OwnPrograms } from "./own-programs.js";
import { steering } from "./steer.js";

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
  const [marked, setMarked] = useState(/** @type {string | null} */ (store.program.lesson.peek()?.id ?? null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const { firstHour } = store.look;
  const all = firstHour.value ? hourOf(store.program.lessons.value) : store.program.lessons.value;
  const found = useMemo(() => searchLessons(all, query), [store.program.lessons.value, firstHour.value, query]);
  const edited = useMemo(() => new Set(drafts.all().flatMap((one) => (one.aside ? [] : (one.lesson ?? [])))), []);
  const current = found.some((lesson) => lesson.id === marked) ? marked : found[0]?.id ?? null;
  const close = () => (store.look.dialog.value = null);

  useEffect(() => void fetchPictures(), []);
  const looked = useRef(/** @type {boolean | null} */ (null));
  useEffect(() => {
    const block = looked.current === firstHour.value ? "nearest" : "center";
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block });
    looked.current = firstHour.value;
  }, [current, firstHour.value]);

  const steer = steering(found, current, setMarked, onOpen);

  return html`<${Dialog} title="Lessons" name="lessons" onClose=${close}>
    <div class="lesson-search">
      <${Icon} name="search" />
      <input type="search" placeholder="Search: sigmoid, softmax, broadcast…" aria-label="Search the lessons" autofocus
        role="combobox" aria-expanded="true" aria-controls="lesson-list" aria-autocomplete="list"
        aria-activedescendant=${current === null ? undefined : `lesson-${current}`}
        onInput=${(/** @type {any} */ event) => setQuery(event.target.value)} onKeyDown=${steer} />
      <button class="button" onClick=${onNew}>Empty program</button>
    </div>
    <div class="lesson-choice"><${Choice} store=${store} /></div>
    <div class="lesson-lists" role="group" aria-label="Your programs and the lessons" tabindex="0">
      ${!firstHour.value && html`<${OwnPrograms} store=${store} drafts=${drafts} query=${query} onOpen=${onOpenDraft} />`}
      <div id="lesson-list" class="lesson-list" role="listbox" aria-label="Lessons" tabindex="-1" ref=${list}>
        ${(firstHour.value ? [{ title: "In this order", lessons: found }] : groupByLevel(found)).map((group) => html`<div role="group" aria-label=${group.title} key=${group.title}>
          <h3 role="presentation">${group.title}</h3>
          ${group.lessons.map((lesson) => html`<${LessonRow} key=${lesson.id} lesson=${lesson}
            selected=${lesson.id === current} done=${store.program.done.value.has(lesson.id)} edited=${edited.has(lesson.id)} open=${lesson.id === store.program.lesson.value?.id} onOpen=${onOpen} />`)}
        </div>`)}
      </div>
      ${found.length === 0 && html`<p class="lesson-none">${store.program.lessons.value.length === 0
        ? "The lessons are on their way …" : `No lesson speaks of “${query}”.`}</p>`}
    </div>
  <//>`;
}

/** All lessons, or those of the first hour. @param {{store: Store}} props */
function Choice({ store }) {
  const { done, lessons } = store.program;
  const { firstHour } = store.look;
  const choices = [
    { hour: true, name: "A first hour", of: hourOf(lessons.value) }, { hour: false, name: "All", of: lessons.value },
  ];
  return html`<div class="segmented" role="group" aria-label="Which lessons">
    ${choices.map(({ hour, name, of }) => html`<button key=${name} aria-pressed=${String(firstHour.value === hour)}
      onClick=${() => (firstHour.value = hour)}>${name} <small>${of.filter(({ id }) => done.value.has(id)).length} of ${
      of.length} done</small></button>`)}
  </div>`;
}

/** @param {LessonSummary[]} lessons */
function hourOf(lessons) {
  return FIRST_HOUR.flatMap((id) => lessons.find((lesson) => lesson.id === id) ?? []);
}

/**
 * @param {{lesson: LessonSummary, selected: boolean, done: boolean, edited: boolean, open: boolean, onOpen: (id: string) => void}} props
 */
function LessonRow({ lesson, selected, done, edited, open, onOpen }) {
  return html`<div id=${`lesson-${lesson.id}`} role="option" class="lesson-row" aria-selected=${String(selected)}
    data-lesson=${lesson.id} onClick=${() => onOpen(lesson.id)}>
    <span class="lesson-number">${lesson.number}</span>
    <${LessonPicture} lesson=${lesson.id} />
    <span class="lesson-words"><b>${lesson.title}</b><span>${lesson.summary}</span></span>
    ${done && html`<span class="lesson-done" title="Walked to its end"><${Icon} name="check" /><span class="unseen">done</span></span>`}
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
