/** Prints the groups of the run that stands on standard input as an address opens them all: their ids, with commas between. */

import { register } from "node:module";
import { text } from "node:stream/consumers";

register("../../frontend/import-map.mjs", import.meta.url);
const { groupsOf } = await import("../../../frontend/run/groups.js");

console.log([...groupsOf(JSON.parse(await text(process.stdin))).byId.keys()].join());
