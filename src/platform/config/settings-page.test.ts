import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';
import { defaultOf, settings, type Setting } from './settings.ts';
import { settingsPage } from './testing/settings-page.ts';

it('the handbook’s page of settings is current: `npm run settings` writes it', () => {
  expect(readFileSync(join(packageRoot, 'docs/operators/settings.md'), 'utf8')).toBe(settingsPage());
});

it('every setting says what happens without it', () => {
  const silent = Object.entries(settings as Record<string, Setting>).filter(
    ([name, { unset }]) => (defaultOf(name as keyof typeof settings) === null) === (unset === undefined),
  );
  expect(silent.map(([name]) => name)).toEqual([]);
});
