// node scripts/corpus.mjs COMMAND: checks and converts the annotated pages in corpus/.
import './node-version.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled({ development: true });
const { bundling } = await import('./build.mjs');
const { build } = await import('esbuild');
const folder = mkdtempSync(join(root, 'node_modules', '.corpus-'));
try {
  const outfile = join(folder, 'command.mjs');
  const entryPoints = [join(root, 'scripts/corpus/command.ts')];
  await build({ ...bundling(), entryPoints, outfile, sourcemap: false });
  const { corpusCommand } = await import(pathToFileURL(outfile).href);
  process.exitCode = corpusCommand(root, process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true });
}
