import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import type { Client } from '../platform/limits/client-address.ts';
import { run, systemPrincipal, type App } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { administrator, testApp } from '../platform/testing/test-app.ts';
import { changeAccount, changePassword } from './change-account.ts';
import { admitOwnPassword } from './guesses.ts';
import { inviteAccount } from './invitations.ts';
import { createPasswordLink, createSetupLink } from './links.ts';
import { hashToken } from './secrets.ts';
import { findSession, signIn, signOut } from './sign-in.ts';
import { unlockSeal } from './unlock-seal.ts';
import { atUsualCost } from './testing/usual-cost.ts';
import { useLink as spendLink } from './use-link.ts';

const password = 'a few words in a row';
const minute = 60_000;
const at1 = (address: string): Client => ({ address, shared: false });
const home = at1('192.0.2.1');

onBothDatabases('guessing passwords', (db) => {
  let at = new Date('2026-01-01T00:00:00Z');
  let app: App;
  let checked = 0;
  const check = (): void => void checked++;
  beforeAll(() => {
    app = testApp(db(), { now: () => at });
    subscribe('kronika.password-check', check);
  });
  afterAll(() => void unsubscribe('kronika.password-check', check));

  const join = async (email: string) => {
    const { token, accountId } = await run(app, inviteAccount, administrator, {
      email,
      name: 'Aida',
      roles: ['monitor'],
    });
    return { accountId, device: (await run(app, spendLink, null, { token: token!, password })).device!.token };
  };
  const enter = async (email: string, client: Client | null = home, device?: string, typed = password) => {
    const opened = await run(app, signIn, null, { email, password: typed, client, device });
    if (opened?.secondStep) throw new Error('No account here has a second step.');
    return opened;
  };
  /** Makes many attempts at once. Returns how many were refused, and how many passwords were hashed. */
  const storm = async (count: number, guess: (index: number) => Promise<unknown>) => {
    checked = 0;
    const done = await Promise.allSettled(Array.from({ length: count }, (_, index) => guess(index)));
    const refused = done.filter((one) => one.status === 'rejected');
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject({ code: 'too_many_attempts' });
    return { refused: refused.length, checked };
  };

  it('checks ten of 400 parallel guesses from one address, and twenty from many addresses', async () => {
    await join('one@example.org');
    await join('many@example.org');
    const wrong = (email: string, client: Client) => enter(email, client, undefined, 'not the password');
    expect(await storm(400, () => wrong('one@example.org', home))).toEqual({ refused: 390, checked: 10 });
    // The limit also applies to an account that does not exist, and if the address is typed in capitals.
    expect(
      await storm(400, (n) => wrong(n % 2 ? 'nobody@example.org' : 'NOBODY@example.org', at1('192.0.2.9'))),
    ).toEqual({
      refused: 390,
      checked: 10,
    });
    const botnet = (count: number) => storm(count, (n) => wrong('many@example.org', at1(`10.0.${n >> 8}.${n & 255}`)));
    expect(await botnet(400)).toEqual({ refused: 380, checked: 20 });
    at = new Date(at.getTime() + 30 * minute);
    await expect(enter('one@example.org')).resolves.not.toBeNull();
    // In a whole day, a hundred guesses are checked, and a few more that are available again meanwhile.
    let guessed = 0;
    for (let hours = 0; hours < 12; hours++) {
      at = new Date(at.getTime() + 60 * minute);
      guessed += (await botnet(60)).checked;
    }
    expect(guessed).toBeLessThanOrEqual(150);
  });

  it('counts guesses from one address at all accounts together', async () => {
    const spray = at1('198.51.100.1');
    const attempt = (n: number) => enter(`person${n}@example.org`, spray, undefined, 'password1234');
    // In two waves, because only a few attempts at once can wait for their password to be hashed.
    expect(await storm(30, attempt)).toEqual({ refused: 0, checked: 30 });
    expect(await storm(370, (n) => attempt(30 + n))).toEqual({ refused: 340, checked: 30 });
  });

  it('does not count an attempt that could not be evaluated, such as when the server is busy', async () => {
    const session = hashToken('a session');
    const guess = async (check: () => Promise<boolean>) => (await admitOwnPassword(app, session)).evaluate(check);
    for (let times = 0; times < 20; times++)
      await expect(guess(() => Promise.reject(new AppError('busy')))).rejects.toMatchObject({ code: 'busy' });
    for (let times = 0; times < 10; times++) expect(await guess(async () => false)).toBe(false);
    await expect(guess(async () => true)).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it('never keeps the owner out of a browser in which they signed in before', async () => {
    const { device } = await join('owner@example.org');
    const attack = (known?: string) =>
      storm(100, (n) => enter('owner@example.org', at1(`10.1.0.${n}`), known, 'not the password'));
    await attack();
    await attack('a made-up token');
    await expect(enter('owner@example.org', at1('203.0.113.5'))).rejects.toMatchObject({ code: 'too_many_attempts' });
    const opened = (await enter('owner@example.org', at1('203.0.113.5'), device))!;
    expect(opened.device.token).toBe(device);
    // The owner's known browser also signs in from the address that the attacker uses.
    await expect(enter('owner@example.org', at1('10.1.0.1'), device)).resolves.not.toBeNull();
    // Someone who uses the known browser can guess ten times. These guesses do not count for other browsers.
    expect(await storm(50, () => enter('owner@example.org', home, device, 'not the password'))).toEqual({
      refused: 40,
      checked: 10,
    });
    // A browser is known for the accounts that used it, and for no other.
    await join('stranger@example.org');
    await storm(100, (n) => enter('stranger@example.org', at1(`10.2.0.${n}`), undefined, 'not the password'));
    await expect(enter('stranger@example.org', home, device)).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it('lets the owner in with a link from an administrator, whatever strangers try', async () => {
    const { accountId, device } = await join('rescued@example.org');
    await storm(100, (n) => enter('rescued@example.org', at1(`10.3.0.${n}`), undefined, 'not the password'));
    const { token } = await run(app, createPasswordLink, administrator, { accountId });
    const used = await run(app, spendLink, null, { token: token!, password: 'another row of words' });
    await expect(
      enter('rescued@example.org', home, used.device!.token, 'another row of words'),
    ).resolves.not.toBeNull();
    await expect(enter('rescued@example.org', home, device, 'another row of words')).rejects.toMatchObject({
      code: 'too_many_attempts',
    });
  });

  it('forgets other browsers after a new password, and all of them after signing out everywhere', async () => {
    const attack = () =>
      storm(100, (n) => enter('leaves@example.org', at1(`10.4.0.${n}`), undefined, 'not the password'));
    const { device } = await join('leaves@example.org');
    const here = (await enter('leaves@example.org', home, device))!;
    const other = (await enter('leaves@example.org', at1('192.0.2.2')))!;
    expect(other.device.token).not.toBe(device);
    const { principal } = (await findSession(db().read, here.token, at))!;
    await attack();
    await run(app, changePassword, principal, {
      current: password,
      password,
      token: here.token,
      device: here.device.token,
    });
    await expect(enter('leaves@example.org', home, other.device.token)).rejects.toMatchObject({
      code: 'too_many_attempts',
    });
    const again = (await enter('leaves@example.org', home, device))!;
    const session = (await findSession(db().read, again.token, at))!;
    await run(app, signOut, session.principal, { token: again.token, everywhere: true });
    await expect(enter('leaves@example.org', home, device)).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it('evaluates ten guesses of one session at its own password at first, in all forms together', () =>
    // An account can have nine writes at once. If hashing took no time, the ten guesses would be ten writes at once.
    atUsualCost(async () => {
      await join('session@example.org');
      const [thief, owner] = [(await enter('session@example.org'))!, (await enter('session@example.org'))!];
      const { principal } = (await findSession(db().read, thief.token, at))!;
      const change = (token: string, current: string) =>
        run(app, changePassword, principal, { current, password: 'another row of words', token }).catch(
          (error: unknown) => {
            if ((error as { code: string }).code !== 'invalid_input') throw error;
          },
        );
      const unlock = (token: string, typed: string) =>
        run(app, unlockSeal, principal, { password: typed, tokenHash: hashToken(token) });
      expect(await storm(400, (n) => (n % 2 ? change(thief.token, 'wrong') : unlock(thief.token, 'wrong')))).toEqual({
        refused: 390,
        checked: 10,
      });
      expect(await unlock(owner.token, password)).toBe(true);
      // A correct password does not count as an attempt.
      for (let times = 0; times < 12; times++) expect(await unlock(owner.token, password)).toBe(true);
      // In the first nine hours, 30 guesses are evaluated, and a few more that are available again meanwhile.
      let guessed = 10;
      for (let hours = 0; hours < 8; hours++) {
        at = new Date(at.getTime() + 60 * minute);
        // An account can have nine writes at once.
        guessed += (await storm(9, () => unlock(thief.token, 'wrong'))).checked;
      }
      expect(guessed).toBeGreaterThanOrEqual(30);
      expect(guessed).toBeLessThanOrEqual(40);
    }));
});

onBothDatabases('the setup link', (db) => {
  const app = () => testApp(db());
  const link = async () => (await run(app(), createSetupLink, systemPrincipal, {}))!.token;
  const use = (token: string, email = 'setup@example.org', on = app()) =>
    run(on, spendLink, null, { token, email, name: 'S', password });

  it('allows ten attempts that fail, and refuses more', async () => {
    await run(app(), inviteAccount, administrator, { email: 'taken@example.org', name: 'T', roles: ['monitor'] });
    const [token, one] = [await link(), app()];
    const done = await Promise.allSettled(Array.from({ length: 40 }, () => use(token, 'taken@example.org', one)));
    const codes = done.map((each) => (each as PromiseRejectedResult).reason as { code: string });
    expect(codes.filter(({ code }) => code === 'account_link_spent')).toHaveLength(10);
    expect(codes.filter(({ code }) => code === 'too_many_attempts')).toHaveLength(30);
  });

  it('works until there is an administrator, however that account was created', async () => {
    await run(app(), inviteAccount, administrator, { email: 'm@example.org', name: 'M', roles: ['monitor'] });
    const first = await link();
    // This is what `kronika account add --role administrator` does.
    const { accountId } = await run(app(), inviteAccount, systemPrincipal, {
      email: 'cli@example.org',
      name: 'C',
      roles: ['administrator'],
    });
    await expect(use(first)).rejects.toMatchObject({ code: 'account_link_spent' });
    expect(await run(app(), createSetupLink, systemPrincipal, {})).toBeNull();

    await db().transaction((tx) =>
      tx
        .updateTable('account')
        .set({ roles: ['monitor'] })
        .where('id', '=', accountId)
        .execute(),
    );
    const second = await link();
    await run(app(), changeAccount, administrator, { accountId, version: 1, name: 'C', roles: ['administrator'] });
    await expect(use(second)).rejects.toMatchObject({ code: 'account_link_spent' });

    // The account is written without any operation, as when a backup is restored.
    const restored = await db().transaction(async (tx) => {
      await tx
        .updateTable('account')
        .set({ roles: ['monitor'] })
        .where('id', '=', accountId)
        .execute();
      return tx.selectFrom('account').select('id').where('email', '=', 'm@example.org').executeTakeFirstOrThrow();
    });
    const third = await link();
    await db().transaction((tx) =>
      tx
        .updateTable('account')
        .set({ roles: ['administrator'] })
        .where('id', '=', restored.id)
        .execute(),
    );
    await expect(use(third)).rejects.toMatchObject({ code: 'account_link_spent' });
  });
});
