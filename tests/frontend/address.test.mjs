import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { BrokenLink, linkTo, pack, placeOf, readAddress, unpack, writeAddress } from "../../frontend/page/address.js";

const NOWHERE = {
  lesson: null, program: null, step: null, node: null, entry: null, unfold: null, leaves: null, target: null, pass: null, files: null, against: null,
  tab: null, size: null, by: null, open: null, closed: null, look: null, reading: null, colour: null, order: null, seed: null, thresholds: null, paper: null, network: null, product: null, fold: null, ribbons: null,
};

test("a link gives back the program, the step and the view", async () => {
  const program = "w = 3.0  # größer als π\ny = w * w & 1\n";
  const place = { ...NOWHERE, program, step: 12, pass: 600, node: "n7", reading: "tape", colour: "gradient", order: "shown", seed: "n3[0,2]", thresholds: "1e-7,50,0.02", paper: "outside,columns,script", network: "1;2:0;gradients", product: "1;1,0;shape", fold: "n3,n4/n6,n7", ribbons: "shown", unfold: "sigmoid,softmax" };
  assert.deepEqual(await readAddress(await writeAddress(place)), place);
});

test("a link gives back the part in sight and the open groups, and all closed is not the same as nothing said", async () => {
  for (const open of ["", "iteration.3,iteration.3/größe-2"]) {
    const place = { ...NOWHERE, open, look: "120,45,1.75" };
    assert.deepEqual(await readAddress(await writeAddress(place)), place);
  }
  assert.equal(await writeAddress({ ...NOWHERE, open: "layer.2/block" }), "#open=layer.2/block");
});

test("a link gives back what is a card of its own and how far a step goes", async () => {
  for (const [by, size] of [["lines", "line"], ["operations", "node"], [null, "edge"]]) {
    const place = { ...NOWHERE, lesson: "25_two_layer_bce", by, size };
    assert.deepEqual(await readAddress(await writeAddress(place)), place);
    assert.equal(linkTo(place, "y = 1").view.size, size);
  }
  await assert.rejects(readAddress("#size=turn"), BrokenLink);
});

test("a link gives back changed leaves, the target and the tab", async () => {
  const leaves = '{"w":[[1,-2.5],["NaN",1e-7]],"größe":3}';
  const place = { ...NOWHERE, program: "y = w * w\n", leaves, target: "größe_2", tab: "program" };
  assert.deepEqual(await readAddress(await writeAddress(place)), place);
  const link = linkTo(place, "y = w * w\n");
  assert.deepEqual(link.leaves, { w: [[1, -2.5], ["NaN", 1e-7]], größe: 3 });
  assert.equal(link.target, "größe_2");
  assert.deepEqual(link.view, { tab: "program" });
  assert.deepEqual(placeOf({ ...link, schema: "gradwalk.link/1" }), place);
});

test("a link gives back the files that the program reads, and no other kind of thing", async () => {
  const files = '{"names.txt":"ada\\ngrace\\n","größe.csv":"1,2"}';
  const place = { ...NOWHERE, program: "open('names.txt')", files };
  assert.deepEqual(await readAddress(await writeAddress(place)), place);
  const link = linkTo(place, "open('names.txt')");
  assert.deepEqual(link.files, { "names.txt": "ada\ngrace\n", "größe.csv": "1,2" });
  assert.deepEqual(placeOf({ ...link, schema: "gradwalk.link/1" }), place);
  for (const wrong of ['["a"]', '{"a":1}', "3", "{"]) {
    await assert.rejects(readAddress(`#files=${await pack(wrong)}`), BrokenLink);
  }
});

test("a short link keeps the program, what it began as, the step and the view", () => {
  const program = "y = torch.sigmoid(w)\n";
  const view = { step: 12, node: "n7", reading: "tape" };
  const place = { ...NOWHERE, lesson: "10_sigmoid_neuron", ...view, unfold: "sigmoid,mean" };
  const link = linkTo(place, program);
  assert.deepEqual(link, {
    source: program,
    lesson: "10_sigmoid_neuron",
    unfold: ["sigmoid", "mean"],
    leaves: null,
    target: null,
    files: null,
    view,
  });
  assert.deepEqual(placeOf({ ...link, schema: "gradwalk.link/1" }), { ...place, program });
});

test("a view that another version or another hand wrote is read as far as it is understood", () => {
  const link = { schema: "gradwalk.link/1", source: "", view: { step: "3", weather: "rain", constructor: 1 } };
  assert.deepEqual(placeOf(link), { ...NOWHERE, program: "", step: 3 });
  assert.throws(() => placeOf({ ...link, view: { step: -1 } }), BrokenLink);
});

test("what an older page wrote of its own way of drawing is passed over", async () => {
  assert.deepEqual(await readAddress("#step=3&direction=down&camera=-120,45,0.75"), { ...NOWHERE, step: 3 });
});

test("a link gives back the run that is compared with: a lesson by its name, a text packed", async () => {
  const own = JSON.stringify({ lesson: "10_sigmoid_neuron", source: "w = 3.0  # π\n", unfold: ["sigmoid"], leaves: { w: "NaN" } });
  for (const against of ["10_sigmoid_neuron", own]) {
    const place = { ...NOWHERE, lesson: "10_sigmoid_neuron", against };
    assert.deepEqual(await readAddress(await writeAddress(place)), place);
    const link = linkTo(place, "y = 1");
    assert.equal(link.view.against, against);
    assert.equal(placeOf({ ...link, schema: "gradwalk.link/1" }).against, against);
  }
  assert.equal(await writeAddress({ ...NOWHERE, against: "10_sigmoid_neuron" }), "#against=10_sigmoid_neuron");
  for (const broken of ["~", "~AAAA", "{}", "../x", "[1]", '{"source":1}', '{"source":"","unfold":[1]}', '{"lesson":"../x"}', '{"source":"","files":{"a":1}}']) {
    await assert.rejects(readAddress(`#against=${encodeURIComponent(broken)}`), BrokenLink, broken);
  }
});

test("a lesson's link is readable", async () => {
  const place = { ...NOWHERE, lesson: "25_two_layer_bce", step: 12 };
  assert.equal(await writeAddress(place), "#lesson=25_two_layer_bce&step=12");
  assert.equal(await writeAddress({ ...place, step: null, unfold: "mean,sigmoid" }),
    "#lesson=25_two_layer_bce&unfold=mean,sigmoid");
});

test("an empty fragment says nothing", async () => assert.deepEqual(await readAddress(""), NOWHERE));

test("a program is packed as any deflate would read it, in letters that need no escaping", async () => {
  const text = "x = 1.0\n".repeat(200);
  const packed = await pack(text);
  assert.match(packed, /^[\w-]+$/);
  assert.ok(packed.length < 60);
  assert.equal(await unpack(deflateRawSync(text).toString("base64url")), text);
});

for (const [fragment, words] of [
  ["#program=%21%21", /characters/], ["#program=AAAA", /cut off/], ["#step=-1", /step/], ["#step=1e9", /step/],
  ["#node=x", /node/], ["#reading=Up1", /reading/], ["#colour=size", /colour/], ["#order=1", /order/], ["#unfold=a%20b", /unfold/],
  ["#open=a%3Cb", /open/], ["#tab=x", /tab/], ["#leaves={", /leaves/], ["#leaves={w}", /leaves/],
  ["#target=2x", /target/], ["#target=a.b", /target/], ["#look=1,2", /look/], ["#look=1,2,1e9", /look/],
  ["#look=NaN,0,1", /look/],
]) {
  test(`${fragment} is a broken link that says so`, () =>
    assert.rejects(readAddress(fragment), (error) => error instanceof BrokenLink && words.test(error.message)));
}

test("half a link is a broken link", async () => {
  const whole = await pack("import torch\nx = torch.tensor([1.0, 2.0, 3.0])\n");
  await assert.rejects(unpack(whole.slice(0, whole.length / 2)), BrokenLink);
});

test("a small link cannot unfold without end", () =>
  assert.rejects(unpack(deflateRawSync("a".repeat(5_000_000)).toString("base64url")), /longer than 128 KiB/));

test("bytes that are no text are a broken link", () =>
  assert.rejects(unpack(deflateRawSync(Buffer.from([0xff, 0xfe, 0x80])).toString("base64url")), BrokenLink));
