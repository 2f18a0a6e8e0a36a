/** Moves the camera by hand: drag, wheel, trackpad and pinch. */

/** @import { Camera } from "./camera.js" */

const DRAG_BEGINS = 4;
const WHEEL_ZOOM = 0.0022;
const PINCH_ZOOM = 0.012;
const LINE = 32;
const NOTCH = 50;

/**
 * @param {SVGSVGElement} surface
 * @param {Camera} camera
 * @param {() => void} onMoved called when a hand has moved the camera
 * @returns {{dragged: () => boolean}} whether the pointer was dragged since it last went down
 */
export function moveByHand(surface, camera, onMoved) {
  /** @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();
  let travelled = 0;

  /** @param {MouseEvent} event */
  const place = (event) => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, place(event));
  });

  surface.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    pointers.set(event.pointerId, now);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    travelled += Math.hypot(dx, dy);
    if (travelled < DRAG_BEGINS) return;
    surface.setPointerCapture(event.pointerId);
    surface.classList.add("dragging");
    if (other) {
      const spread =
        Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      camera.pan(dx / 2, dy / 2);
      camera.zoom(spread, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else camera.pan(dx, dy);
    onMoved();
  });

  /** @param {PointerEvent} event */
  const release = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) surface.classList.remove("dragging");
  };
  surface.addEventListener("pointerup", release);
  surface.addEventListener("pointercancel", release);

  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      // Browsers report a pinch as a wheel with ctrl; a wheel of notches moves far and never sideways, two fingers do.
      const twoFingers = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL && (dx !== 0 || Math.abs(dy) < NOTCH);
      if (event.ctrlKey) camera.zoom(Math.exp(-dy * (twoFingers ? PINCH_ZOOM : WHEEL_ZOOM)), place(event));
      else if (twoFingers) camera.pan(-dx, -dy);
      else camera.zoom(Math.exp(-dy * WHEEL_ZOOM), place(event));
      onMoved();
    },
    { passive: false },
  );

  return { dragged: () => travelled >= DRAG_BEGINS };
}
