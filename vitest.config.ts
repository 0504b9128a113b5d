import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { chosenBrowsers } from './src/platform/testing/browsers.ts';

/** What is run in a browser that is not the first: by the ends of the files' names, wherever they are. */
const inEachChromium = ['src/**/*browser.test.ts'];
const inFirefox = ['src/**/*any-browser.test.ts'];
const everything = ['src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  plugins: [
    {
      // As the bundler does: a text file is imported as its text.
      name: 'text-files',
      enforce: 'pre',
      load: (id) => (id.endsWith('.txt') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : null),
    },
  ],
  test: {
    globalSetup: ['src/platform/testing/global-setup.ts'],
    setupFiles: ['src/platform/testing/seeds.ts', 'src/cli/kinds.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
    isolate: false,
    execArgv: ['--max-semi-space-size=64'],
    // Every test in the first browser, then those of browsers in each of the others.
    projects: chosenBrowsers().map((browser, index) => ({
      extends: true,
      test: {
        name: browser,
        include: browser === 'firefox' ? inFirefox : index > 0 ? inEachChromium : everything,
        // Prints and captures are made by a Chromium; the one that comes along where a Firefox is tested.
        env: { KRONIKA_TEST_BROWSER: browser, KRONIKA_BROWSER: browser === 'system' ? 'system' : 'shipped' },
      },
    })),
  },
});
