/** What is pointed at in words and formulas lights in the graph and the program; what is lit there lights in the formulas. */

import { batch, effect } from "preact";
import { callsAt, spokenOf } from "../run/spoken.js";

/** @import { Store } from "../state/store.js" */

/** Parts of a formula that can be a name or a derivative, as KaTeX and browsers set them. */
const PARTS = ".katex-html .mord, mi, mtext, msub, msup, mfrac";
/** The local derivative: in a formula, and as the factor of the chain. */
const LOCAL = ".formula [data-role=local], .formula mrow.local, .factor.local";
const LOCAL_LIT = ".formula .mord[data-role=local], .formula mrow.local, .factor.local";

/**
 * @param {HTMLElement} panel with formulas, and with parts that say in `data-speaks` of which nodes they are
 * @param {Store} store
 */
export function letSpeak(panel, store) {
  const calls = () => {
    const [timeline, step] = [store.timeline.peek(), store.step.peek()];
    return timeline ? { calls: callsAt(timeline, timeline.outline[step]), target: timeline.run.target } : null;
  };
  /** @param {EventTarget | null} target */
  const spokenAt = (target) => {
    if (!(target instanceof Element)) return null;
    const marked = target.closest("[data-speaks]")?.getAttribute("data-speaks");
    if (marked) return marked.split(" ");
    const known = target.closest(".formula") ? calls() : null;
    // The largest part around the pointer that is a name: W1ᵀ before W1.
    let largest = null;
    for (let part = known && target.closest(PARTS); part && known; part = part.parentElement?.closest(PARTS) ?? null) {
      const found = spokenOf(part.textContent ?? "", known.calls, known.target);
      if (found.length > 0) largest = found;
    }
    return largest;
  };
  /** @param {Event | null} event */
  const speak = (event) => batch(() => {
    const target = event?.target ?? null;
    store.spoken.value = spokenAt(target);
    // A name inside of the derivative speaks of its node, the rest of the gate that has this derivative.
    store.spokenLocal.value = store.spoken.value === null && target instanceof Element && target.closest(LOCAL) !== null;
  });
  for (const kind of ["pointerover", "focusin"]) panel.addEventListener(kind, speak);
  for (const kind of ["pointerleave", "focusout"]) panel.addEventListener(kind, () => speak(null));
  effect(() => {
    const [lit, local] = [store.lit.value, store.gate.value !== null];
    const known = lit.size > 0 ? calls() : null;
    for (const part of panel.querySelectorAll(`.formula :is(${PARTS}), [data-speaks]`)) {
      const marked = part.getAttribute("data-speaks");
      const spoken = !known ? [] : marked ? marked.split(" ") : spokenOf(part.textContent ?? "", known.calls, known.target);
      part.classList.toggle("spoken", spoken.length > 0 && spoken.every((id) => lit.has(id)));
    }
    for (const part of panel.querySelectorAll(LOCAL_LIT)) {
      if (local || !part.matches(PARTS)) part.classList.toggle("spoken", local);
    }
  });
}
