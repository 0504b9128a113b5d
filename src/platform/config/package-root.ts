import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Kronika's own folder, with package.json, migrations/, messages/ and dist/. It is found both when running from source
 * and when running from a build.
 */
export const packageRoot: string = find(here);

/** The folder of the build that is running (dist/); null when running from source (tests). */
export const buildRoot: string | null = builtIn(relative(packageRoot, here).split(sep)[0]!);

function builtIn(folder: string): string | null {
  return /^dist(\.|$)/.test(folder) ? join(packageRoot, folder) : null;
}

function find(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'kronika')
    return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No package.json with the name "kronika" was found in the parent folders.');
  return find(parent);
}
