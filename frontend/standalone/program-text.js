/** The program of a saved page: its text with the marks of the run, to read and to point at. */

import { html, useEffect, useLayoutEffect, useMemo, useRef } from "preact";
import { chip } from "../editor/chip.js";
import { ghost } from "../editor/ghost.js";
import { nodesByLine } from "../editor/line-values.js";
import { hiddenOf, literalsOf } from "../run/literals.js";
import { marksNow } from "../editor/marks.js";

/** @import { Literal } from "../run/literals.js" */
/** @import { Marks } from "../editor/marks.js" */
/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function ProgramText({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { lines, literals } = useMemo(() => {
    const run = store.timeline.value?.run;
    return {
      lines: store.timeline.value ? nodesByLine(store.timeline.value) : new Map(),
      literals: run ? literalsOf(run.source, run.nodes) : [],
    };
  }, [store.timeline.value]);
  const marks = marksNow(store, lines, new Set(literals.map(({ node }) => node)));
  const { current } = marks;
  useEffect(() => {
    box.current?.querySelector(".line-current")?.scrollIntoView({ block: "nearest" });
  }, [current?.from]);
  const point = (/** @type {number | null} */ line) => (store.hoverLine.value = line);
  let offset = 0;
  return html`<pre class="program-text" ref=${box} tabindex="0" aria-label="The program"
    onMouseLeave=${() => point(null)}>
    ${store.program.source.value.trimEnd().split("\n").map((text, index) => {
      const from = offset;
      offset += text.length + 1;
      const inside = literals.filter((literal) => literal.from >= from && literal.to <= from + text.length);
      return html`<${Line} key=${index} text=${text} parts=${partsOf(text, from, inside)} number=${index + 1} marks=${marks}
        onPoint=${point} />`;
    })}</pre>`;
}

/** @typedef {string | {hidden: string} | Literal} Part of a line */

/** @param {string} text @param {number} offset @param {Literal[]} literals @returns {Part[]} */
function partsOf(text, offset, literals) {
  /** @type {Part[]} */
  const parts = [];
  let done = 0;
  for (const literal of literals) {
    for (const { from, to } of hiddenOf(literal)) {
      parts.push(text.slice(done, from - offset), { hidden: text.slice(from - offset, to - offset) });
      done = to - offset;
    }
    parts.push(literal);
  }
  return [...parts, text.slice(done)];
}

/** @param {{text: string, parts: Part[], number: number, marks: Marks, onPoint: (line: number) => void}} props */
function Line({ text, parts, number, marks: { current, lit, values, verdicts }, onPoint }) {
  const within = (/** @type {{from: number, to: number}} */ { from, to }) => number >= from && number <= to;
  const kind = current && within(current) ? `line-current ${current.phase}` : lit && within(lit) ? "line-lit" : "";
  const value = values.get(number);
  const verdict = verdicts.get(number);
  const graded = verdict ? `line-graded ${verdict}` : "";
  return html`<span class=${`program-line ${kind} ${graded}`} onMouseEnter=${() => onPoint(number)}>${parts.map((part) =>
    typeof part === "string" ? part
      : "hidden" in part ? html`<span class="folded">${part.hidden}</span>`
        : html`<${Drawn} made=${() => chip(part)} from=${[part]} />`)}${" "}<${Drawn}
    made=${() => value && ghost(value, text)} from=${[value?.value, value?.gradient]} />${"\n"}</span>`;
}

/** @param {{made: () => HTMLElement | undefined, from: unknown[]}} props made again when one of `from` is another */
function Drawn({ made, from }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = made();
    place.current?.replaceChildren(...(element ? [element] : []));
  }, from);
  return html`<span ref=${place} />`;
}
