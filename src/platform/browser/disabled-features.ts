import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The suggestions below the address bar. A Chromium with windows (156) loads them for each context in a process of their
 * own, which takes longer than most pages do.
 */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/**
 * The features that Playwright disables. Its list is not exported, so it is read from its code. Null if it is not there.
 */
function disabledByPlaywright(): string[] | null {
  const code = readFileSync(createRequire(import.meta.url).resolve('playwright-core/lib/coreBundle'), 'utf8');
  const list = /\bdisabledFeatures = \[([^\]]+)\]/.exec(code)?.[1];
  const lines = list?.split('\n').map((line) => line.trim());
  // The other lines are comments.
  return lines?.filter((line) => line.startsWith('"')).map((line) => line.slice(1, line.indexOf('"', 1))) ?? null;
}

/**
 * Arguments for Chromium that disable the suggestions below the address bar. Chromium accepts one list, so this one
 * repeats Playwright's. If that is unknown, nothing more is disabled.
 */
export function disableFeatures(): string[] {
  const own = disabledByPlaywright();
  return own ? [`--disable-features=${[...own, ...addressBar].join(',')}`] : [];
}
