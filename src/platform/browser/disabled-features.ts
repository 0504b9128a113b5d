import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The suggestions below the address bar. A full Chromium (seen in version 156) loads them for each context in a separate
 * process, even in headless mode, which takes longer than loading most pages. Chromium's headless shell has none.
 */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/**
 * The features that Playwright disables. Playwright does not export this list, so it is read from Playwright's code.
 * Null if the code does not contain it.
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
 * repeats Playwright's. If Playwright's list was not found, this returns no arguments. Playwright's code is large, so
 * it is read only once.
 */
export function disableFeatures(): readonly string[] {
  if (known) return known;
  const own = disabledByPlaywright();
  return (known = own ? [`--disable-features=${[...own, ...addressBar].join(',')}`] : []);
}
