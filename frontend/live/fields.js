/** The numbers of a leaf in the inspector: typed, stepped by the arrow keys, or dragged sideways, entry by entry. */

import { html, useLayoutEffect, useRef } from "preact";
import { entriesOf, kindOf } from "../run/leaves.js";
import { calledOf } from "../run/names.js";
import { entryName } from "../run/spots.js";
import { handOn, nudge } from "./grip.js";
import { scrub } from "./scrub.js";

/** @import { GraphNode } from "../types.js" */
/** @import { Live } from "./live.js" */

/** @param {{live: Live, node: GraphNode}} props */
export function Fields({ live, node }) {
  const columns = node.shape.at(-1) ?? 1;
  const words = node.op === "leaf" ? "Type, drag sideways, or step with ↑ and ↓ (Shift coarser, Alt finer). Esc puts back."
    : "Type, drag sideways, or step with ↑ and ↓ (Shift coarser, Alt finer). It springs back.";
  return html`<div class="fields" role="group" aria-label=${`Numbers of ${calledOf(node)}`} style=${{ "--columns": columns }}>
    ${entriesOf(node).map((entry, place) => html`<${Field} key=${place} live=${live} node=${node} place=${place}
      entry=${entry} />`)}
    <p class="fields-words">${words}</p>
  </div>`;
}

/** @param {{live: Live, node: GraphNode, place: number, entry: import("../types.js").Entry}} props */
function Field({ live, node, place, entry }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const kind = kindOf(node);
  const typing = useRef(false);
  useLayoutEffect(() => {
    const input = /** @type {HTMLInputElement} */ (box.current);
    if (!typing.current) input.value = String(entry);
  }, [entry]);
  // The number before is on its way into the program: what is typed meanwhile comes after it, to the node of its run.
  const again = (/** @type {Event} */ event) => void live.given.then(() => box.current?.dispatchEvent(event));
  const type = (/** @type {any} */ event) => {
    const value = read(event.currentTarget.value, kind);
    event.currentTarget.ariaInvalid = value === null ? "true" : null;
    if (value === null) return;
    typing.current = true;
    if (live.letting) {
      again(new Event("input", { bubbles: true }));
      return;
    }
    const held = live.store.hold.peek();
    if (!held || held.released || held.node !== node.id || held.place !== place) live.take(node, place);
    live.move(value);
  };
  const done = () => {
    const input = box.current;
    if (!input) return;
    if (live.letting && typing.current) {
      again(new KeyboardEvent("keydown", { key: "Enter" }));
      return;
    }
    typing.current = false;
    input.ariaInvalid = null;
    input.value = String(entry);
    void live.letGo();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const up = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (up !== 0) {
      typing.current = false;
      void nudge(live, node.id, place, up, { coarser: event.shiftKey, finer: event.altKey });
    } else if (event.key === "Enter") done();
    else if (event.key === "Escape") {
      typing.current = false;
      void live.putBack();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const drag = (/** @type {PointerEvent} */ event) => {
    const input = /** @type {HTMLInputElement} */ (box.current);
    if (event.button !== 0 || document.activeElement === input) return;
    scrub(event, input, input, kind, handOn(live, node, place));
  };
  return html`<input class="field" ref=${box} role="spinbutton" inputmode="decimal" autocomplete="off" spellcheck=${false}
    aria-label=${entryName(node, place)} aria-valuenow=${Number(entry)} title="Drag sideways, type, or ↑ ↓"
    onInput=${type} onKeyDown=${key} onBlur=${done} onPointerDown=${drag} />`;
}

/** @param {string} text @param {string} kind @returns {number | null} null of what is no number of the kind */
function read(text, kind) {
  const plain = text.trim().replace("−", "-");
  if (kind === "boolean") return /^(true|1)$/i.test(plain) ? 1 : /^(false|0)$/i.test(plain) ? 0 : null;
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) && (kind === "real" || Number.isInteger(value)) ? value : null;
}
