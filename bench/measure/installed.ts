import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/config/package-root.ts';

/** An installed package. `development`: only `npm test` and other commands for contributors install it. */
export type InstalledPackage = { name: string; bytes: number; development: boolean };

/** The packages in node_modules, largest first, with the space that their files take on disk in blocks of 4 KiB. */
export function installedPackages(): InstalledPackage[] {
  const counted = new Set<number>();
  // Packages inside a package are listed separately. A file with two names (a hard link) counts once.
  const sizeOf = (folder: string): number =>
    readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      if (entry.name === 'node_modules') return sum;
      if (entry.isDirectory()) return sum + sizeOf(join(folder, entry.name));
      const { ino, size } = lstatSync(join(folder, entry.name));
      if (counted.has(ino)) return sum;
      counted.add(ino);
      return sum + Math.ceil(size / 4096) * 4096;
    }, 0);
  const list = readFileSync(join(packageRoot, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(list) as { packages: Record<string, { dev?: boolean }> };
  return Object.entries(packages)
    .map(([path, { dev = false }]) => ({
      name: path.replace(/^node_modules\//, ''),
      bytes: sizeOf(join(packageRoot, path)),
      development: dev,
    }))
    .toSorted((one, other) => other.bytes - one.bytes);
}
