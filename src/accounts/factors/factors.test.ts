import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { changeAccount, changePassword } from '../change-account.ts';
import { inviteAccount } from '../invitations.ts';
import { purgeAccounts } from '../purge.ts';
import { identityOf } from '../seal-keys.ts';
import { hashToken } from '../secrets.ts';
import { findSession, signIn, signOut } from '../sign-in.ts';
import { listEntries } from '../security-log/read-log.ts';
import { useLink as spendLink } from '../use-link.ts';
import { addAuthenticator, beginSetup, removeAuthenticator } from './authenticator.ts';
import { factorsOf } from './factors.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';
import { findHalfSession, finishSignIn } from './second-step.ts';
import { base32, codeOf, stepAt } from './totp.ts';

const password = 'a few words in a row';
const minute = 60_000;

onBothDatabases('the second step of signing in', (db) => {
  let at = new Date('2026-01-01T12:00:00Z');
  let app: App;
  let count = 0;
  const later = (ms: number): void => void (at = new Date(at.getTime() + ms));

  /** A person who has set up an authenticator app. `code` is the code that the app shows `off` steps from now. */
  const join = async () => {
    app ??= testApp(db(), { now: () => at });
    const email = `second${++count}@example.org`;
    const { token, accountId } = await run(app, inviteAccount, administrator, {
      email,
      name: 'Aida',
      roles: ['monitor'],
    });
    await run(app, spendLink, null, { token: token!, password });
    const first = (await run(app, signIn, null, { email, password }))!;
    expect(first.secondStep).toBe(false);
    const { principal } = (await findSession(db().read, first.token, at))!;
    const { setup, secret } = await beginSetup(app, accountId);
    const code = (off = 0): string => codeOf(secret, stepAt(at) + off);
    const { codes } = await run(app, addAuthenticator, principal, { setup, code: code() });
    // The code that set up the app cannot be used again.
    later(30_000);
    const begin = async () => {
      const begun = (await run(app, signIn, null, { email, password }))!;
      expect(begun.secondStep).toBe(true);
      return begun.token;
    };
    const finish = (half: string, typed: string) => run(app, finishSignIn, null, { token: half, code: typed });
    return { accountId, email, principal, secret, setup, code, codes: codes!, begin, finish, session: first.token };
  };
  const sessionOf = (opened: Awaited<ReturnType<typeof finishSignIn.write>>) =>
    findSession(db().read, (opened as { token: string }).token, at);

  it('gives no access after the password, and a session with the keys to sealed items after the code', async () => {
    const { begin, finish, code, accountId } = await join();
    const half = await begin();
    expect(await findSession(db().read, half, at)).toBeNull();
    expect(await finish(half, '000000')).toBeNull();
    const opened = await finish(half, code());
    expect((await sessionOf(opened))!.principal.accountId).toBe(accountId);
    expect(identityOf(hashToken((opened as { token: string }).token))).toMatch(/^AGE-SECRET-KEY-/);
    expect(identityOf(hashToken(half))).toBeNull();
    const logged = (await listEntries(db().read, { limit: 3, offset: 0 })).rows;
    expect(logged.map((one) => one.event)).toEqual(['signed-in', 'second-step-failed', 'signed-in']);
    // The first step of this sign-in cannot be used again.
    later(30_000);
    expect(await finish(half, code())).toBe('ended');
  });

  it('accepts each code once, also with a space in it, and from a clock that is one step fast', async () => {
    const { begin, finish, code } = await join();
    later(5 * minute);
    const now = code();
    const both = await Promise.all([finish(await begin(), now), finish(await begin(), now)]);
    expect(both.map((one) => one !== null).toSorted()).toEqual([false, true]);
    // Once a code was used, earlier codes are not accepted either.
    expect(await finish(await begin(), code(-1))).toBeNull();
    later(2 * minute);
    expect(await finish(await begin(), code(2))).toBeNull();
    expect(await finish(await begin(), code(1).replace(/^.../, '$& '))).not.toBeNull();
  });

  it('can be done for ten minutes, and not after a new password, after signing out everywhere or in a closed account', async () => {
    const one = await join();
    const end = async (how: () => unknown) => {
      const half = await one.begin();
      expect(await findHalfSession(db().read, half, at)).not.toBeNull();
      await how();
      expect(await findHalfSession(db().read, half, at)).toBeNull();
      expect(await one.finish(half, one.code())).toBe('ended');
      later(30_000);
    };
    await end(() => later(10 * minute));
    await end(() => run(app, signOut, one.principal, { token: one.session, everywhere: true }));
    const again = (await one.finish(await one.begin(), one.code())) as { token: string };
    const { principal } = (await findSession(db().read, again.token, at))!;
    later(30_000);
    await end(() => run(app, changePassword, principal, { current: password, password, token: again.token }));
    const close = (disabled: boolean, version: number) =>
      run(app, changeAccount, administrator, {
        accountId: one.accountId,
        version,
        name: 'A',
        roles: ['monitor'],
        disabled,
      });
    const { version } = await db()
      .read.selectFrom('account')
      .select('version')
      .where('id', '=', one.accountId)
      .executeTakeFirstOrThrow();
    await end(() => close(true, version));
    // Closing the account removes its second step.
    expect(await factorsOf(db().read, one.accountId)).toEqual({
      authenticator: null,
      passkeys: [],
      codes: 0,
      any: false,
    });
    const begun = await run(app, signIn, null, { email: one.email, password });
    expect(begun).toBeNull();
  });

  it('accepts each of the newest ten recovery codes once, with or without hyphens, in any case', async () => {
    const { begin, finish, codes, principal, accountId } = await join();
    expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
    expect(codes.every((code) => /^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/.test(code))).toBe(true);
    expect(await finish(await begin(), codes[0]!)).not.toBeNull();
    expect(await finish(await begin(), codes[0]!)).toBeNull();
    expect(await finish(await begin(), codes[1]!.toUpperCase().replaceAll('-', ' '))).not.toBeNull();
    expect((await factorsOf(db().read, accountId)).codes).toBe(8);
    const renewed = await run(app, renewRecoveryCodes, principal, {});
    expect(await finish(await begin(), codes[2]!)).toBeNull();
    expect(await finish(await begin(), renewed[2]!)).not.toBeNull();
    const used = await db()
      .read.selectFrom('change')
      .select('after')
      .where('thing_id', '=', accountId)
      .where('kind', '=', 'account')
      .orderBy('change_set_id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(used.after).toEqual({ recoveryCodes: 'used' });
  });

  it('checks ten codes of strangers an hour, also if they are sent at once, and never locks out the owner’s browser', async () => {
    const { begin, finish, code, email } = await join();
    later(minute);
    const { device } = (await finish(await begin(), code())) as { device: { token: string } };
    later(minute);
    const half = await begin();
    const guesses = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => finish(half, String(n).padStart(6, '0'))),
    );
    expect(guesses.filter((one) => one.status === 'fulfilled').length).toBe(10);
    await expect(finish(half, code())).rejects.toMatchObject({ code: 'too_many_attempts' });
    const own = (await run(app, signIn, null, { email, password, device: device.token }))!;
    const done = await run(app, finishSignIn, null, { token: own.token, code: code(), device: device.token });
    expect(await sessionOf(done)).not.toBeNull();
  });

  it('evaluates about 30 codes a day from a browser in which someone has signed in to the account before', async () => {
    const one = await join();
    later(minute);
    const { device } = (await one.finish(await one.begin(), one.code())) as { device: { token: string } };
    let guessed = 0;
    for (let hours = 0; hours < 8; hours++) {
      later(60 * minute);
      const { token } = (await run(app, signIn, null, { email: one.email, password, device: device.token }))!;
      const tries = await Promise.allSettled(
        Array.from({ length: 12 }, () => run(app, finishSignIn, null, { token, code: 'x', device: device.token })),
      );
      guessed += tries.filter(({ status }) => status === 'fulfilled').length;
    }
    // The budget is 30 codes. A few more are available again during the eight hours.
    expect(guessed).toBeGreaterThanOrEqual(30);
    expect(guessed).toBeLessThanOrEqual(40);
  });

  it('is set up only with a code of the app, and only for the account that began the setup', async () => {
    const [one, other] = [await join(), await join()];
    const { setup, secret } = await beginSetup(app, other.accountId);
    await expect(
      run(app, addAuthenticator, other.principal, { setup, code: codeOf(secret, stepAt(at) + 5) }),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'code' }] });
    await expect(
      run(app, addAuthenticator, one.principal, { setup, code: codeOf(secret, stepAt(at)) }),
    ).rejects.toMatchObject({ code: 'bad_form' });
    await expect(run(app, addAuthenticator, one.principal, { setup: 'AAAA', code: '123456' })).rejects.toMatchObject({
      code: 'bad_form',
    });
    // The app is replaced: only codes of the new app count, and the recovery codes stay.
    const replaced = await run(app, addAuthenticator, other.principal, { setup, code: codeOf(secret, stepAt(at)) });
    expect(replaced.codes).toBeNull();
    later(minute);
    expect(await other.finish(await other.begin(), other.code())).toBeNull();
    expect(await other.finish(await other.begin(), codeOf(secret, stepAt(at)))).not.toBeNull();
    await run(app, removeAuthenticator, other.principal, {});
    expect(await factorsOf(db().read, other.accountId)).toEqual({
      authenticator: null,
      passkeys: [],
      codes: 0,
      any: false,
    });
    expect((await run(app, signIn, null, { email: other.email, password }))!.secondStep).toBe(false);
  });

  it('stores no secret that the database can read: the key is a file that only its owner can read', async () => {
    const { secret, accountId, begin, finish, codes, code } = await join();
    const row = await db()
      .read.selectFrom('authenticator')
      .selectAll()
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    const stored = Buffer.from(row.secret);
    expect(stored.includes(Buffer.from(secret)) || stored.includes(base32(secret))).toBe(false);
    const keys = pathOf(app.config.dataDir, 'keys');
    expect(readdirSync(keys)).toContain('factors.key');
    expect([
      statSync(pathOf(keys, 'factors.key')).mode & 0o777,
      readFileSync(pathOf(keys, 'factors.key')).length,
    ]).toEqual([0o600, 32]);
    // If the database is restored without its keys, codes of an app are refused with a reason. Recovery codes work.
    const restored = testApp(db(), { now: () => at });
    const half = await begin();
    await expect(run(restored, finishSignIn, null, { token: half, code: code() })).rejects.toMatchObject({
      code: 'factor_key',
    });
    expect(await finish(half, codes[0]!)).not.toBeNull();
  });

  /** A person without a second step, and browsers that were signed in with the password. */
  const withBrowsers = async (many: number) => {
    app ??= testApp(db(), { now: () => at });
    const email = `browsers${++count}@example.org`;
    const { token, accountId } = await run(app, inviteAccount, administrator, { email, name: 'A', roles: ['monitor'] });
    await run(app, spendLink, null, { token: token!, password });
    const enter = async (device?: string) => {
      const opened = (await run(app, signIn, null, { email, password, device }))!;
      if (opened.secondStep) throw new Error('This account has no second step yet.');
      later(1000);
      return { token: opened.token, device: opened.device.token };
    };
    const browsers = [];
    for (let n = 0; n < many; n++) browsers.push(await enter());
    const half = async () => (await run(app, signIn, null, { email, password }))!.token;
    /**
     * Sends wrong codes from a browser until they are refused.
     * @returns how many codes were evaluated
     */
    const guess = async (device: string | undefined, most = 40) => {
      const token = await half();
      for (let n = 0; n < most; n++)
        try {
          expect(await run(app, finishSignIn, null, { token, code: 'wrong-code', device })).toBeNull();
        } catch (error) {
          expect(error).toMatchObject({ code: 'too_many_attempts' });
          return n;
        }
      return most;
    };
    const setUp = async ({ token, device }: { token: string; device: string }) => {
      const { principal } = (await findSession(db().read, token, at))!;
      const { setup, secret } = await beginSetup(app, accountId);
      await run(app, addAuthenticator, principal, { setup, code: codeOf(secret, stepAt(at)), device });
      later(30_000);
      return { secret, principal };
    };
    return { accountId, browsers, half, guess, setUp };
  };

  it('signs out and forgets all other browsers when it is set up, so that they get no attempts of their own', async () => {
    const { accountId, browsers, half, guess, setUp } = await withBrowsers(12);
    const own = browsers.pop()!;
    const { secret, principal } = await setUp(own);
    for (const { token } of browsers) expect(await findSession(db().read, token, at)).toBeNull();
    expect(await findSession(db().read, own.token, at)).not.toBeNull();
    let evaluated = 0;
    for (const { device } of browsers) evaluated += await guess(device);
    expect(evaluated).toBe(10);
    const opened = await run(app, finishSignIn, null, {
      token: await half(),
      code: codeOf(secret, stepAt(at)),
      device: own.device,
    });
    expect(opened).toMatchObject({ device: { token: own.device, known: true } });
    // The account has a second step already, so setting up a factor signs no one out.
    later(30_000);
    await setUp(own);
    expect((await sessionOf(opened))!.principal.accountId).toBe(accountId);
    expect(principal.accountId).toBe(accountId);
  });

  it('limits the wrong codes a day from all browsers together, without locking out a known browser', async () => {
    const { accountId, browsers, half, guess, setUp } = await withBrowsers(1);
    const [own] = browsers;
    const { secret } = await setUp(own!);
    const known: string[] = [];
    for (let n = 0; n < 12; n++) {
      const opened = await run(app, finishSignIn, null, { token: await half(), code: codeOf(secret, stepAt(at)) });
      known.push((opened as { device: { token: string } }).device.token);
      later(30_000);
    }
    const rows = await db()
      .read.selectFrom('known_device')
      .select('token_hash')
      .where('account_id', '=', accountId)
      .execute();
    const hashes = rows.map((row) => Buffer.from(row.token_hash).toString('hex')).toSorted();
    expect(hashes).toEqual(
      known
        .slice(-10)
        .map((one) => Buffer.from(hashToken(one)).toString('hex'))
        .toSorted(),
    );
    const mine = known.pop()!;
    let evaluated = 0;
    for (let round = 0; round < 3; round++) {
      for (const device of known) evaluated += await guess(device);
      later(60 * minute);
    }
    // The budgets are 60 codes a day, and 6 reserved codes for each browser. A few more are available again during the
    // three hours.
    expect(evaluated).toBeGreaterThanOrEqual(60);
    expect(evaluated).toBeLessThanOrEqual(60 + 10 * 6 + 15);
    expect(
      await run(app, finishSignIn, null, { token: await half(), code: codeOf(secret, stepAt(at)), device: mine }),
    ).toMatchObject({ device: { token: mine, known: true } });
  });

  it('leaves nothing behind of sign-ins that were not finished', async () => {
    const { begin, accountId } = await join();
    await begin();
    later(11 * minute);
    await run(app, purgeAccounts, administrator, {});
    expect(
      await db().read.selectFrom('half_session').select('account_id').where('account_id', '=', accountId).execute(),
    ).toEqual([]);
  });
});
