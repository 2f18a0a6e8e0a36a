import { readFile } from "node:fs/promises";

const VENDOR = new URL("../../frontend/vendor/", import.meta.url);
const files = new Map(Object.entries(JSON.parse(await readFile(new URL("manifest.json", VENDOR), "utf8"))));

export function resolve(name, context, next) {
  const file = files.get(name);
  return next(file ? new URL(file, VENDOR).href : name, context);
}
