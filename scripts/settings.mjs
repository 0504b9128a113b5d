// npm run settings: writes docs/operators/settings.md, every setting, from the code.
import './node-version.mjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled({ development: true });
const { bundling } = await import('./build.mjs');
const { build } = await import('esbuild');
const folder = mkdtempSync(join(root, 'node_modules', '.settings-'));
try {
  const outfile = join(folder, 'settings-page.mjs');
  const entryPoints = [join(root, 'src/platform/config/testing/settings-page.ts')];
  await build({ ...bundling(), entryPoints, outfile, sourcemap: false });
  const { settingsPage } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(root, 'docs/operators/settings.md'), settingsPage());
} finally {
  rmSync(folder, { recursive: true });
}
