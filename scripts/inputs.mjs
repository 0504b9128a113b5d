// Finds the inputs of a build, and whether their contents have changed. Files with the same size and time are not read.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['src', 'messages', 'migrations'];
const files = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/assets.mjs',
  'scripts/inputs.mjs',
  'scripts/type/fallbacks.json',
  'scripts/type/rules.mjs',
  'scripts/type/subsets.mjs',
  'scripts/viewer.mjs',
  'docs/viewer-contents.md',
];
const aside = /(\.test\.tsx?|\.child\.ts|\.md)$/;

function* walk(root, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'testing') yield* walk(root, path);
    } else if (!aside.test(entry.name)) yield path;
  }
}

function* inputs(root) {
  for (const folder of folders) if (existsSync(join(root, folder))) yield* walk(root, folder);
  for (const file of files) if (existsSync(join(root, file))) yield file;
}

const hash = (content) => createHash('sha256').update(content).digest('base64url').slice(0, 22);

/**
 * The state of all inputs: path → [size, time, hash]. If a file has the same size and time as in `known`, the hash in
 * `known` is used and the file is not read.
 */
export function readInputs(root, known = {}) {
  const state = {};
  for (const path of inputs(root)) {
    const { size, mtimeMs } = statSync(join(root, path));
    const before = known[path];
    state[path] =
      before && before[0] === size && before[1] === mtimeMs
        ? before
        : [size, mtimeMs, hash(readFileSync(join(root, path)))];
  }
  return state;
}

/** One hash for the contents of all inputs, or of those whose path `which` accepts. */
export function digest(state, which = () => true) {
  const lines = Object.entries(state)
    .filter(([path]) => which(path))
    .map(([path, [, , content]]) => `${path} ${content}`);
  return hash(lines.sort().join('\n'));
}
