/** Lets modules of the page be imported in Node: the names of the import map mean the same files as in the browser. */
import { register } from "node:module";

register("./import-map.mjs", import.meta.url);
