import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { shippedChromium } from './shipped-chromium.ts';

/** A Chromium, and the environment variables that it needs. */
export type FoundChromium = { path: string; env: Record<string, string> };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds the configured Chromium. Without `configured`, takes the system's, or else the one that comes with Kronika,
 * which may have to be downloaded first.
 * @param configured a path, `system` or `shipped`
 * @throws Error if there is no such browser
 */
export async function findChromium(configured = process.env.KRONIKA_BROWSER): Promise<FoundChromium> {
  if (configured === 'shipped') return shippedChromium();
  if (configured && configured !== 'system') return { path: configured, env: {} };
  const found = systemChromium();
  if (found) return { path: found, env: {} };
  if (configured) throw new Error('No Chromium was found in PATH.');
  return shippedChromium();
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
