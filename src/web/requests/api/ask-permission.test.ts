import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { filePermissions } from '../../../requests/permissions/file-permissions.ts';
import { run, type App } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { openMailServer } from '../../../platform/testing/mail-server.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { acts } from '../../api/acts.ts';

let app: App;
let made: Awaited<ReturnType<typeof oneDatabase>>;
let mail: Awaited<ReturnType<typeof openMailServer>>;
beforeAll(async () => {
  made = await oneDatabase();
  mail = await openMailServer();
  app = testApp(made.db);
  Object.assign(app.config, {
    mail: { url: mail.url, from: 'desk@example.org' },
    publicUrl: 'http://paper.example.org',
  });
});
afterAll(async () => {
  await mail?.close();
  await made?.drop();
});

it('the API requests a permission by email, but not without an address, and at most three times', async () => {
  const asked = { kinds: ['medical' as const], wording: 'May we write that you were in hospital?', language: 'en' };
  await run(app, filePermissions, editor, {
    permissions: [
      { ...asked, person: 'Aigul', contact: 'aigul@example.org' },
      { ...asked, person: 'Marat' },
    ],
  });
  const ask = acts.find((one) => one.name === 'ask-permission')!;
  const answer = z.parse(
    ask.answer!,
    await ask.run(app, editor, { permission: 'permission/1', version: 1, mail: true }, undefined),
  ) as { link: string };
  expect(answer).toMatchObject({
    version: 2,
    mailed: true,
    problem: null,
    link: expect.stringMatching(/^http:\/\/paper\.example\.org\/permission\/[\w-]{43}$/) as string,
  });
  const [sent] = mail.received;
  expect(sent!.to).toEqual(['aigul@example.org']);
  expect(sent!.message.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')).toContain(answer.link);
  await expect(
    ask.run(app, editor, { permission: 'permission/2', version: 1, mail: true }, undefined),
  ).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'mail', message: 'requests.permission.ask_no_address' }],
  });
  expect(mail.received).toHaveLength(1);
  // One address gets at most three emails. After that, no link is created either.
  const again = (of: number) =>
    ask.run(app, editor, { permission: 'permission/1', version: of, mail: true }, undefined);
  await again(2);
  await again(3);
  await expect(again(4)).rejects.toMatchObject({ code: 'rate_limited' });
  expect(mail.received).toHaveLength(3);
  const { version } = (await app.db.read
    .selectFrom('thing')
    .select('version')
    .where('kind', '=', 'permission')
    .where('number', '=', 1)
    .executeTakeFirst())!;
  expect(version).toBe(4);
});
