import { defineConfig } from 'vitest/config';
import { findPartlyRun, findUnitTests } from './scripts/find-tests.ts';
import { transform } from './scripts/transform.mjs';
import { chosenBrowsers, type TestBrowser } from './src/platform/testing/browsers.ts';

const inEachChromium = ['src/**/*browser.test.ts'];
const inFirefox = ['src/**/*any-browser.test.ts'];
/**
 * `npm test` runs these in the system's Chromium, too: capturing and replaying pages, the editor, passkeys, printing, and
 * the main pages of readers. There Chromiums could differ. Firefox tests all pages of readers. `--mode long` runs all
 * browser tests in the system's Chromium.
 */
const whereChromiumsDiffer = [
  'src/platform/browser/*browser.test.ts',
  'src/evidence/browser/*browser.test.ts',
  'src/web/evidence/replay/*browser.test.ts',
  'src/web/documents/write/{browser,styles-browser}.test.ts',
  'src/web/accounts/factors/*browser.test.ts',
  'src/web/site/print/print-browser.test.ts',
  'src/web/site/public-browser.test.ts',
];
const everything = ['src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'];
/** Tests that `npm test` runs on one of the two databases, or in part through what they import. */
const pages = 'src/web/**/*.test.{ts,tsx}';
/** Tests that a file of `long` runs. `npm test` leaves out the slowest of them, `updates`. */
const updates = 'src/web/site/mirror/updates.test.ts';
const withLong = [
  'src/web/{odd-values,roles,record/public/lookup}.test.ts',
  'src/cli/{teams-walk,upgrade}.test.ts',
  updates,
];
const long = ['{src,bench,scripts}/**/*.long.test.ts'];
const setupFiles = [
  'src/platform/testing/clean-up.ts',
  'src/platform/testing/seeds.ts',
  'src/platform/testing/keep-readers.ts',
  'src/accounts/testing/cheap-passwords.ts',
  'src/web/kinds.ts',
  'src/record/testing/forget-fields.ts',
];

/** `--mode unit`: the tests without a database and a browser, with fewer random cases. */
const unit = (): object => ({
  include: findUnitTests(import.meta.dirname),
  setupFiles: [...setupFiles, 'src/platform/testing/no-database.ts'],
  globalSetup: [],
  env: { KRONIKA_RUNS: '1000' },
});

/**
 * Every test in the first browser, then those of browsers in each of the others. `--mode long`: the slow checks, and all
 * tests of browsers in the others.
 */
const inBrowsers = (mode: string): object => ({
  projects: chosenBrowsers().map((browser, index) => ({
    extends: true,
    test: {
      name: browser,
      ...testsIn(browser, index === 0, mode === 'long'),
      // PDFs and captures need a Chromium; the shipped one if a Firefox is tested.
      env: {
        KRONIKA_TEST_BROWSER: browser,
        KRONIKA_BROWSER: browser === 'system' ? 'system' : 'shipped',
        KRONIKA_WHOLE: mode === 'long' ? 'yes' : (process.env['KRONIKA_WHOLE'] ?? ''),
        KRONIKA_FURTHER_BROWSER: index > 0 ? 'yes' : '',
      },
    },
  })),
});

function testsIn(browser: TestBrowser, first: boolean, whole: boolean): { include: string[]; exclude: string[] } {
  if (browser === 'firefox') return { include: inFirefox, exclude: [] };
  if (first && whole)
    return {
      include: [...long, pages, ...findPartlyRun(import.meta.dirname)],
      exclude: ['src/**/*browser.test.ts', ...withLong],
    };
  if (first) return { include: everything, exclude: [...long, updates] };
  return { include: whole ? inEachChromium : whereChromiumsDiffer, exclude: [] };
}

export default defineConfig(({ mode }) => ({
  ...transform,
  test: {
    globalSetup: ['src/platform/testing/global-setup.ts'],
    setupFiles,
    // They only end a test that hangs. On a slow machine with four tests at once, the longest take minutes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 200_000 } },
    pool: 'forks',
    maxWorkers: 4,
    isolate: false,
    execArgv: ['--max-semi-space-size=64'],
    // The three projects share what is transformed, and so do later runs.
    experimental: { fsModuleCache: true },
    ...(mode === 'unit' ? unit() : inBrowsers(mode)),
  },
}));
