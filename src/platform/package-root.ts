import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Kronika's own folder: where package.json, migrations/, messages/ and dist/ stand, from source as from a build. */
export const packageRoot: string = find(dirname(fileURLToPath(import.meta.url)));

/** Whether this code runs from `dist/` (or another bundle) rather than from its TypeScript sources. */
export const isBuilt: boolean = !import.meta.url.endsWith('.ts');

function find(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'kronika') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('Kronika stands outside of its package: no package.json named "kronika" above it.');
  return find(parent);
}
