/** Below the program: which of the gradients that it computes by itself are right, and what is wrong with the others. */

import { html } from "preact";
import { gradedAt, partsOf, SIGNS, WORDS } from "../run/checks.js";

/** @import { Check } from "../types.js" */
/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function Checks({ store }) {
  const run = store.run.value;
  if (!run || run.checks.length === 0 || store.stale.value) return null;
  const graded = gradedAt(run.checks, store.step.value);
  const { checks, right, differs, unknown, coming } = graded;
  const counted = /** @type {[number, string][]} */ ([
    [differs, WORDS.differs], [right, WORDS.right], [unknown, WORDS.unknown], [coming, "to come"],
  ]);
  const counts = counted.filter(([many]) => many > 0).map(([many, what]) => `${many} ${what}`).join(" · ");
  const others = checks.filter(({ verdict }) => verdict !== "right");
  const agreed = checks.filter(({ verdict }) => verdict === "right");
  const open = store.look.checksOpen.value;
  const toggled = (/** @type {any} */ event) => (store.look.checksOpen.value = event.currentTarget.open);
  return html`<details class="checks" open=${open} onToggle=${toggled}>
    <summary>Gradients by hand <span class=${differs > 0 ? "told differs" : "told"}>${counts}</span></summary>
    ${open && html`<ul aria-label="Gradients by hand that are wrong or not compared">
      ${others.map((check) => html`<li key=${keyOf(check)} class=${check.verdict}>
        <span class="verdict-sign" aria-hidden="true">${SIGNS[check.verdict]}</span>
        <${Name} check=${check} store=${store} />, line ${check.line}: ${WORDS[check.verdict]}, ${told(check.message)}</li>`)}
      ${right > 0 && html`<li class="agreed"><span class="verdict-sign" aria-hidden="true">${SIGNS.right}</span>Right:${" "}
        ${agreed.map((check, place) => html`${place > 0 && ", "}<${Name} key=${keyOf(check)} check=${check} store=${store} />`)}</li>`}
    </ul>`}
  </details>`;
}

/** @param {Check} check */
function keyOf({ line, name, variable }) {
  return `${line} ${name} ${variable}`;
}

/** @param {string} message */
function told(message) {
  return partsOf(message).map(({ text, code }) => (code ? html`<code>${text}</code>` : text));
}

/** @param {{check: Check, store: Store}} props leads to the line and the card */
function Name({ check: { node, line, name, message }, store }) {
  const show = () => {
    store.program.goTo({ line, column: 1 });
    if (node !== null) store.select(node);
  };
  const point = (/** @type {string | null} */ one) => node !== null && (store.hover.value = one);
  return html`<button class="plain" title=${`Line ${line}${message && `: ${message}`}`} onClick=${show}
    onMouseEnter=${() => point(node)} onMouseLeave=${() => point(null)}><bdi>${name}</bdi></button>`;
}
