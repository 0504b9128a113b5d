// npm run roles: writes docs/roles.md, the table of roles and operations, from the code.
import './node-version.mjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled({ development: true });
const { bundling } = await import('./build.mjs');
const { build } = await import('esbuild');
const folder = mkdtempSync(join(root, 'node_modules', '.roles-'));
try {
  const outfile = join(folder, 'role-table.mjs');
  const entryPoints = [join(root, 'src/accounts/testing/role-table.ts')];
  await build({ ...bundling(), entryPoints, outfile, sourcemap: false });
  const { roleTable } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(root, 'docs/roles.md'), roleTable());
} finally {
  rmSync(folder, { recursive: true });
}
