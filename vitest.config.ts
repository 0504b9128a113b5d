import { defineConfig } from 'vitest/config';
import { findUnitTests } from './scripts/find-tests.ts';
import { transform } from './scripts/transform.mjs';
import { chosenBrowsers } from './src/platform/testing/browsers.ts';

/** Tests that also run in further browsers, by the ends of their file names. */
const inEachChromium = ['src/**/*browser.test.ts'];
const inFirefox = ['src/**/*any-browser.test.ts'];
const everything = ['src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'];
const long = ['{src,bench,scripts}/**/*.long.test.ts'];
const setupFiles = [
  'src/platform/testing/clean-up.ts',
  'src/platform/testing/seeds.ts',
  'src/accounts/testing/cheap-passwords.ts',
  'src/cli/kinds.ts',
];

/** `--mode unit`: the tests without a database and a browser, with fewer random cases. `--mode long`: the slow checks. */
const selections: Record<string, () => object> = {
  unit: () => ({
    include: findUnitTests(import.meta.dirname),
    setupFiles: [...setupFiles, 'src/platform/testing/no-database.ts'],
    globalSetup: [],
    env: { KRONIKA_RUNS: '1000' },
  }),
  long: () => ({ include: long }),
};

/** Every test in the first browser, then those of browsers in each of the others. */
const inBrowsers = () => ({
  projects: chosenBrowsers().map((browser, index) => ({
    extends: true,
    test: {
      name: browser,
      include: browser === 'firefox' ? inFirefox : index > 0 ? inEachChromium : everything,
      exclude: long,
      // PDFs and captures need a Chromium; the shipped one if a Firefox is tested.
      env: {
        KRONIKA_TEST_BROWSER: browser,
        KRONIKA_BROWSER: browser === 'system' ? 'system' : 'shipped',
        KRONIKA_FURTHER_BROWSER: index > 0 ? 'yes' : '',
      },
    },
  })),
});

export default defineConfig(({ mode }) => ({
  ...transform,
  test: {
    globalSetup: ['src/platform/testing/global-setup.ts'],
    setupFiles,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
    isolate: false,
    execArgv: ['--max-semi-space-size=64'],
    ...(selections[mode] ?? inBrowsers)(),
  },
}));
