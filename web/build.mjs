// Builds dist/ from src/ and the packages of package-lock.json. Run by `make setup` when either has changed.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

// Built beside and then put in place, so that a server that is up never finds half of it.
const made = "dist.new";
await rm(made, { recursive: true, force: true });
await mkdir(made);
await copyFile("src/icon.svg", `${made}/icon.svg`);
await build({
  entryPoints: ["pages", "map", "charts", "docs", "staff", "offline", "sw"].map((name) => `src/${name}.js`).concat("src/pages.css", "src/staff.css"),
  bundle: true,
  minify: true,
  outdir: made,
  target: "es2020",
  loader: { ".png": "file" },
  legalComments: "linked",
  logLevel: "warning",
  logLimit: 5,
});

// What the pages put behind each address, so that browsers may keep a file until its content changes.
const marks = {};
for (const name of (await readdir(made)).sort()) {
  const content = await readFile(`${made}/${name}`);
  marks[name] = createHash("sha256").update(content).digest("hex").slice(0, 12);
}
await writeFile(`${made}/marks.json`, JSON.stringify(marks, null, 1));
await rm("dist", { recursive: true, force: true });
await rename(made, "dist");
