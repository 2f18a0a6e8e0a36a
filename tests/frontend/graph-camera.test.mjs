import assert from "node:assert/strict";
import { test } from "node:test";

import { Camera } from "../../frontend/graph/camera.js";

globalThis.cancelAnimationFrame ??= () => {};

/** A signal without anyone who listens. */
const held = (value) => ({ value, peek: () => store.view.value });
const store = { view: held(null), reducedMotion: { peek: () => true } };

function cameraOn(sheet, screen) {
  store.view.value = null;
  const camera = new Camera(store);
  camera.resize(screen.width, screen.height);
  camera.sheet = { x: 0, y: 0, ...sheet };
  return camera;
}

const SCREEN = { width: 800, height: 600 };
const inside = (box, seen) =>
  box.x >= seen.x &&
  box.y >= seen.y &&
  box.x + box.width <= seen.x + seen.width &&
  box.y + box.height <= seen.y + seen.height;

test("a graph that fits at three quarters of its size opens whole", () => {
  const camera = cameraOn({ width: 900, height: 300 }, SCREEN);
  camera.open({ x: 0, y: 0, width: 100, height: 100 });
  assert.ok(camera.seesAll && camera.view.scale >= 0.75);
});

test("a graph of two cards is enlarged with the screen, twice at most", () => {
  const scaleOn = (width, height) => {
    const camera = cameraOn({ width: 300, height: 120 }, { width, height });
    camera.open({ x: 0, y: 0, width: 100, height: 100 });
    return camera.view.scale;
  };
  assert.deepEqual([scaleOn(1120, 960), scaleOn(720, 600), scaleOn(2400, 2000)], [2, 1.25, 2]);
});

test("a step wider than a small screen opens smaller, as far as it stays readable", () => {
  const camera = cameraOn({ width: 5000, height: 300 }, { width: 390, height: 320 });
  camera.open({ x: 1000, y: 100, width: 420, height: 120 });
  assert.ok(camera.view.scale < 1 && camera.view.scale >= 0.6);
});

test("the camera steps back for two cards that lie far apart, and comes near again for one", () => {
  const camera = cameraOn({ width: 300, height: 3000 }, { width: 390, height: 320 });
  const card = (y) => ({ x: 50, y, width: 180, height: 120 });
  const pair = { ...card(800), height: 360 };
  camera.open(card(0));
  assert.equal(camera.view.scale, 1);
  camera.reveal(pair);
  assert.ok(inside(pair, camera.visible()) && camera.view.scale >= 0.6, String(camera.view.scale));
  camera.reveal(card(2000));
  assert.equal(camera.view.scale, 1);
  camera.zoom(1.5);
  camera.reveal(card(100));
  assert.equal(camera.view.scale, 1.5);
  // What cannot be held and read is no reason to step back.
  camera.reveal({ ...card(800), height: 1200 });
  assert.equal(camera.view.scale, 1.5);
});

test("a larger graph opens readable, around the current step", () => {
  const camera = cameraOn({ width: 5000, height: 300 }, SCREEN);
  const card = { x: 3000, y: 100, width: 180, height: 120 };
  camera.open(card);
  assert.equal(camera.view.scale, 1);
  assert.ok(inside(card, camera.visible()));
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
  camera.jump({ x: 2000, y: 1000, scale: 0.5 });
  camera.pan(50, -20);
  assert.deepEqual(camera.view, { x: 1900, y: 1040, scale: 0.5 });
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

test("a whole graph stays whole when the window changes", () => {
  const camera = cameraOn({ width: 900, height: 300 }, SCREEN);
  camera.fit();
  camera.resize(400, 300);
  assert.ok(camera.seesAll);
});
