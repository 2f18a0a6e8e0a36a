/**
 * Writes bundle/standalone.js and bundle/standalone.css: the page's own modules and style sheets as the one script and
 * the one style that a saved page holds.
 *
 *   node bundle.mjs           writes bundle/, unless it is fresh
 *   node bundle.mjs --check   writes nothing; exits 1 when bundle/ is missing or stale
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
  const { metafile } = await build({
    entryPoints: [
      { in: join(ROOT, "standalone/main.js"), out: "standalone" },
      { in: join(ROOT, "css/standalone.css"), out: "standalone" },
    ],
    outdir: BUNDLE,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    alias: { preact: join(ROOT, "vendor/preact.js") },
    plugins: [{ name: "stand-ins", setup: (build) => build.onResolve({ filter: /^\./ }, standIn) }],
    legalComments: "none",
    metafile: true,
    // Where the service lies is known to the page's modules and asked for by none of them here.
    logOverride: { "empty-import-meta": "silent" },
    absWorkingDir: ROOT,
    logLevel: "warning",
  });
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) console.log(`${file}  ${bytes} bytes`);
}

/** @param {import("esbuild").OnResolveArgs} asked */
function standIn({ path, resolveDir }) {
  const wanted = join(resolveDir, path);
  const found = STAND_INS.get(relative(ROOT, wanted));
  if (found === undefined || resolveDir === join(ROOT, "standalone")) return undefined;
  return { path: join(ROOT, found) };
}
