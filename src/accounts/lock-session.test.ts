import { afterEach, expect, it, vi } from 'vitest';
import { run, systemPrincipal, type App } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { administrator, testApp } from '../platform/testing/test-app.ts';
import { inviteAccount } from './invitations.ts';
import { lockSession, unlockSession } from './lock-session.ts';
import { identityOf, lockAfter } from './seal-keys.ts';
import { hashToken } from './secrets.ts';
import { noteSessionUse } from './sessions.ts';
import { continueSession, findSession, signIn } from './sign-in.ts';
import { unlockSeal } from './unlock-seal.ts';
import { useLink as spendLink } from './use-link.ts';

const password = 'a few words in a row';
const minute = 60_000;

onBothDatabases('a session that is not used', (db) => {
  let at = new Date('2026-01-01T12:00:00Z');
  let app: App;
  let count = 0;
  afterEach(() => void vi.useRealTimers());
  const later = (ms: number): void => void (at = new Date(at.getTime() + ms));

  const join = async () => {
    app ??= testApp(db(), { now: () => at });
    const email = `locked${++count}@example.org`;
    const { token: link } = await run(app, inviteAccount, administrator, { email, name: 'Aida', roles: ['monitor'] });
    await run(app, spendLink, null, { token: link!, password });
    const opened = await run(app, signIn, null, { email, password });
    if (!opened || opened.secondStep) throw new Error('The account is new.');
    const { token } = opened;
    const tokenHash = hashToken(token);
    const { principal } = (await findSession(db().read, token, at))!;
    return {
      token,
      tokenHash,
      principal,
      request: async (use = true) => (await continueSession(app, token, use))!.locked,
      unlock: (typed = password) => run(app, unlockSession, principal, { password: typed, tokenHash }),
    };
  };

  it('is locked after 15 minutes, and its key is forgotten; the password continues it and opens the key', async () => {
    const one = await join();
    const key = identityOf(one.tokenHash);
    expect(key).toMatch(/^AGE-SECRET-KEY/);
    later(lockAfter - 1);
    expect([await one.request(), identityOf(one.tokenHash)]).toEqual([false, key]);
    later(lockAfter - 1);
    expect(await one.request()).toBe(false);
    later(lockAfter);
    expect([await one.request(), identityOf(one.tokenHash)]).toEqual([true, null]);
    // Requests to a locked session do not extend it.
    later(minute);
    expect([await one.request(), await one.unlock('not the password'), await one.request()]).toEqual([
      true,
      false,
      true,
    ]);
    expect(identityOf(one.tokenHash)).toBeNull();
    expect([await one.unlock(), await one.request(), identityOf(one.tokenHash)]).toEqual([true, false, key]);
  });

  it('does not count what an open page sends by itself as use', async () => {
    const one = await join();
    for (let minutes = 0; minutes < 15; minutes++) {
      expect(await one.request(false)).toBe(false);
      later(minute);
    }
    expect(await one.request(false)).toBe(true);
  });

  it('can be locked at once, and stays so whatever is requested', async () => {
    const [one, other] = [await join(), await join()];
    await run(app, lockSession, one.principal, { tokenHash: one.tokenHash });
    expect([await one.request(), identityOf(one.tokenHash), await other.request()]).toEqual([true, null, false]);
    await run(app, noteSessionUse, systemPrincipal, { tokenHash: one.tokenHash });
    expect(await one.request()).toBe(true);
    expect([await one.unlock(), await one.request()]).toEqual([true, false]);
  });

  it('ends after 8 hours, and then no password continues it', async () => {
    const one = await join();
    later(8 * 60 * minute);
    expect(await continueSession(app, one.token, true)).toBeNull();
    await expect(one.unlock()).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(identityOf(one.tokenHash)).toBeNull();
  });

  it('accepts ten wrong passwords an hour', async () => {
    const one = await join();
    later(lockAfter);
    for (let tries = 0; tries < 10; tries++) expect(await one.unlock('not the password')).toBe(false);
    await expect(one.unlock()).rejects.toMatchObject({ code: 'too_many_attempts' });
    later(6 * minute);
    expect(await one.unlock()).toBe(true);
  });

  it('loses its key in memory without any request', async () => {
    const one = await join();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await run(app, unlockSeal, one.principal, { password, tokenHash: one.tokenHash });
    vi.advanceTimersByTime(lockAfter - 1);
    await one.request();
    vi.advanceTimersByTime(lockAfter - 1);
    expect(identityOf(one.tokenHash)).not.toBeNull();
    await one.request(false);
    vi.advanceTimersByTime(1);
    expect(identityOf(one.tokenHash)).toBeNull();
  });
});
