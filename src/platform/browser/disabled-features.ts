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

let known: readonly string[] | undefined;

/**
 * Arguments for Chromium that disable the suggestions below the address bar. Chromium accepts one list, so this one
 * repeats Playwright's. If that is unknown, nothing more is disabled. Playwright's code is large, so it is read only for
 * the first browser.
 */
export function disableFeatures(): readonly string[] {
  if (known) return known;
  const own = disabledByPlaywright();
  return (known = own ? [`--disable-features=${[...own, ...addressBar].join(',')}`] : []);
}
