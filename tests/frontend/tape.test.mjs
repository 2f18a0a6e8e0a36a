import assert from "node:assert/strict";
import { test } from "node:test";
import { arrangedRows, rowsOf, tapeCsv } from "../../frontend/run/tape.js";
import { Timeline } from "../../frontend/run/timeline.js";
import { RUN } from "./fan-out.mjs";

const TIMELINE = new Timeline(RUN);

test("the tape of (a + b)(b + 1) has a row a node, with the places of its inputs", () => {
  const rows = rowsOf(TIMELINE).map(({ index, name, operation, from }) => [index, name, operation, from]);
  assert.deepEqual(rows, [
    ["v0", "a", "parameter", ""],
    ["v1", "b", "parameter", ""],
    ["v2", "c", "add", "v0, v1"],
    ["v3", "1", "constant", ""],
    ["v4", "d", "add", "v1, v3"],
    ["v5", "e", "mul", "v2, v4"],
  ]);
});

test("rows are found by name and operation and sorted either way, alike ones in the order of the tape", () => {
  const rows = rowsOf(TIMELINE);
  const names = (...how) => arrangedRows(rows, ...how).map(({ name }) => name).join(" ");
  assert.equal(names("", "place", false), "a b c 1 d e");
  assert.equal(names("", "operation", false), "c d 1 e a b");
  assert.equal(names("", "name", true), "e d c b a 1");
  assert.equal(names("add", "place", false), "c d");
  assert.equal(names("v1 param", "place", false), "b");
  assert.equal(names("nowhere", "place", false), "");
});

test("the file holds what is known at the step, and nothing in it is a formula of a spreadsheet", () => {
  // By hand: with a = 2 and b = 1, c = 3, d = 2, e = 6; backward from e, c has received d = 2 in step 7, d nothing yet.
  const lines = tapeCsv(rowsOf(TIMELINE), TIMELINE, TIMELINE.at(7), () => null).split("\r\n");
  assert.equal(lines[0], "index,name,operation,inputs,line,shape,value,tangent,adjoint,standing");
  assert.match(lines[3], /^v2,c,add,"v0, v1",\d*,,3,,2,now$/);
  assert.match(lines[5], /^v4,d,add,"v1, v3",\d*,,2,,,$/);
  const renamed = [{ ...rowsOf(TIMELINE)[0], name: "=1+1" }];
  assert.match(tapeCsv(renamed, TIMELINE, TIMELINE.at(0), () => null), /,'=1\+1,/);
});
