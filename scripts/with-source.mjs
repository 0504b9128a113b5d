// Bundles a file of Kronika's own code for a script, and imports it.
import './node-version.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Calls `use` with the module of a TypeScript file (relative to the root). The bundle is in `node_modules/` until `use`
 * has ended, so that it finds its packages.
 */
export async function withSource(file, use) {
  ensureInstalled({ development: true });
  const { bundling } = await import('./build.mjs');
  const { build } = await import('esbuild');
  const folder = mkdtempSync(join(root, 'node_modules', '.source-'));
  try {
    const outfile = join(folder, 'source.mjs');
    await build({ ...bundling(), entryPoints: [join(root, file)], outfile, sourcemap: false });
    await use(await import(pathToFileURL(outfile).href));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
