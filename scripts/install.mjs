// Installs node_modules if needed, with nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Whether node_modules has what package-lock.json requires, with or without the packages for development. After an
 * installation, npm lists the installed packages in node_modules/.package-lock.json. Packages for other platforms are
 * missing there.
 */
export function isInstalled({ development, folder = root }) {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const required = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(required).every(([path, { version, integrity, optional, dev }]) => {
    if (path === '' || (dev && !development)) return true;
    const there = found[path];
    return there ? there.version === version && there.integrity === integrity : optional === true;
  });
}

/** Runs npm. If npm started this script (`npm start`), the same npm is used, otherwise the one on PATH. */
export function runNpm(args, stdio) {
  const [command, ...before] = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const shell = process.platform === 'win32' && before.length === 0;
  return spawnSync(command, [...before, ...args], { cwd: root, stdio, shell });
}

/** Runs `npm ci` if needed. Packages that are needed only to develop and test Kronika are left out by default. */
export function ensureInstalled({ development = false } = {}) {
  if (isInstalled({ development })) return;
  const packages = development ? '--include=dev' : '--omit=dev';
  console.error(`Installing dependencies (npm ci ${packages}) …`);
  const { status, error } = runNpm(
    ['ci', packages, '--no-audit', '--no-fund', '--loglevel=error'],
    ['ignore', 'inherit', 'inherit'],
  );
  if (status === 0) return;
  console.error(
    error
      ? `npm could not be run: ${error.message}`
      : 'npm ci failed; see above. Kronika needs the network once, to install.',
  );
  process.exit(1);
}
