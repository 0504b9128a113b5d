import { execFile } from 'node:child_process';
import { accessSync, constants, createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { packageRoot } from '../package-root.ts';

/** A Chromium and what it needs in its environment. */
type Found = { path: string; env: Record<string, string> };

/** The configured one, the system's, or the one that comes inside an npm package (unpacked once). */
async function findChromium(): Promise<Found> {
  const configured = process.env.KRONIKA_BROWSER;
  if (configured) return { path: configured, env: {} };
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
      const path = join(folder, name);
      if (isExecutable(path)) return { path, env: {} };
    }
  return unpackShipped();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function unpackShipped(): Promise<Found> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  let home = dirname(entry);
  while (!existsSync(join(home, 'bin', 'chromium.br'))) {
    if (dirname(home) === home) throw new Error('The Chromium inside @sparticuz/chromium is missing.');
    home = dirname(home);
  }
  const cache = join(packageRoot, 'node_modules/.cache/kronika');
  const ready = join(cache, 'chromium');
  if (!existsSync(ready)) {
    await mkdir(cache, { recursive: true });
    // Made aside and moved into place whole: test processes start at the same time.
    const aside = await mkdtemp(join(cache, 'unpacking-'));
    await pipeline(createReadStream(join(home, 'bin/chromium.br')), createBrotliDecompress(), createWriteStream(join(aside, 'chromium')));
    await chmod(join(aside, 'chromium'), 0o755);
    await untar(join(home, 'bin/al2023.tar.br'), aside);
    await untar(join(home, 'bin/fonts.tar.br'), aside);
    await rename(aside, ready).catch(async (error: unknown) => {
      await rm(aside, { recursive: true, force: true });
      if (!existsSync(ready)) throw error;
    });
  }
  const libraries = [join(ready, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: ready };
  return { path: join(ready, 'chromium'), env: { LD_LIBRARY_PATH: libraries, ...fonts } };
}

async function untar(packed: string, folder: string): Promise<void> {
  const file = join(folder, 'unpacking.tar');
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(file));
  await promisify(execFile)('tar', ['-xf', file, '-C', folder]);
  await rm(file);
}

/**
 * Starts a browser for a test; the caller closes it. Only our own pages are opened in it, so as root, where
 * Chromium's sandbox refuses to run, it goes without one. Captures never use this helper.
 */
export async function launchBrowser(): Promise<Browser> {
  const found = await findChromium();
  return chromium.launch({
    executablePath: found.path,
    headless: true,
    // Letters are placed as a screen would, not as a bitmap printer's hints have it.
    args: ['--font-render-hinting=none', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...definedEnv(), ...found.env },
  });
}

const definedEnv = (): Record<string, string> => Object.fromEntries(Object.entries(process.env).filter((one): one is [string, string] => one[1] !== undefined));
