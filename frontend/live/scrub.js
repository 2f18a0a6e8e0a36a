/** A pointer that goes down on a number and moves sideways moves the number; one that stays is a click. */

/** @import { Kind } from "../run/leaves.js" */

/** Pixels: to the sides before a hand moves the number, and for one step of it. */
const BEGINS = 4;
const A_STEP = { real: 10, integer: 10, boolean: 12 };

/**
 * @typedef {object} Scrubbed
 * @property {() => void} take the hand has begun to move the number
 * @property {(steps: number, keys: {coarser: boolean, finer: boolean}) => void} move by so many steps from where it was
 * @property {() => void} letGo
 * @property {() => void} putBack
 */

/**
 * @param {PointerEvent} down
 * @param {Element} captor gets all that the pointer does from now on
 * @param {EventTarget} ear where it is heard, before anything else hears it
 * @param {Kind} kind
 * @param {Scrubbed} scrubbed
 */
export function scrub(down, captor, ear, kind, scrubbed) {
  let begun = false;
  const over = new AbortController();
  const options = { capture: true, signal: over.signal };
  /** @param {string} type @param {(event: PointerEvent) => void} heard */
  const on = (type, heard) => ear.addEventListener(type, (event) => {
    const pointer = /** @type {PointerEvent} */ (event);
    if (pointer.pointerId === down.pointerId) heard(pointer);
    else if (type === "pointerdown") end(scrubbed.putBack);
  }, options);
  /** @param {() => void} how */
  const end = (how) => {
    over.abort();
    if (begun) how();
  };
  on("pointerdown", () => {});
  on("pointermove", (event) => {
    const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
    if (!begun && Math.abs(dy) > Math.max(BEGINS, Math.abs(dx))) {
      over.abort();
      return;
    }
    event.stopPropagation();
    if (!begun && Math.abs(dx) < BEGINS) return;
    if (!begun) {
      begun = true;
      captor.setPointerCapture(down.pointerId);
      scrubbed.take();
    }
    scrubbed.move(dx / A_STEP[kind], { coarser: event.shiftKey, finer: event.altKey });
  });
  on("pointerup", () => {
    if (begun) swallowClick(ear);
    end(scrubbed.letGo);
  });
  on("pointercancel", () => end(scrubbed.putBack));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !begun) return;
    event.stopPropagation();
    swallowClick(ear);
    end(scrubbed.putBack);
  }, options);
}

/** The click that ends a drag selects nothing. @param {EventTarget} ear */
function swallowClick(ear) {
  const stop = (/** @type {Event} */ event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  ear.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => ear.removeEventListener("click", stop, { capture: true }), 50);
}
