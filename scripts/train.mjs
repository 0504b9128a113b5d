// npm run train reading: trains the model that reads English, from corpus/ and ../shared/corpora
// (docs/reading-model.md). npm run train targets: trains only the part that finds the targets of acts.
import './node-version.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const part = process.argv[2];
if (part !== 'reading' && part !== 'targets') {
  console.error('npm run train reading\nnpm run train targets');
  process.exit(2);
}
ensureInstalled({ development: true });
const { bundling } = await import('./build.mjs');
const { build } = await import('esbuild');
const folder = mkdtempSync(join(root, 'node_modules', '.train-'));
try {
  const outfile = join(folder, 'command.mjs');
  await build({ ...bundling(), entryPoints: [join(root, 'scripts/train/command.ts')], outfile, sourcemap: false });
  const { trainReading, trainTargets } = await import(pathToFileURL(outfile).href);
  if (part === 'reading') trainReading(root);
  else trainTargets(root);
} finally {
  rmSync(folder, { recursive: true });
}
