import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const FRONTEND = new URL("../../frontend/", import.meta.url);
const FOLDERS = ["css", "graph", "live", "panels", "page", "editor"];
const SCRIPTS_AND_STYLES = FOLDERS.flatMap((folder) =>
  readdirSync(new URL(folder, FRONTEND)).map((name) => readFileSync(new URL(`${folder}/${name}`, FRONTEND), "utf8")));

test("every property that a style reads is set by a style or by a script", () => {
  const text = SCRIPTS_AND_STYLES.join("\n");
  const read = new Set([...text.matchAll(/var\((--[a-z-]+)[,)]/g)].map(([, name]) => name));
  const unset = [...read].filter((name) => !new RegExp(`(^|[^(\\w-])${name}["'\`]?\\s*[:,\\]]`, "m").test(text));
  assert.ok(read.size > 20);
  assert.deepEqual(unset, []);
});
