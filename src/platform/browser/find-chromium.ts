import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  readFileSync,
} from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

/** A Chromium, and the environment variables that it needs. */
export type FoundChromium = { path: string; env: Record<string, string> };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds the configured Chromium, or else the system's, or else the one in the npm package @sparticuz/chromium. The
 * browser of the package is unpacked once into a folder that only this user can write to. Throws if there is none.
 * @param configured a path; or `system` or `shipped`, to accept no other browser
 */
export async function findChromium(configured = process.env.KRONIKA_BROWSER): Promise<FoundChromium> {
  if (configured === 'shipped') return unpackShipped();
  if (configured && configured !== 'system') return { path: configured, env: {} };
  const found = systemChromium();
  if (found) return { path: found, env: {} };
  if (configured) throw new Error('No Chromium was found in PATH.');
  return unpackShipped();
}

/** The path of the first program in PATH that has one of these names. */
export const findOnPath = (...programs: string[]): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => programs.map((name) => join(folder, name)))
    .find(isExecutable);

/** The system's Chromium, if there is one. */
export const systemChromium = (): string | undefined => findOnPath(...names);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function unpackShipped(): Promise<FoundChromium> {
  let home = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
  while (!existsSync(join(home, 'bin', 'chromium.br'))) {
    if (dirname(home) === home) throw new Error('The Chromium inside @sparticuz/chromium is missing.');
    home = dirname(home);
  }
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const ready = join(tmpdir(), `kronika-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(ready)) {
    // The files are unpacked into another folder, which is then renamed in one step, because several processes may do
    // this at the same time.
    const aside = await mkdtemp(`${ready}-`);
    await pipeline(
      createReadStream(join(home, 'bin/chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(aside, 'chromium')),
    );
    await untar(join(home, 'bin/al2023.tar.br'), aside);
    await untar(join(home, 'bin/fonts.tar.br'), aside);
    for (const path of [join(aside, 'chromium'), aside]) await chmod(path, 0o755);
    await rename(aside, ready).catch(async (error: unknown) => {
      await rm(aside, { recursive: true, force: true });
      if (!existsSync(ready)) throw error;
    });
  }
  const { uid, mode } = lstatSync(ready);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o022) !== 0)
    throw new Error(`Other users can write to ${ready}.`);
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
