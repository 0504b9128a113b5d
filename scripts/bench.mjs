// npm run bench NAME: bundles bench/NAME.ts and calls its export `bench` with the remaining arguments.
import './node-version.mjs';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'bench');
const [name, ...args] = process.argv.slice(2);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -3));
if (!name || !known.includes(name)) {
  console.error(`npm run bench NAME, where NAME is one of: ${known.join(', ') || '(none yet)'}`);
  process.exit(2);
}
ensureInstalled({ development: true });
const { bundling, ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
// The bundle is written into dist/, because it uses the workers, assets and template there.
const file = join(root, 'dist', `bench-${name}.${process.pid}.js`);
const { build } = await import('esbuild');
try {
  await build({ ...bundling(), entryPoints: [join(folder, `${name}.ts`)], outfile: file, sourcemap: false });
  const { bench } = await import(pathToFileURL(file).href);
  await bench(...args);
} finally {
  if (existsSync(file)) rmSync(file);
}
