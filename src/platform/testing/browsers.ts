import { systemChromium } from '../browser/find-chromium.ts';
import { systemFirefox } from './firefox.ts';

/** The browsers for tests: the Chromium that comes with Kronika, the system's Chromium, and the system's Firefox. */
export const testBrowsers = ['shipped', 'system', 'firefox'] as const;
export type TestBrowser = (typeof testBrowsers)[number];

const isHere: Record<TestBrowser, () => boolean> = {
  shipped: () => true,
  system: () => systemChromium() !== undefined,
  firefox: () => systemFirefox() !== undefined,
};

/**
 * The browsers to test in: those in KRONIKA_TEST_BROWSERS, separated by commas, or else all that are installed. Throws
 * if a named one is unknown or not installed.
 */
export function chosenBrowsers(named = process.env['KRONIKA_TEST_BROWSERS']): TestBrowser[] {
  if (!named) return testBrowsers.filter((one) => isHere[one]());
  return named.split(',').map((name) => {
    const browser = testBrowsers.find((one) => one === name.trim());
    if (!browser) throw new Error(`KRONIKA_TEST_BROWSERS: ${name} is none of ${testBrowsers.join(', ')}.`);
    if (!isHere[browser]()) throw new Error(`KRONIKA_TEST_BROWSERS: ${name} is not installed.`);
    return browser;
  });
}
