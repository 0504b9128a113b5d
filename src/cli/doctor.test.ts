import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { browserAge } from '../platform/browser/browser-age.ts';
import { openMailServer } from '../platform/testing/mail-server.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaOk, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
type Report = { checks: { check: string; state: string; detail: string }[] };
const folder = tempDir();

/** A program that says it is this version of Chromium. */
function chromium(version: string): string {
  const path = join(folder, `chromium-${version}`);
  writeFileSync(path, `#!/bin/sh\necho "Chromium ${version} built on Debian"\n`);
  chmodSync(path, 0o755);
  return path;
}
const doctor = async (env: Record<string, string>) => {
  const done = await kronikaDone(['doctor', '--json'], env);
  const { checks } = JSON.parse(done.stdout) as Report;
  return { status: done.status, of: (check: string) => checks.find((one) => one.check === check)!, checks };
};

it('reports the health of each part, with and without a server, and what to do', async () => {
  const mails = await openMailServer();
  const env = {
    KRONIKA_DATA: join(folder, 'data'),
    KRONIKA_SMTP: mails.url,
    KRONIKA_MAIL_FROM: 'desk@example.org',
    KRONIKA_URL: 'https://example.org',
    KRONIKA_BROWSER: chromium('999.0.1.2'),
    KRONIKA_SECURITY_CONTACT: 'mailto:security@example.org',
  };
  const none = await doctor(env);
  expect([none.status, none.of('database').state]).toEqual([0, 'warning']);

  const server = await kronikaServing(env);
  expect((await doctor(env)).of('backup')).toMatchObject({ state: 'warning' });
  await kronikaOk(['backup', join(folder, 'backups'), '--unencrypted'], env);
  const well = await doctor(env);
  expect(well.checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(well.of('backup').detail).toMatch(/^last made 0 hours ago \(.* UTC\), in .*backups; last verified never$/);
  expect(well.checks.map(({ check }) => check)).toEqual([
    'settings',
    'permissions',
    'database',
    'migrations',
    'store',
    'disk',
    'jobs',
    'clock',
    'backup',
    'erased',
    'upgrade',
    'mail',
    'browser',
    'contact',
    'stale',
  ]);
  expect(well.of('stale').detail).toBe('at most 60 minutes old');
  expect(well.status).toBe(0);
  await mails.close();
  chmodSync(env.KRONIKA_DATA, 0o755);
  const broken = await doctor({
    ...env,
    KRONIKA_BROWSER: chromium('100.0.4896.60'),
    KRONIKA_SECURITY_CONTACT: '',
  });
  expect(broken.of('contact')).toMatchObject({ state: 'warning', detail: 'KRONIKA_SECURITY_CONTACT is not set' });
  expect([broken.status, broken.of('mail').state, broken.of('browser').state]).toEqual([1, 'failed', 'warning']);
  expect(broken.of('permissions')).toMatchObject({ state: 'warning', detail: env.KRONIKA_DATA });
  await server.stop();

  const words = await kronikaDone(['doctor'], { ...env, KRONIKA_DISK_STOP: '100', LANG: 'C' });
  expect(words).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/FAILED {3}Disk: .*\n {4}Delete other files/),
  });
  const wrong = await doctor({ ...env, PORT: 'many' });
  expect([wrong.status, wrong.checks.length, wrong.of('settings').state]).toEqual([1, 1, 'failed']);
  expect(wrong.of('settings').detail).toContain('PORT');
});

it('knows roughly when a version of Chromium appeared', async () => {
  expect(await browserAge(chromium('143.0.7499.40'), new Date('2026-03-01'))).toMatchObject({
    version: '143.0.7499.40',
    days: 89,
  });
  await expect(browserAge(join(folder, 'nowhere'), new Date())).rejects.toThrow('ENOENT');
});
