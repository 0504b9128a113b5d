import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeSignOn } from '../../letters/hosted/change-sign-on.ts';
import { makeLetter } from '../../letters/testing/published.ts';
import { readConfig } from '../../platform/config/config.ts';
import { openApp } from '../../platform/app.ts';
import { run, type App } from '../../platform/operation.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { findThing } from '../../record/refs.ts';
import { routes } from '../../web/routes.ts';
import { composeModules } from '../compose.ts';
import { kronikaDone, kronikaServing, useKronika } from '../testing/kronika.ts';

useKronika();

const root = tempDir();
const settings = {
  KRONIKA_DATA: join(root, 'data'),
  KRONIKA_EXAMPLE: '0',
  KRONIKA_MAIL_FROM: 'letters@paper.example',
  KRONIKA_URL: 'https://paper.example',
  KRONIKA_TRUSTED_PROXIES: '127.0.0.1',
};
let mails: Awaited<ReturnType<typeof openMailServer>>;
beforeAll(async () => {
  mails = await openMailServer();
});
afterAll(() => mails.close());

/** Works on the installation in this process, while no server uses it. */
const within = async <T>(work: (app: App) => Promise<T>): Promise<T> => {
  const { app, close } = await openApp(readConfig(settings), composeModules());
  return work(app).finally(close);
};
const count = 200;
const clients = 16;

it('every promised email to signatories is sent, even after a crash under load and an hour without a mail server', async () => {
  const hash = await within(async (app) => {
    const { letter, number } = await makeLetter(app, { open: true, signed: [] });
    await run(app, changeSignOn, editor, {
      letter,
      version: (await findThing(app.db.read, 'letter', number))!.version,
      to: { openTo: 'people' },
    });
    return (await app.db.read.selectFrom('letter_version').select('hash').executeTakeFirstOrThrow()).hash;
  });
  const page = routes.signOn({ number: 1 });
  const told = new Set<string>();
  const sign = async (address: string, index: number): Promise<void> => {
    const email = `reader${index}@reader.example`;
    const answer = await fetch(address + page, {
      method: 'POST',
      headers: { 'x-forwarded-for': `198.18.${index >> 8}.${index & 255}` },
      body: new URLSearchParams({ kind: 'person', name: `Reader ${index}`, shown: 'named', email, hash }),
    });
    expect(answer.status).toBe(200);
    told.add(email);
  };

  // The mail server is gone: connections are refused.
  const away = await openMailServer();
  await away.close();
  const first = await kronikaServing({ ...settings, KRONIKA_SMTP: away.url });
  let next = 0;
  let killed = false;
  const storm = Array.from({ length: clients }, async () => {
    while (!killed && next < count)
      await sign(first.address, next++).catch((error: unknown) => {
        if (!killed) throw error;
      });
  });
  await Promise.race([
    Promise.all(storm),
    new Promise<void>((resolve) => {
      const add = told.add.bind(told);
      told.add = (email) => {
        if (add(email).size === 60) resolve();
        return told;
      };
    }),
  ]);
  killed = true;
  first.process.kill('SIGKILL');
  await Promise.all(storm);
  expect(await first.ended).toBe('SIGKILL');
  expect(told.size).toBeGreaterThanOrEqual(60);
  expect(told.size).toBeLessThan(count);

  // One hour passes.
  await within(async (app) => {
    const { rows } = await app.db.executeSql(
      `update letter_mail set made_at = made_at - interval '1 hour', next_at = next_at - interval '1 hour' where state = 'queued' returning id`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(told.size);
    expect(mails.received).toEqual([]);
  });
  const second = await kronikaServing({ ...settings, KRONIKA_SMTP: mails.url });
  await sign(second.address, count);
  await mails.until((received) => {
    const got = new Set(received.map((mail) => mail.to[0]));
    return [...told].every((email) => got.has(email));
  });
  // No one gets two emails.
  expect(new Set(mails.received.map((mail) => mail.to[0])).size).toBe(mails.received.length);

  // One email bounces. The mail server delivers the report to a folder.
  const { message } = mails.received[0]!;
  mkdirSync(join(root, 'mail', 'new'), { recursive: true });
  writeFileSync(
    join(root, 'mail', 'new', '1'),
    [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
      '',
      '--x',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--x',
      'Content-Type: message/rfc822',
      '',
      message,
      '--x--',
      '',
    ].join('\r\n'),
  );
  writeFileSync(join(root, 'mail', 'new', '2'), 'Subject: Hello\r\n\r\nNo report.\r\n');
  expect(await kronikaDone(['letters', 'bounces', join(root, 'mail'), '--json'], settings)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/"noted":\s*1,\s*"known":\s*0,\s*"other":\s*1/),
  });
  expect(await second.stop()).toBe(0);
});
