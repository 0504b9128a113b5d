import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

/** A program that calls itself this version of Chromium. */
function chromium(version: string): string {
  const path = join(tempDir(), 'chromium');
  writeFileSync(path, `#!/bin/sh\necho "Chromium ${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

onEitherDatabase('the line about the browser', (db) => {
  const home = async (browser: string, role: 'administrator' | 'monitor' = 'administrator') => {
    const desk = deskOn(db(), { config: { browser }, now: () => new Date('2026-03-01T09:00:00Z') });
    return (await desk.join(role)).text(routes.desk.home());
  };
  const warns = (page: string): boolean => page.includes('The browser that opens the pages of other sites is old');

  it('tells administrators its version and age, and warns if it is old, unknown or missing', async () => {
    const recent = await home(chromium('143.0.7499.40'));
    expect(recent).toContain('Chromium 143.0.7499.40, about 89 days old.');
    expect(warns(recent)).toBe(false);
    const old = await home(chromium('120.0.1.2'));
    expect(old).toContain('Chromium 120.0.1.2, about 733 days old.');
    expect(warns(old)).toBe(true);
    const unknown = await home(chromium('unknown'));
    expect([warns(unknown), unknown.includes('“Chromium unknown”')]).toEqual([true, true]);
    expect(await home(join(tempDir(), 'nowhere'))).toContain('No browser was found for captures and PDFs');
  });

  it('is not shown to others', async () => {
    expect(await home(chromium('120.0.1.2'), 'monitor')).not.toContain('120.0.1.2');
  });
});
