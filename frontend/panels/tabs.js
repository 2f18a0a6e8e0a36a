/** On a narrow screen only one panel fits under the graph: the step, or the program, of which the line at work is shown. */

import { html } from "preact";
import { spanOf } from "../run/lines.js";

/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function Tabs({ store }) {
  const { tab } = store.look;
  const line = lineAtWork(store);
  return html`
    <button aria-pressed=${String(tab.value === "step")} onClick=${() => (tab.value = "step")}>Step</button>
    <button class=${`to-program ${line?.phase ?? ""}`} aria-pressed=${String(tab.value === "program")}
      onClick=${() => (tab.value = "program")}>
      <span>Program${line && html`<span aria-hidden="true"> · line ${line.number}</span>`}</span>
      ${line && html`<code aria-hidden="true">${line.text}</code>`}
    </button>`;
}

/** @param {Store} store @returns {{number: number, text: string, phase: string} | null} */
function lineAtWork(store) {
  const timeline = store.timeline.value;
  const step = timeline?.outline[store.step.value];
  if (!step) return null;
  const number = spanOf(timeline, step)?.line;
  if (number === undefined) return null;
  return { number, text: timeline.run.source.split("\n")[number - 1].trim(), phase: step.phase };
}
