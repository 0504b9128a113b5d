import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { shipped, shippedChromium } from './shipped-chromium.ts';

/** A Chromium, and the environment variables that it needs. */
export type FoundChromium = { path: string; env: Record<string, string> };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds the configured Chromium. Without `configured`, takes the newer one of the system's and the one that comes with
 * Kronika, which may have to be downloaded first. An older one lacks security updates. If the newer one cannot be
 * downloaded, takes the system's.
 * @param configured a path, `system` or `shipped`
 * @throws Error if there is no such browser
 */
export async function findChromium(configured = process.env.KRONIKA_BROWSER): Promise<FoundChromium> {
  const path = await chooseChromium(configured);
  if (path) return { path, env: {} };
  const fallback = configured ? undefined : systemChromium();
  return shippedChromium().catch((error: unknown) => {
    if (fallback) return { path: fallback, env: {} };
    throw error;
  });
}

/**
 * The path of the Chromium that `findChromium` would use; null for the one that comes with Kronika. Downloads nothing.
 * @throws Error if the system's is required and there is none
 */
export async function chooseChromium(configured: string | undefined): Promise<string | null> {
  if (configured === 'shipped') return null;
  if (configured && configured !== 'system') return configured;
  const found = systemChromium();
  if (configured && !found) throw new Error('No Chromium was found in PATH.');
  if (configured || !found) return found ?? null;
  const version = await versionOf(found).catch(() => '');
  return majorOf(version) < majorOf(shipped.version) ? null : found;
}

/** The major version; infinite if the text is no version, so that an unknown browser of the system is used. */
const majorOf = (version: string): number => Number(/^\d+(?=\.)/.exec(version)?.[0] ?? Infinity);

/** The versions of browsers, by path and by the time at which the file was changed, as by an update. */
const versions = new Map<string, Promise<string>>();

/**
 * What a browser says its version is, such as `156.0.8078.114`.
 * @throws Error if there is no such browser, or it gives no answer within ten seconds
 */
export async function versionOf(path: string): Promise<string> {
  const key = `${path} ${statSync(path).mtimeMs}`;
  const known = versions.get(key);
  if (known) return known;
  const asked = promisify(execFile)(path, ['--version'], { timeout: 10_000, maxBuffer: 10_000 }).then(
    ({ stdout }) => stdout.split(/\s/).find((word) => /^\d+\./.test(word)) ?? stdout.trim().slice(0, 60),
  );
  if (versions.size > 10) versions.clear();
  versions.set(key, asked);
  // A browser that does not answer is asked again only after ten minutes, because each page of an administrator would wait.
  asked.catch(() => setTimeout(() => versions.delete(key), 600_000).unref());
  return asked;
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
