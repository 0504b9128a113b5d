import { chromium, type Browser } from 'playwright-core';
import { disableFeatures } from '../browser/disabled-features.ts';
import { findChromium } from '../browser/find-chromium.ts';
import { launchFirefox } from './firefox.ts';

/** Whether the tests of the first browser are repeated in another browser. */
export const isFurtherBrowser = Boolean(process.env['KRONIKA_FURTHER_BROWSER']);

let shared: Promise<Browser> | undefined;

/**
 * The browser for the tests of this process, chosen by vitest.config.ts. Each test opens and closes its own contexts.
 * The browser ends with the process; do not close it.
 */
export function testBrowser(): Promise<Browser> {
  return (shared ??=
    process.env['KRONIKA_TEST_BROWSER'] === 'firefox' ? launchFirefox().then(waitLonger) : launchBrowser());
}

/**
 * Starts a Chromium; the caller closes it. As root, where Chromium's sandbox does not run, it has no sandbox, which is
 * safe because it opens only our own pages. PDFs and captures never use this helper.
 */
export async function launchBrowser(): Promise<Browser> {
  const found = await findChromium();
  const browser = await chromium.launch({
    executablePath: found.path,
    headless: true,
    // Places letters as on a screen, not with the hints of a bitmap printer.
    args: [
      '--font-render-hinting=none',
      // The pages of a browser context share a process, which then has compiled the scripts before.
      '--process-per-site',
      ...disableFeatures(),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: { ...definedEnv(), ...found.env },
  });
  return waitLonger(browser);
}

/** Lets pages wait nearly as long as a test may take (vitest.config.ts), because on a busy machine 30 seconds can pass. */
function waitLonger(browser: Browser): Browser {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(200_000);
    return context;
  };
  return browser;
}

const definedEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((one): one is [string, string] => one[1] !== undefined));
