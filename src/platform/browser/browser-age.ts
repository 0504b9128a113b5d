import { shipped } from './shipped-chromium.ts';
import { chooseChromium, versionOf } from './find-chromium.ts';

/** When one major version of Chromium was released. A new one is released every four weeks. */
const known = { major: 143, at: Date.parse('2025-12-02') };
const weeks = 4 * 7 * 86_400_000;

/** Days after which a browser lacks many security updates. */
const maxAgeDays = 180;

/**
 * `days`: roughly how many days ago its major version was released; null if the browser does not say its version. `old`:
 * whether it lacks many security updates, or may lack them.
 */
export type BrowserAge = { path: string; version: string; days: number | null; old: boolean };

/**
 * The version and age of the browser that would be used. Downloads nothing and opens no page.
 * @param configured the setting KRONIKA_BROWSER
 * @throws Error if there is no such browser, or it gives no answer within ten seconds
 */
export async function browserAge(configured: string | undefined, now: Date): Promise<BrowserAge> {
  const path = await chooseChromium(configured);
  return path ? ageOf(path, await versionOf(path), now) : ageOf(shipped.name, shipped.version, now);
}

function ageOf(path: string, version: string, now: Date): BrowserAge {
  const major = /^\d+(?=\.)/.exec(version)?.[0];
  const days = major
    ? Math.max(0, Math.floor((now.getTime() - known.at - (Number(major) - known.major) * weeks) / 86_400_000))
    : null;
  return { path, version, days, old: days === null || days > maxAgeDays };
}
