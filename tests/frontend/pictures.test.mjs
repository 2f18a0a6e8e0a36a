import assert from "node:assert/strict";
import { test } from "node:test";

import { frameAround } from "../../frontend/pictures/extent.js";
import { densityOf } from "../../frontend/pictures/png.js";

const card = (x, y) => ({ x, y, width: 100, height: 60 });

test("a picture of what is in sight holds whole the cards that the window cuts", () => {
  const cut = card(-50, 0);
  const inside = card(120, 0);
  const far = card(900, 0);
  const frame = frameAround([far, inside, cut], { x: 0, y: 0, width: 300, height: 200 });
  assert.deepEqual(frame, { x: -50, y: 0, width: 270, height: 60 });
});

test("a card that the larger frame would cut is in the picture too", () => {
  const tall = { x: 0, y: 0, width: 100, height: 400 };
  const low = card(150, 350);
  const wide = { x: 90, y: 0, width: 200, height: 60 };
  const frame = frameAround([low, tall, wide], { x: 0, y: 0, width: 95, height: 50 });
  assert.deepEqual(frame, { x: 0, y: 0, width: 290, height: 410 });
});

test("where no card is in sight there is no picture", () => {
  assert.equal(frameAround([card(0, 0)], { x: 500, y: 500, width: 10, height: 10 }), null);
});

test("a picture has two pixels for one of the screen, and fewer where no canvas could hold them", () => {
  assert.equal(densityOf({ width: 3000, height: 700 }), 2);
  assert.equal(densityOf({ width: 16_384, height: 100 }), 1);
  // 2 ** 27 pixels in all.
  assert.equal(densityOf({ width: 16_384, height: 16_384 }), Math.SQRT1_2);
});
