import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The features for suggestions below the address bar. A full Chromium (seen in version 156) loads these suggestions for
 * each browser context, even in headless mode. This takes longer than loading most pages. Chromium's headless shell
 * does not have them.
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
  // Lines of this list without a quotation mark are comments.
  return lines?.filter((line) => line.startsWith('"')).map((line) => line.slice(1, line.indexOf('"', 1))) ?? null;
}

let known: readonly string[] | undefined;

/**
 * Arguments for Chromium that disable the suggestions below the address bar. Chromium uses only the last argument
 * `--disable-features`, so this one repeats Playwright's features. If these are not known, no argument is returned.
 */
export function disableFeatures(): readonly string[] {
  if (known) return known;
  const own = disabledByPlaywright();
  return (known = own ? [`--disable-features=${[...own, ...addressBar].join(',')}`] : []);
}
