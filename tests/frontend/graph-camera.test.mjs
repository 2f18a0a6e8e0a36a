import assert from "node:assert/strict";
import { test } from "node:test";

import { Camera } from "../../frontend/graph/camera.js";

globalThis.cancelAnimationFrame ??= () => {};

/** A signal without anyone who listens. */
const held = (value) => ({ value, peek: () => store.look.view.value });
const store = { look: { view: held(null) }, reducedMotion: { peek: () => true } };

function cameraOn(sheet, screen) {
  store.look.view.value = null;
  const camera = new Camera(store);
  camera.resize(screen.width, screen.height);
  camera.sheet = { width: sheet.width, height: sheet.height };
  camera.fits = sheet.fits ?? true;
  return camera;
}

const SCREEN = { width: 800, height: 600 };
const inside = (box, seen) =>
  box.x >= seen.x &&
  box.y >= seen.y &&
  box.x + box.width <= seen.x + seen.width &&
  box.y + box.height <= seen.y + seen.height;

test("a graph that fits opens whole, in the middle", () => {
  const camera = cameraOn({ width: 700, height: 300 }, SCREEN);
  camera.open({ x: 0, y: 0, width: 100, height: 100 });
  assert.deepEqual(camera.view, { x: 350, y: 150, scale: 1 });
  assert.ok(camera.seesAll);
});

test("a graph that cannot fit opens around the current step, at the size that can be read", () => {
  const camera = cameraOn({ width: 5000, height: 300, fits: false }, SCREEN);
  const card = { x: 3000, y: 100, width: 180, height: 120 };
  camera.open(card);
  assert.equal(camera.view.scale, 1);
  assert.ok(inside(card, camera.visible()) && !camera.seesAll);
});

test("nobody goes farther away than to the whole graph, and there it stands in the middle", () => {
  const camera = cameraOn({ width: 700, height: 300 }, SCREEN);
  camera.jump({ x: 10, y: 20, scale: 1.5 });
  camera.zoom(0.1);
  assert.deepEqual(camera.view, { x: 350, y: 150, scale: 1 });
  camera.closest = () => 4;
  camera.zoom(100);
  assert.equal(camera.view.scale, 4);
});

test("the camera steps back for two cards that lie far apart", () => {
  const camera = cameraOn({ width: 700, height: 560 }, SCREEN);
  camera.jump({ x: 100, y: 100, scale: 3 });
  // In pixels of the sheet as it is drawn: 2100 by 1680.
  const pair = { x: 60, y: 900, width: 1500, height: 300 };
  camera.reveal(pair);
  const { scale } = camera.view;
  assert.ok(scale < 3 && scale >= 1 && (pair.width / 3) * scale <= SCREEN.width, String(scale));
});

test("zooming keeps the point below the pointer", () => {
  const camera = cameraOn({ width: 5000, height: 3000 }, SCREEN);
  camera.jump({ x: 2000, y: 1000, scale: 1 });
  const at = { x: 700, y: 50 };
  const below = () => {
    const { x, y, scale } = camera.view;
    return { x: x + (at.x - SCREEN.width / 2) / scale, y: y + (at.y - SCREEN.height / 2) / scale };
  };
  const before = below();
  camera.zoom(2, at);
  assert.equal(camera.view.scale, 2);
  assert.deepEqual(below(), before);
});

test("a drag moves the graph as far as the hand at every scale", () => {
  const camera = cameraOn({ width: 5000, height: 3000 }, SCREEN);
  camera.jump({ x: 2000, y: 1000, scale: 2 });
  camera.pan(50, -20);
  assert.deepEqual(camera.view, { x: 1975, y: 1010, scale: 2 });
});

test("a graph cannot be dragged out of sight", () => {
  const camera = cameraOn({ width: 500, height: 300 }, SCREEN);
  camera.jump({ x: 250, y: 150, scale: 1 });
  camera.pan(1e6, -1e6);
  assert.deepEqual(camera.view, { x: 0, y: 300, scale: 1 });
});

test("following leaves the view alone while the step is comfortably in sight, else brings it there", () => {
  const camera = cameraOn({ width: 5000, height: 300 }, SCREEN);
  camera.jump({ x: 1000, y: 150, scale: 1 });
  camera.reveal({ x: 950, y: 100, width: 180, height: 120 });
  assert.deepEqual(camera.view, { x: 1000, y: 150, scale: 1 });
  const far = { x: 2500, y: 100, width: 180, height: 120 };
  camera.reveal(far);
  assert.ok(inside(far, camera.visible()));
  assert.equal(camera.view.scale, 1);
});
