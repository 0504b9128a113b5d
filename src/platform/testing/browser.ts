import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../browser/find-chromium.ts';
import { launchFirefox } from './firefox.ts';

let shared: Promise<Browser> | undefined;

/**
 * The browser that the tests of this process run in, as vitest.config.ts chose it. It ends with the process: each test
 * opens and closes contexts of its own, and nobody closes the browser.
 */
export function testBrowser(): Promise<Browser> {
  return (shared ??= process.env['KRONIKA_TEST_BROWSER'] === 'firefox' ? launchFirefox() : launchBrowser());
}

/**
 * Starts a Chromium; the caller closes it. Only our own pages are opened in it, so as root, where Chromium's sandbox
 * refuses to run, it goes without one. Prints and captures never use this helper.
 */
export async function launchBrowser(): Promise<Browser> {
  const found = await findChromium();
  return chromium.launch({
    executablePath: found.path,
    headless: true,
    // Letters are placed as a screen would, not as a bitmap printer's hints have it.
    args: ['--font-render-hinting=none', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...definedEnv(), ...found.env },
  });
}

const definedEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((one): one is [string, string] => one[1] !== undefined));
