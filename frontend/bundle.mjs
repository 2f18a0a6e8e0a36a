/**
 * Writes bundle/: what the server sends in place of the page's modules and style sheets, and the one script and the one
 * style that a saved page holds.
 *
 *   node bundle.mjs           writes bundle/, unless it is fresh
 *   node bundle.mjs --check   writes nothing; exits 1 when bundle/ is missing or stale
 *
 * bundle/page.json names the files of the page. They lie as deep below the page's files as its modules do, which find
 * others by where they lie themselves.
 *
 * A module of standalone/ that has the name of one of the page's stands in for it: a saved page has neither a server to
 * ask nor a file for a worker.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(fileURLToPath(import.meta.url));
const BUNDLE = join(ROOT, "bundle");
const STAMP = join(BUNDLE, ".stamp");
const STAND_INS = new Map([
  ["service/api.js", "standalone/api.js"],
  ["graph/arrange.js", "standalone/arrange.js"],
]);
const NOT_OURS = new Set(["bundle", "node_modules", "vendor"]);

const fingerprint = await fingerprintOf(["vendor/.stamp", ...(await sources(ROOT))]);
const fresh = (await readFile(STAMP, "utf8").catch(() => "")) === fingerprint;
if (process.argv.includes("--check")) {
  process.exit(fresh ? 0 : 1);
} else if (fresh) {
  console.log("frontend/bundle is fresh.");
} else {
  await rm(BUNDLE, { recursive: true, force: true });
  await mkdir(BUNDLE);
  await bundle();
  await writeFile(STAMP, fingerprint);
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} the page's own files, as paths below ROOT
 */
async function sources(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !NOT_OURS.has(entry.name)) found.push(...(await sources(path)));
    else if (/\.(?:m?js|css)$/.test(entry.name)) found.push(relative(ROOT, path));
  }
  return found.sort();
}

/** @param {string[]} files */
async function fingerprintOf(files) {
  const digest = createHash("sha256");
  for (const file of files) digest.update(`${file}\n`).update(await readFile(join(ROOT, file)));
  return digest.digest("hex");
}

async function bundle() {
  const { build } = await import("esbuild");
  /** @type {import("esbuild").BuildOptions & {metafile: true}} */
  const both = {
    outdir: BUNDLE,
    bundle: true,
    minify: true,
    target: "es2022",
    alias: { preact: join(ROOT, "vendor/preact.js") },
    legalComments: "none",
    metafile: true,
    absWorkingDir: ROOT,
    logLevel: "warning",
  };
  const page = await build({
    ...both,
    entryPoints: ["main.js", "css/main.css"],
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    format: "esm",
    splitting: true,
    // The import map of the page names them, and the page asks for them once the first picture stands, or one needs them.
    external: ["codemirror", "katex", "uplot"],
    plugins: [{ name: "later", setup: together }],
  });
  const saved = await build({
    ...both,
    entryPoints: [
      { in: join(ROOT, "standalone/main.js"), out: "standalone" },
      { in: join(ROOT, "css/standalone.css"), out: "standalone" },
    ],
    format: "iife",
    // A saved page has no series to draw.
    external: ["uplot"],
    plugins: [{ name: "stand-ins", setup: (build) => build.onResolve({ filter: /^\./ }, standIn) }],
    // Where the service lies is known to the page's modules and asked for by none of them here.
    logOverride: { "empty-import-meta": "silent" },
  });
  await writeFile(join(BUNDLE, "page.json"), JSON.stringify(pageOf(page.metafile.outputs)));
  for (const { metafile } of [page, saved]) {
    for (const [file, { bytes }] of Object.entries(metafile.outputs)) console.log(`${file}  ${bytes} bytes`);
  }
}

/**
 * Whatever the page asks for later comes in one file. Each file of its own would have parts in common with the first,
 * and every such part would be a request before the first picture.
 * @param {import("esbuild").PluginBuild} build
 */
async function together(build) {
  const asked = new Set();
  for (const file of await sources(ROOT)) {
    if (file.startsWith("standalone/")) continue;
    const text = await readFile(join(ROOT, file), "utf8");
    for (const [, path = ""] of text.matchAll(/\bawait import\("(\.[^"]+)"\)/g)) asked.add(join(ROOT, dirname(file), path));
  }
  build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
    if (kind !== "dynamic-import") return undefined;
    const wanted = join(resolveDir, path);
    if (!asked.has(wanted)) throw new Error(`${relative(ROOT, wanted)} is not among what is asked for later`);
    return { path: "later", namespace: "later" };
  });
  build.onLoad({ filter: /.*/, namespace: "later" }, () => ({
    contents: [...asked].sort().map((file) => `export * from ${JSON.stringify(file)};`).join("\n"),
    resolveDir: ROOT,
  }));
}

/**
 * @param {import("esbuild").Metafile["outputs"]} outputs
 * @returns {{script: string, style: string, parts: string[]}} paths below ROOT; `parts` arrive with the script
 */
function pageOf(outputs) {
  /** @param {string} entry */
  const made = (entry) => Object.keys(outputs).find((file) => outputs[file]?.entryPoint === entry) ?? "";
  const script = made("main.js");
  const parts = [script];
  for (const part of parts) {
    for (const { path, kind, external } of outputs[part]?.imports ?? []) {
      if (kind === "import-statement" && !external && !parts.includes(path)) parts.push(path);
    }
  }
  return { script, style: made("css/main.css"), parts: parts.slice(1) };
}

/** @param {import("esbuild").OnResolveArgs} asked */
function standIn({ path, resolveDir }) {
  const wanted = join(resolveDir, path);
  const found = STAND_INS.get(relative(ROOT, wanted));
  if (found === undefined || resolveDir === join(ROOT, "standalone")) return undefined;
  return { path: join(ROOT, found) };
}
