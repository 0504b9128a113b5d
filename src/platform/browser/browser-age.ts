import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { shipped } from './shipped-chromium.ts';
import { systemChromium } from './find-chromium.ts';

/** When one major version of Chromium was released. A new one is released every four weeks. */
const known = { major: 143, at: Date.parse('2025-12-02') };
const weeks = 4 * 7 * 86_400_000;

/** `days`: roughly how many days ago its major version was released; null if the browser does not say its version. */
export type BrowserAge = { path: string; version: string; days: number | null };

/**
 * The version and age of the browser that would be used. Downloads nothing and opens no page.
 * @param configured the setting KRONIKA_BROWSER
 * @throws Error if there is no such browser, or it gives no answer within ten seconds
 */
export async function browserAge(configured: string | undefined, now: Date): Promise<BrowserAge> {
  const path = configured && !['system', 'shipped'].includes(configured) ? configured : systemChromium();
  if (configured === 'system' && !path) throw new Error('No Chromium was found in PATH.');
  if (configured === 'shipped' || !path) return ageOf(`${shipped.name}`, shipped.version, now);
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000, maxBuffer: 10_000 });
  return ageOf(path, stdout.split(/\s/).find((word) => /^\d+\./.test(word)) ?? stdout.trim().slice(0, 60), now);
}

function ageOf(path: string, version: string, now: Date): BrowserAge {
  const major = /^\d+(?=\.)/.exec(version)?.[0];
  const days = major
    ? Math.max(0, Math.floor((now.getTime() - known.at - (Number(major) - known.major) * weeks) / 86_400_000))
    : null;
  return { path, version, days };
}
