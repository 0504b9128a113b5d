import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addAuthenticator, beginSetup } from '../accounts/factors/authenticator.ts';
import { codeOf, stepAt } from '../accounts/factors/totp.ts';
import { principalById } from '../accounts/principal-by-id.ts';
import { openApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { run } from '../platform/operation.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { composeModules } from './compose.ts';
import { kronikaDone, useKronika } from './testing/kronika.ts';

useKronika();
const env = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_EXAMPLE: '0' };

it('the second step of an account is shown and removed from the command line', async () => {
  const factors = (...more: string[]) => kronikaDone(['account', 'factors', 'aida@example.org', ...more], env);
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
  const asMonitor = await kronikaDone(['account', 'factors', 'aida@example.org', '--as', 'aida@example.org'], env);
  expect([asMonitor.status, asMonitor.stdout]).toEqual([1, '']);
  expect((await factors('--remove')).stdout).toContain('All access of the account has ended');
  expect(JSON.parse((await factors('--json')).stdout)).toMatchObject({ authenticator: null, recoveryCodes: 0 });
  expect((await kronikaDone(['account', 'factors', 'nobody@example.org'], env)).status).toBe(1);
}, 240_000);
