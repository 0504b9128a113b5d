import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addAuthenticator, beginSetup } from '../accounts/factors/authenticator.ts';
import { codeOf, stepAt } from '../accounts/factors/totp.ts';
import { principalById } from '../accounts/principal-by-id.ts';
import { openApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { run } from '../platform/operation.ts';
import { openMailServer } from '../platform/testing/mail-server.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { site } from '../web/testing/post-office.ts';
import { composeModules } from './compose.ts';
import { unreadable } from './files.ts';
import { kronika, kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const env = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_EXAMPLE: '0' };

it('the list says where the first account comes from if there is none', async () => {
  const empty = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_EXAMPLE: '0' };
  const server = await kronikaServing(empty);
  expect((await kronikaDone(['account', 'list'], empty)).stdout).toContain('open the link in the server’s log');
  await server.stop();
});

it('a file that only root can read is named with the user who may not read it, and a way that works', () => {
  const error = unreadable('/root/key.txt', Object.assign(new Error('no'), { code: 'EACCES' }), true);
  expect(error).toMatchObject({
    key: 'cli.error.file_forbidden',
    params: { path: '/root/key.txt', user: userInfo().username },
  });
});

it('an invitation is renewed, emailed, shown and withdrawn from the command line', async () => {
  const mails = await openMailServer();
  const own = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_EXAMPLE: '0' };
  const set = {
    ...own,
    KRONIKA_SMTP: mails.url,
    KRONIKA_MAIL_FROM: 'desk@paper.example',
    KRONIKA_URL: site,
    PORT: '0',
  };
  const email = 'timur@example.org';
  const invite = (...more: string[]) => kronikaDone(['account', 'invite', email, ...more], set);
  const add = (...more: string[]) =>
    kronikaDone(['account', 'add', email, '--name', 'Timur', '--role', 'monitor', ...more], set);

  const unset = await kronikaDone(
    ['account', 'add', 'x@example.org', '--name', 'X', '--role', 'monitor', '--mail'],
    own,
  );
  expect([unset.status, unset.stderr.includes('Kronika can’t email links')]).toEqual([1, true]);
  expect((await add('--mail')).stdout).toContain('The server emails the link to timur@example.org');
  expect((await invite('--show')).stdout).toContain('has not been sent yet');
  const server = kronika(['serve'], { ...set, KRONIKA_LOG: 'info' });
  await mails.until((all) => all.length === 1);
  await server.logged(/"job":"accounts.linkMail"[^\n]*"job done"/);
  expect((await invite('--show')).stdout).toMatch(/The mail server accepted the email\. The link works until \d{4}-/);
  const made = await invite();
  expect(made.stdout).toMatch(/https:\/\/paper\.example\/join\/[\w-]{43}/);
  expect((await invite('--withdraw')).stdout).toContain('has ended');
  expect(JSON.parse((await invite('--show', '--json')).stdout)).toMatchObject({ state: 'ended', link: null });
  const asMonitor = await invite('--as', email);
  expect([asMonitor.status, asMonitor.stdout]).toEqual([1, '']);
  expect((await invite('--mail', '--withdraw')).status).toBe(2);
  const moved = await kronikaDone(['account', 'email', email, 'bek@example.org'], set);
  expect(moved.stdout).toContain('now has the address bek@example.org');
  expect((await invite('--show')).status).toBe(1);
  await mails.until((all) =>
    all.some((mail) => mail.to.includes(email) && mail.message.includes('email address changed')),
  );
  server.process.kill('SIGTERM');
  await server.ended;
  await mails.close();
});

it('the second step of an account is shown and removed from the command line', async () => {
  const factors = (...more: string[]) => kronikaDone(['account', 'factor', 'aida@example.org', ...more], env);
  const added = await kronikaDone(
    ['account', 'add', 'aida@example.org', '--name', 'Aida', '--role', 'monitor', '--json'],
    env,
  );
  const { account } = JSON.parse(added.stdout) as { account: number };
  expect((await factors()).stdout).toContain('no second step');

  const { app, close } = await openApp(readConfig({ ...env, KRONIKA_LOG: 'silent' }), composeModules());
  const { setup, secret } = await beginSetup(app, account);
  await run(app, addAuthenticator, await principalById(app.db.read, account, 'cli'), {
    setup,
    code: codeOf(secret, stepAt(app.now())),
  });
  await close();

  const shown = await factors();
  expect([shown.status, shown.stdout]).toEqual([
    0,
    expect.stringMatching(/Authenticator app, set up \d{4}-\d\d-\d\d\n10 unused recovery codes/),
  ]);
  const asMonitor = await kronikaDone(['account', 'factor', 'aida@example.org', '--as', 'aida@example.org'], env);
  expect([asMonitor.status, asMonitor.stdout]).toEqual([1, '']);
  expect((await factors('--remove')).stdout).toContain('All access of the account has ended');
  expect(JSON.parse((await factors('--json')).stdout)).toMatchObject({ authenticator: null, recoveryCodes: 0 });
  expect((await kronikaDone(['account', 'factors', 'nobody@example.org'], env)).status).toBe(1);
});
