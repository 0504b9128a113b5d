import { expect, it } from 'vitest';
import { run, systemPrincipal, type App, type Operation, type Principal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { deferred } from '../platform/testing/deferred.ts';
import { administrator, testApp } from '../platform/testing/test-app.ts';
import { untilWaiting } from '../platform/testing/until-waiting.ts';
import { changeAccount, changePassword } from './change-account.ts';
import { changeLanguage } from './change-language.ts';
import { changeOwnEmail } from './change-email.ts';
import { addAuthenticator, beginSetup } from './factors/authenticator.ts';
import { factorsOf } from './factors/factors.ts';
import { addPasskey, creationOptions, requestOptions } from './factors/passkeys.ts';
import { signInWithPasskey } from './factors/passkey-sign-in.ts';
import { softPasskey } from './testing/soft-passkey.ts';
import { finishSignIn } from './factors/second-step.ts';
import { codeOf, stepAt } from './factors/totp.ts';
import { requireSecondStep } from './factors/require-second-step.ts';
import { inviteAccount } from './invitations.ts';
import { createPasswordLink } from './links.ts';
import { lockSession, unlockSession } from './lock-session.ts';
import { principalById } from './principal-by-id.ts';
import { identityOf } from './seal-keys.ts';
import { hashToken } from './secrets.ts';
import { listSessions, noteSessionUse } from './sessions.ts';
import { continueSession, findSession, signIn, signOut } from './sign-in.ts';
import { createToken } from './tokens/create-token.ts';
import { findToken, listTokens } from './tokens/find-token.ts';
import { revokeToken } from './tokens/revoke-token.ts';
import { useLink as spendLink } from './use-link.ts';
import type { Role } from './tables.ts';

const password = 'a few words in a row';
const other = 'another row of words';

onBothDatabases('access to the desk', (db, kind) => {
  let at = new Date('2026-01-01T12:00:00Z');
  let app: App;
  let count = 0;

  const join = async (...roles: Role[]) => {
    app ??= testApp(db(), { now: () => at });
    const email = `ends${++count}@example.org`;
    const { token, accountId } = await run(app, inviteAccount, administrator, { email, name: 'Aida', roles });
    await run(app, spendLink, null, { token: token!, password });
    const enter = async (): Promise<{ token: string; principal: Principal }> => {
      const opened = await run(app, signIn, null, { email, password });
      if (!opened || opened.secondStep) throw new Error('No account here has a second step.');
      return { token: opened.token, principal: (await findSession(db().read, opened.token, at))!.principal };
    };
    const sessions = async () => (await listSessions(db().read, accountId, at)).length;
    const close = async (change: { roles?: Role[]; disabled?: boolean }) => {
      const { version } = await db()
        .read.selectFrom('account')
        .select('version')
        .where('id', '=', accountId)
        .executeTakeFirstOrThrow();
      await run(app, changeAccount, administrator, { accountId, version, name: 'Aida', roles, ...change });
    };
    return { email, accountId, enter, sessions, close };
  };
  type Person = Awaited<ReturnType<typeof join>>;

  /** The operation, but `happens` runs after the input was checked and before the operation writes. */
  const during = <S extends Parameters<typeof run>[1]['input'], R, P>(
    operation: Operation<S, R, P>,
    happens: () => Promise<unknown>,
  ): Operation<S, R, P> => ({
    ...operation,
    async prepare(given) {
      const prepared = (await operation.prepare?.(given)) as P;
      await happens();
      return prepared;
    },
  });

  const feed = { name: 'Feed', scopes: ['read:desk' as const], days: 30 };
  const ends: Record<string, (one: Person, session: { token: string; principal: Principal }) => Promise<unknown>> = {
    'by signing out': (_, { token, principal }) => run(app, signOut, principal, { token }),
    'by signing out everywhere': async (one) => {
      const { token, principal } = await one.enter();
      await run(app, signOut, principal, { token, everywhere: true });
    },
    'when the password changes': async (one) => {
      const { token, principal } = await one.enter();
      await run(app, changePassword, principal, { current: password, password: other, token });
    },
    'when a link for a new password is created': ({ accountId }) =>
      run(app, createPasswordLink, administrator, { accountId }),
    'when the account is closed': (one) => one.close({ disabled: true }),
  };
  for (const [how, end] of Object.entries(ends))
    it(`that ends ${how} also ends for a request that is running, which then writes nothing`, async () => {
      const one = await join('monitor');
      const session = await one.enter();
      const creating = during(createToken, () => end(one, session));
      await expect(run(app, creating, session.principal, feed)).rejects.toMatchObject({ code: 'not_signed_in' });
      expect((await listTokens(db().read, at, one.accountId)).length).toBe(0);
      const speaking = run(app, changeLanguage, session.principal, { language: 'ru' });
      await expect(speaking).rejects.toMatchObject({ code: 'not_signed_in' });
    });

  it('with an API token also ends for a request that is running when the token is revoked', async () => {
    const one = await join('monitor');
    const { principal } = await one.enter();
    const { id, token } = await run(app, createToken, principal, feed);
    const holder = (await findToken(db().read, token, at))!;
    const speaking = during(changeLanguage, () => run(app, revokeToken, principal, { token: id }));
    await expect(run(app, speaking, holder.principal, { language: 'ru' })).rejects.toMatchObject({
      code: 'token_invalid',
    });
    expect((await run(app, changeLanguage, principal, { language: 'kk' })) ?? null).toBeNull();
  });

  it('ends for a job that works for someone when they lose the role or their account is closed', async () => {
    await join('administrator');
    const one = await join('administrator', 'monitor');
    const worker = await principalById(db().read, one.accountId, 'system');
    const inviting = during(inviteAccount, () => one.close({ roles: ['monitor'] }));
    const invited = { email: `invited${++count}@example.org`, name: 'Thief', roles: ['administrator' as const] };
    await expect(run(app, inviting, worker, invited)).rejects.toMatchObject({ code: 'not_permitted' });
    await run(app, changeLanguage, worker, { language: 'ru' });
    const speaking = during(changeLanguage, () => one.close({ disabled: true }));
    await expect(run(app, speaking, worker, { language: 'kk' })).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('that needs a role also ends for a request that is running when the person loses the role', async () => {
    await join('administrator');
    const one = await join('administrator', 'monitor');
    const { principal } = await one.enter();
    const email = `invited${++count}@example.org`;
    const inviting = during(inviteAccount, () => one.close({ roles: ['monitor'] }));
    const asked = run(app, inviting, principal, { email, name: 'Thief', roles: ['administrator'] });
    await expect(asked).rejects.toMatchObject({ code: 'not_permitted' });
    await expect(run(app, signIn, null, { email, password })).resolves.toBeNull();
  });

  it('is not opened if the password was replaced or the account closed while the password was compared', async () => {
    const one = await join('monitor');
    const owner = await one.enter();
    const replaced = during(signIn, () =>
      run(app, changePassword, owner.principal, { current: password, password: other, token: owner.token }),
    );
    expect(await run(app, replaced, null, { email: one.email, password })).toBeNull();
    expect(await one.sessions()).toBe(1);
    const closed = during(signIn, () => one.close({ disabled: true }));
    expect(await run(app, closed, null, { email: one.email, password: other })).toBeNull();
    expect(await one.sessions()).toBe(0);
  });

  it('ends for the second of two sessions that change the password at the same moment', async () => {
    const one = await join('monitor');
    const two = [await one.enter(), await one.enter()];
    const both = await Promise.allSettled(
      two.map(({ token, principal }, n) =>
        run(app, changePassword, principal, { current: password, password: `${other} ${n}`, token }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((each) => each.status === 'rejected')!;
    expect(refused.reason).toMatchObject({ code: 'not_signed_in' });
    expect(await one.sessions()).toBe(1);
  });

  it('does not remain if people sign in by passkey while the account is being closed, and no sign-in ends in an error', async () => {
    const one = await join('monitor');
    const { principal } = await one.enter();
    const origin = 'https://localhost';
    const place = { host: 'localhost', origins: [origin] };
    const session = (principal.access as { session: Uint8Array }).session;
    const device = softPasskey(origin);
    const { accountId, email } = one;
    const asked = { accountId, host: place.host, session, email, name: 'Aida', site: 'The Paper' };
    const passkey = device.create(await creationOptions(app, asked));
    await run(app, addPasskey, principal, { name: 'Key', passkey, place, session });
    const entering = await Promise.all(
      Array.from({ length: 12 }, async () =>
        device.use(await requestOptions(app, { use: 'sign-in', of: null, host: place.host }, null)),
      ),
    );
    const settled = await Promise.allSettled([
      ...entering.slice(0, 4).map((answer) => run(app, signInWithPasskey, null, { passkey: answer, place })),
      one.close({ disabled: true }),
      ...entering.slice(4).map((answer) => run(app, signInWithPasskey, null, { passkey: answer, place })),
    ]);
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await one.sessions()).toBe(0);
  });

  it('with one email address is given to only one of two who ask for the address at the same moment', async () => {
    const two = [await join('monitor'), await join('monitor')];
    const email = `wanted${++count}@example.org`;
    const entered = await Promise.all(two.map((one) => one.enter()));
    const changed = await Promise.allSettled(
      entered.map(({ principal }) => run(app, changeOwnEmail, principal, { email })),
    );
    const refused = changed.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toEqual([
      expect.objectContaining({ fields: [{ path: 'email', message: 'errors.field.email.taken' }] }),
    ]);
    const invited = await Promise.allSettled(
      [1, 2].map((n) =>
        run(app, inviteAccount, administrator, { email: `x${email}`, name: `${n}`, roles: ['monitor'] }),
      ),
    );
    expect(invited.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))).toEqual([
      expect.objectContaining({ code: 'invalid_input' }),
    ]);
  });

  // The tests from here on check what docs/accounts.md says about two-step sign-in, fresh proofs and locking.

  it('is not given by a password alone: not by the first step, not by a reused code, and not while a required second step is not set up', async () => {
    const one = await join('monitor');
    const boss = await join('administrator');
    await run(app, requireSecondStep, administrator, { roles: ['monitor'] });
    const early = (await run(app, signIn, null, { email: one.email, password }))!;
    expect((await findSession(db().read, early.token, at))!.mustSetUp).toBe(true);
    expect((await findSession(db().read, (await boss.enter()).token, at))!.mustSetUp).toBe(false);
    const { principal } = (await findSession(db().read, early.token, at))!;
    const { setup, secret } = await beginSetup(app, one.accountId);
    const thief = await run(app, signIn, null, { email: one.email, password });
    await run(app, addAuthenticator, principal, { setup, code: codeOf(secret, stepAt(at)) });
    await run(app, requireSecondStep, administrator, { roles: [] });
    // The thief, who had only the password, is signed out. From now on, the password alone opens nothing.
    expect(await findSession(db().read, thief!.token, at)).toBeNull();
    const half = (await run(app, signIn, null, { email: one.email, password }))!;
    expect([half.secondStep, await findSession(db().read, half.token, at)]).toEqual([true, null]);
    await expect(
      run(
        app,
        changePassword,
        { ...principal, access: { session: hashToken(half.token) } },
        {
          current: password,
          password: other,
          token: half.token,
        },
      ),
    ).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(await run(app, finishSignIn, null, { token: half.token, code: codeOf(secret, stepAt(at)) })).toBeNull();
    at = new Date(at.getTime() + 30_000);
    const code = codeOf(secret, stepAt(at));
    expect(await run(app, finishSignIn, null, { token: half.token, code })).toMatchObject({
      token: expect.any(String),
    });
  });

  it('is not continued in a locked session without the password or a passkey; a passkey opens no sealed items, and wrong passwords are limited', async () => {
    const one = await join('monitor');
    const { token, principal } = await one.enter();
    const tokenHash = hashToken(token);
    const origin = 'https://localhost';
    const place = { host: 'localhost', origins: [origin] };
    const add = async (device: ReturnType<typeof softPasskey>) => {
      const asked = { ...one, host: place.host, session: tokenHash, name: 'Aida', site: 'The Paper' };
      const passkey = device.create(await creationOptions(app, asked));
      await run(app, addPasskey, principal, { name: 'Key', passkey, place, session: tokenHash });
      return async () => {
        const options = await requestOptions(app, { use: 'unlock', of: tokenHash, host: place.host }, one.accountId);
        return { passkey: device.use(options), place };
      };
    };
    const [owner, unchecked] = [await add(softPasskey(origin)), await add(softPasskey(origin, { checked: false }))];
    const unlock = (how: { password?: string; passkey?: Awaited<ReturnType<typeof owner>> }) =>
      run(app, unlockSession, principal, { tokenHash, ...how });
    const isLocked = async () => (await continueSession(app, token, true))!.locked;
    await run(app, lockSession, principal, { tokenHash });
    // A thief has only the cookie: each request with it finds the session locked.
    expect([await isLocked(), await isLocked(), identityOf(tokenHash)]).toEqual([true, true, null]);
    expect(await unlock({ passkey: await unchecked() })).toBe(false);
    const answer = await owner();
    expect([await unlock({ passkey: answer }), await isLocked(), identityOf(tokenHash)]).toEqual([true, false, null]);
    await run(app, lockSession, principal, { tokenHash });
    // The answer of a passkey can be used only once.
    expect([await unlock({ passkey: answer }), await isLocked()]).toEqual([false, true]);
    expect([await unlock({ password }), await isLocked()]).toEqual([true, false]);
    expect(identityOf(tokenHash)).toMatch(/^AGE-SECRET-KEY/);
    await run(app, lockSession, principal, { tokenHash });
    const wrong = () => unlock({ password: 'not the password' }).catch(({ code }: { code: string }) => code);
    let [evaluated, refused] = [0, 0];
    for (let hours = 0; hours < 5; hours += 1) {
      for (let tries = 0; tries < 11; tries += 1)
        if ((await wrong()) === false) evaluated += 1;
        else refused += 1;
      at = new Date(at.getTime() + 3_600_000);
      await run(app, noteSessionUse, systemPrincipal, { tokenHash });
    }
    // The budget is 30 wrong passwords. Six of them are available again after five hours, and all of them after 24
    // hours.
    expect([evaluated > 10 && evaluated <= 36, refused > 0]).toEqual([true, true]);
    await run(app, signOut, principal, { token });
    expect(await continueSession(app, token, true)).toBeNull();
  });

  it('uses up only one recovery code if several are sent at once for one sign-in', async () => {
    const one = await join('monitor');
    const { principal } = await one.enter();
    const { setup, secret } = await beginSetup(app, one.accountId);
    const { codes } = await run(app, addAuthenticator, principal, { setup, code: codeOf(secret, stepAt(at)) });
    const half = (await run(app, signIn, null, { email: one.email, password }))!;
    const sent = codes!.slice(0, 4).map((code) => run(app, finishSignIn, null, { token: half.token, code }));
    const opened = await Promise.all(sent);
    expect(opened.filter((each) => each === 'ended').length).toBe(3);
    expect((await factorsOf(db().read, one.accountId)).codes).toBe(9);
  });

  it.runIf(kind === 'server')('that ends everywhere also ends for a sign-in that is just being committed', async () => {
    const one = await join('monitor');
    const { accountId } = one;
    const first = await one.enter();
    const { setup, secret } = await beginSetup(app, accountId);
    await run(app, addAuthenticator, first.principal, { setup, code: codeOf(secret, stepAt(at)) });
    at = new Date(at.getTime() + 60_000);
    const half = (await run(app, signIn, null, { email: one.email, password }))!;
    const [holds, go] = [deferred(), deferred()];
    const finishing: typeof finishSignIn = {
      ...finishSignIn,
      async write(given) {
        const opened = await finishSignIn.write(given);
        holds.open();
        await go.opened;
        return opened;
      },
    };
    const entering = run(app, finishing, null, { token: half.token, code: codeOf(secret, stepAt(at)) });
    await holds.opened;
    const ending = run(app, signOut, first.principal, { token: first.token, everywhere: true });
    await untilWaiting(db(), 1);
    go.open();
    expect(await entering).toMatchObject({ token: expect.any(String) });
    await ending;
    expect(await one.sessions()).toBe(0);
  });
});
