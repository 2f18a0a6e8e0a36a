/**
 * Writes the third-party libraries of the page into vendor/: each as one ES module, with its style sheet and fonts.
 *
 *   node vendor.mjs           writes vendor/, unless it is fresh
 *   node vendor.mjs --check   writes nothing; exits 1 when vendor/ is missing or stale
 *
 * The packages come from package-lock.json (`npm ci` first). vendor/manifest.json maps the name that a module
 * imports ("preact") to the file that holds it; the page turns it into an import map.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = dirname(fileURLToPath(import.meta.url));
const PACKAGES = join(ROOT, "node_modules");
const VENDOR = join(ROOT, "vendor");
const STAMP = join(VENDOR, ".stamp");

/**
 * The name a module imports → what that library exports. The lines are the source of the bundle and, for libraries
 * made of several packages, of its type declarations too.
 */
const LIBRARIES = new Map([
  // One bundle, so that the page and the components share one instance of the signals.
  ["preact", `
export * from "preact";
export * from "preact/hooks";
export * from "@preact/signals";
export { html } from "htm/preact";
`],
  // One bundle, because two copies of @codemirror/state refuse each other's extensions.
  ["codemirror", `
export { Annotation, ChangeSet, Compartment, EditorSelection, EditorState, Facet, Prec, RangeSet, RangeSetBuilder,
  StateEffect, StateField, Text, Transaction } from "@codemirror/state";
export { Decoration, EditorView, GutterMarker, ViewPlugin, WidgetType, crosshairCursor, drawSelection, dropCursor,
  gutter, gutterLineClass, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap,
  lineNumberMarkers, lineNumbers, placeholder, rectangularSelection, showTooltip, tooltips } from "@codemirror/view";
export { defaultKeymap, history, historyKeymap, indentLess, indentMore, indentWithTab, insertNewlineAndIndent, insertTab,
  isolateHistory, redo, redoDepth, toggleComment, undo, undoDepth } from "@codemirror/commands";
export { HighlightStyle, LanguageSupport, bracketMatching, defaultHighlightStyle, foldGutter, foldKeymap,
  indentOnInput, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
export { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completeFromList,
  completionKeymap, completionStatus, selectedCompletion, startCompletion } from "@codemirror/autocomplete";
export { diagnosticCount, forEachDiagnostic, lintGutter, lintKeymap, nextDiagnostic, openLintPanel, setDiagnostics,
  setDiagnosticsEffect } from "@codemirror/lint";
export { python, pythonLanguage } from "@codemirror/lang-python";
export { classHighlighter, tagHighlighter, tags } from "@lezer/highlight";
`],
  ["katex", `
export { default } from "katex";
`],
  ["uplot", `
export { default } from "uplot";
`],
  ["swagger-ui", `
export { default } from "swagger-ui-dist/swagger-ui-es-bundle.js";
`],
]);

const fingerprint = createHash("sha256")
  .update(await readFile(join(ROOT, "package-lock.json")))
  .update(await readFile(fileURLToPath(import.meta.url)))
  .digest("hex");

const fresh = (await readFile(STAMP, "utf8").catch(() => "")) === fingerprint;
if (process.argv.includes("--check")) {
  process.exit(fresh ? 0 : 1);
} else if (fresh) {
  console.log("frontend/vendor is fresh.");
} else {
  await rm(VENDOR, { recursive: true, force: true });
  await mkdir(VENDOR);
  const bundled = await writeModules();
  await writeDeclarations();
  await writeStyles();
  await writeLicenses(bundled);
  await writeFile(join(VENDOR, "manifest.json"), manifest());
  await writeFile(STAMP, fingerprint);
  await printSizes();
}

/** @returns {Promise<Set<string>>} the packages whose code went into a bundle */
async function writeModules() {
  const { build } = await import("esbuild");
  const bundled = new Set();
  for (const [name, contents] of LIBRARIES) {
    const { metafile } = await build({
      stdin: { contents, resolveDir: ROOT },
      outfile: join(VENDOR, `${name}.js`),
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      define: { "process.env.NODE_ENV": '"production"' },
      legalComments: "none", // All licences stand in full in LICENSES.txt.
      metafile: true,
      absWorkingDir: ROOT,
      logLevel: "warning",
    });
    for (const input of Object.keys(metafile.inputs)) {
      const inside = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
      if (inside) bundled.add(inside[1]);
    }
  }
  return bundled;
}

async function writeDeclarations() {
  // The name "preact" leads the type checker to this very file, so the package is named by its path.
  const preact = LIBRARIES.get("preact").replace('"preact"', '"../node_modules/preact/src/index.js"');
  await writeFile(join(VENDOR, "preact.d.ts"), preact);
  await writeFile(join(VENDOR, "codemirror.d.ts"), LIBRARIES.get("codemirror"));
}

async function writeStyles() {
  const katex = join(PACKAGES, "katex", "dist");
  const css = await readFile(join(katex, "katex.min.css"), "utf8");
  // Every browser that runs ES modules reads woff2, so the two older formats of each font stay out.
  await writeFile(join(VENDOR, "katex.css"), css.replace(/,url\([^)]+\.(?:woff|ttf)\) format\("\w+"\)/g, ""));
  for (const font of await readdir(join(katex, "fonts"))) {
    if (font.endsWith(".woff2")) await cp(join(katex, "fonts", font), join(VENDOR, "fonts", font));
  }
  await cp(join(PACKAGES, "uplot", "dist", "uPlot.min.css"), join(VENDOR, "uplot.css"));
  await cp(join(PACKAGES, "swagger-ui-dist", "swagger-ui.css"), join(VENDOR, "swagger-ui.css"));
}

/** @param {Set<string>} bundled */
async function writeLicenses(bundled) {
  const texts = [];
  for (const name of [...bundled].sort()) {
    const folder = join(PACKAGES, name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)|\.license\.txt$/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name}: no licence file in ${folder}`);
    const parts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    texts.push(`${name} ${version} (${license})\n\n${parts.map((part) => part.trim()).join("\n\n")}\n`);
  }
  await writeFile(join(VENDOR, "LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

function manifest() {
  const files = Object.fromEntries([...LIBRARIES.keys()].map((name) => [name, `${name}.js`]));
  return `${JSON.stringify(files, null, 2)}\n`;
}

async function printSizes() {
  console.log("file                  bytes   gzipped");
  for (const file of (await readdir(VENDOR)).filter((name) => /\.(js|css)$/.test(name)).sort()) {
    const bytes = await readFile(join(VENDOR, file));
    const gzipped = gzipSync(bytes, { level: 9 });
    console.log(`${file.padEnd(16)} ${String(bytes.length).padStart(10)} ${String(gzipped.length).padStart(9)}`);
  }
}
