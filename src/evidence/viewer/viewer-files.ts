import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRoot, packageRoot } from '../../platform/config/package-root.ts';

const folder = join(buildRoot ?? join(packageRoot, 'dist'), 'viewer');
const cache = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** A file of replayweb.page, which `scripts/viewer.mjs` copies unchanged at build time. */
export function viewerFile(name: 'ui.js' | 'sw.js'): Promise<Uint8Array<ArrayBuffer>> {
  const known = cache.get(name) ?? readFile(join(folder, name)).then((bytes) => new Uint8Array(bytes));
  cache.set(name, known);
  return known;
}
