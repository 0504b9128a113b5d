import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildRoot, packageRoot } from './package-root.ts';

const known = new Map<string, Promise<string>>();

/**
 * The JavaScript file from which to start a worker thread or process. In a build, this is `dist/workers/<name>.js`.
 * When running from source (tests), the worker is bundled, and the bundle is cached by its content.
 * @param source the worker's TypeScript file, relative to the package root, such as
 *   `src/platform/database/embedded/embedded.worker.ts`
 */
export function workerEntry(source: string): Promise<string> {
  let entry = known.get(source);
  if (!entry) {
    entry = buildRoot ? Promise.resolve(builtEntry(buildRoot, source)) : bundle(source);
    known.set(source, entry);
    entry.catch(() => known.delete(source));
  }
  return entry;
}

/** When running from source: makes the next call of `workerEntry` bundle the worker again. */
export const forgetWorker = (source: string): void => void known.delete(source);

function builtEntry(root: string, source: string): string {
  return join(root, 'workers', basename(source).replace(/\.ts$/, '.js'));
}

async function bundle(source: string): Promise<string> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [join(packageRoot, source)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'inline',
    outfile: 'worker.mjs',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    loader: { '.txt': 'text', '.sql': 'text' },
  });
  const code = result.outputFiles[0]!.contents;
  const folder = join(packageRoot, 'node_modules', '.cache', 'kronika', 'workers');
  const name = basename(source).replace(/\.ts$/, '');
  const file = join(folder, `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  if (existsSync(file) && readFileSync(file).equals(code)) return file;
  mkdirSync(folder, { recursive: true });
  clearOld(folder, `${name}-`);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, file);
  return file;
}

/** Removes bundles that are older than a day. Newer ones may be used by another run. */
function clearOld(folder: string, prefix: string): void {
  for (const file of readdirSync(folder).filter((each) => each.startsWith(prefix))) {
    const path = join(folder, file);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 24 * 3_600_000) rmSync(path, { force: true });
  }
}
