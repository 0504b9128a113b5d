// Builds dist/: the program and its workers bundled by esbuild, the web's assets, the template of the embedded
// database. Needs only Node and esbuild; esbuild is loaded only for a build.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { digest, readInputs } from './inputs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const stateFile = 'inputs.json';

/**
 * Packages that become part of the bundle. They have many small files: loading them separately would take ten times as
 * long.
 */
const inlined = new Set(['kysely', 'zod']);

const readState = () => {
  try {
    return JSON.parse(readFileSync(join(dist, stateFile), 'utf8'));
  } catch {
    return { digest: '', inputs: {}, files: [] };
  }
};

/** Builds if dist/ is missing or its inputs have changed. Returns whether it built. */
export async function ensureBuilt() {
  const state = readState();
  const inputs = readInputs(root, state.inputs);
  if (digest(inputs) === state.digest) return false;
  console.error('Building …');
  await build(inputs, state).catch((error) => {
    if (error instanceof BuildFailed) process.exit(1);
    throw error;
  });
  return true;
}

/**
 * Builds into a folder beside dist/ and then replaces dist/, so that running programs never see half a build.
 * @param forPackage whether to add the bill of materials
 */
export async function build(inputs = readInputs(root), previous = readState(), forPackage = false) {
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const draft = join(root, `dist.new-${name}`);
  clearLeftovers();
  mkdirSync(draft, { recursive: true });
  try {
    const [, assetInputs] = await Promise.all([
      bundle(draft).then(() => makeTemplate(draft, inputs, previous)),
      buildAssets(draft),
    ]);
    if (forPackage) await writeSbom(draft, assetInputs);
    const files = list(draft).filter((file) => !file.startsWith('pgdata-'));
    const template = templateDigest(inputs);
    keepPrevious(draft, previous.files);
    writeFileSync(join(draft, stateFile), JSON.stringify({ digest: digest(inputs), template, files, inputs }));
    swap(draft, join(root, `dist.old-${name}`));
  } catch (error) {
    // esbuild has already printed these errors.
    if (!Array.isArray(error.errors)) throw error;
    console.error('The build failed; the previous build is unchanged.');
    process.exitCode = 1;
    throw new BuildFailed('The build failed.');
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(join(root, `dist.old-${name}`), { recursive: true, force: true });
  }
}

export class BuildFailed extends Error {}

async function bundle(draft) {
  const esbuild = await import('esbuild');
  const entries = { 'make-template': 'src/platform/database/embedded/make-template.ts' };
  // If `src/cli` is missing, everything else is built.
  if (existsSync(join(root, 'src/cli/main.ts'))) entries.main = 'src/cli/main.ts';
  for (const file of list(join(root, 'src'))) {
    if (file.endsWith('.worker.ts')) entries[`workers/${basename(file, '.ts')}`] = `src/${file}`;
  }
  await esbuild.build({
    ...bundling(esbuild),
    entryPoints: Object.entries(entries).map(([out, path]) => ({ in: join(root, path), out })),
    outdir: draft,
    splitting: true,
    chunkNames: 'chunk-[hash]',
  });
}

/** The bundling options for Kronika's own code. */
export function bundling() {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    loader: { '.txt': 'text', '.sql': 'text' },
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [
      {
        name: 'packages',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind === 'entry-point' || path.startsWith('/') || /^[a-z]:\\/i.test(path)) return null;
            const owner = path.startsWith('@') ? path.split('/', 2).join('/') : path.split('/', 1)[0];
            return inlined.has(owner) ? null : { path, external: true };
          });
          // zod exports its messages in all its languages together. Kronika has its own.
          onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
            contents: "export { default as en } from './en.js';",
          }));
        },
      },
    ],
  };
}

/**
 * Builds the files for browsers. `scripts/assets.mjs` writes <draft>/assets/ with its manifest.json,
 * `scripts/viewer.mjs` writes <draft>/viewer/.
 * @returns the source files of the assets, as paths relative to the root
 */
async function buildAssets(draft) {
  const script = join(root, 'scripts/assets.mjs');
  if (!existsSync(script)) return [];
  const { buildAssets: make } = await import(pathToFileURL(script).href);
  const inputs = await make(draft);
  const { takeViewer } = await import(pathToFileURL(join(root, 'scripts/viewer.mjs')).href);
  takeViewer(draft, dist);
  return inputs;
}

async function writeSbom(draft, assetInputs) {
  const { makeSbom } = await import('./sbom.mjs');
  writeFileSync(join(draft, 'sbom.cdx.json'), `${JSON.stringify(makeSbom(root, draft, assetInputs), null, 2)}\n`);
}

/**
 * Gives the files of a package the usual permissions. npm packs those of the working folder, which depend on the umask
 * of the user who checked it out and built it.
 */
function setModes() {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of [...files, 'package.json', 'README.md', 'LICENSE']) {
    const path = join(root, name);
    if (name.startsWith('!') || !existsSync(path)) continue;
    for (const file of statSync(path).isDirectory() ? list(path).map((one) => join(path, one)) : [path])
      chmodSync(file, (statSync(file).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

const templateDigest = (inputs) =>
  digest(inputs, (path) => /^(migrations|src\/platform\/database)\/|^package-lock/.test(path));

/**
 * Makes the template of the embedded database, or reuses the template of the last build if the inputs are unchanged.
 */
async function makeTemplate(draft, inputs, previous) {
  const templates = (folder) =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('pgdata-')) : [];
  for (const name of templates(dist)) linkTree(join(dist, name), join(draft, name));
  if (templates(draft).length === 1 && previous.template === templateDigest(inputs)) return;
  const { stdout } = await promisify(execFile)(process.execPath, [join(draft, 'make-template.js')], { cwd: root });
  for (const name of templates(draft)) if (name !== stdout.trim()) rmSync(join(draft, name), { recursive: true });
}

/**
 * Keeps the last build's hashed files beside the new ones, because a running server or an open page may still load
 * them.
 */
function keepPrevious(draft, files) {
  for (const file of files) {
    if (
      !/(^|\/)[^/]+-[\w-]{8,}\.\w+(\.\w+)*$/.test(file) ||
      existsSync(join(draft, file)) ||
      !existsSync(join(dist, file))
    )
      continue;
    mkdirSync(dirname(join(draft, file)), { recursive: true });
    link(join(dist, file), join(draft, file));
  }
}

/** Replaces dist/ with the new build. If two builds end at the same time, all of dist/ comes from one of them. */
function swap(draft, old) {
  for (let attempt = 0; ; attempt++) {
    try {
      if (existsSync(dist)) renameSync(dist, attempt === 0 ? old : `${old}-${attempt}`);
      renameSync(draft, dist);
      return;
    } catch (error) {
      if (attempt === 20 || !['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM'].includes(error.code)) throw error;
    }
  }
}

function clearLeftovers() {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(root)) {
    if (!/^dist\.(new|old)-/.test(name)) continue;
    if (statSync(join(root, name)).mtimeMs < anHourAgo) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function list(folder) {
  const found = [];
  const walk = (at) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(at, entry.name));
      else found.push(relative(folder, join(at, entry.name)).replaceAll('\\', '/'));
    }
  };
  walk(folder);
  return found;
}

function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) linkTree(join(from, entry.name), join(to, entry.name));
    else link(join(from, entry.name), join(to, entry.name));
  }
}

function link(from, to) {
  try {
    linkSync(from, to);
  } catch {
    // Copies the file if the file system has no hard links.
    cpSync(from, to);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // `--clean` is for packages: the new build then contains no files of the previous build.
  const clean = process.argv.includes('--clean');
  await build(undefined, clean ? { ...readState(), files: [] } : undefined, clean).catch((error) => {
    if (!(error instanceof BuildFailed)) throw error;
  });
  if (clean && !process.exitCode) setModes();
}
