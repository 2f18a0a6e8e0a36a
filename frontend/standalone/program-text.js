/** The program of a saved page: its text with the marks of the run, to read and to point at. */

import { html, useEffect, useRef } from "preact";
import { nodesByLine } from "../editor/line-values.js";
import { marksNow } from "../editor/marks.js";

/** @import { LineValue } from "../editor/line-values.js" */
/** @import { Marks } from "../editor/marks.js" */
/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function ProgramText({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const lines = store.timeline.value ? nodesByLine(store.timeline.value) : new Map();
  const marks = marksNow(store, lines);
  const { current } = marks;
  useEffect(() => {
    box.current?.querySelector(".line-current")?.scrollIntoView({ block: "nearest" });
  }, [current?.from]);
  const point = (/** @type {number | null} */ line) => (store.hoverLine.value = line);
  return html`<pre class="program-text" ref=${box} tabindex="0" aria-label="The program"
    onMouseLeave=${() => point(null)}>
    ${store.source.value.trimEnd().split("\n").map((text, index) => html`<${Line} key=${index} text=${text}
      number=${index + 1} marks=${marks} onPoint=${point} />`)}</pre>`;
}

/** @param {{text: string, number: number, marks: Marks, onPoint: (line: number) => void}} props */
function Line({ text, number, marks: { current, lit, values }, onPoint }) {
  const within = (/** @type {{from: number, to: number}} */ { from, to }) => number >= from && number <= to;
  const kind = current && within(current) ? `line-current ${current.phase}` : lit && within(lit) ? "line-lit" : "";
  return html`<span class=${`program-line ${kind}`} onMouseEnter=${() => onPoint(number)}>${text}${" "}<${Ghost}
    value=${values.get(number)} />${"\n"}</span>`;
}

/** @param {{value?: LineValue}} props */
function Ghost({ value }) {
  return value && html`<span class="ghost" aria-hidden="true">
    ${value.value && html`<span class="ghost-value">${value.value}</span>`}
    ${value.gradient && html`<span class="ghost-gradient">${value.gradient}</span>`}</span>`;
}
