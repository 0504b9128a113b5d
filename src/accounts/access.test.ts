import { expect, it } from 'vitest';
import { run, type App, type Operation, type Principal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { door } from '../platform/testing/door.ts';
import { administrator, testApp } from '../platform/testing/test-app.ts';
import { changeAccount, changePassword } from './change-account.ts';
import { changeLanguage } from './change-language.ts';
import { addAuthenticator, beginSetup } from './factors/authenticator.ts';
import { finishSignIn } from './factors/second-step.ts';
import { codeOf, stepAt } from './factors/totp.ts';
import { inviteAccount } from './invitations.ts';
import { createPasswordLink } from './links.ts';
import { listSessions } from './sessions.ts';
import { findSession, signIn, signOut } from './sign-in.ts';
import { createToken } from './tokens/create-token.ts';
import { findToken, listTokens } from './tokens/find-token.ts';
import { revokeToken } from './tokens/revoke-token.ts';
import { useLink as spendLink } from './use-link.ts';
import type { Role } from './tables.ts';

const password = 'a few words in a row';
const other = 'another row of words';

onBothDatabases('access that ends', (db, kind) => {
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
      if (!opened || opened.secondStep) throw new Error('It has one step.');
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

  /** The operation, with something that happens after its input was checked and before it writes. */
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
    'with another password': async (one) => {
      const { token, principal } = await one.enter();
      await run(app, changePassword, principal, { current: password, password: other, token });
    },
    'with a link for a new password': ({ accountId }) => run(app, createPasswordLink, administrator, { accountId }),
    'with the account': (one) => one.close({ disabled: true }),
  };
  for (const [how, end] of Object.entries(ends))
    it(`${how} also ends for a request that is running: it writes nothing`, async () => {
      const one = await join('monitor');
      const session = await one.enter();
      const creating = during(createToken, () => end(one, session));
      await expect(run(app, creating, session.principal, feed)).rejects.toMatchObject({ code: 'not_signed_in' });
      expect((await listTokens(db().read, at, one.accountId)).length).toBe(0);
      const speaking = run(app, changeLanguage, session.principal, { language: 'ru' });
      await expect(speaking).rejects.toMatchObject({ code: 'not_signed_in' });
    });

  it('of a program ends for a request that is running', async () => {
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

  it('with a role ends for a request that is running', async () => {
    await join('administrator');
    const one = await join('administrator', 'monitor');
    const { principal } = await one.enter();
    const email = `invited${++count}@example.org`;
    const inviting = during(inviteAccount, () => one.close({ roles: ['monitor'] }));
    const asked = run(app, inviting, principal, { email, name: 'Thief', roles: ['administrator'] });
    await expect(asked).rejects.toMatchObject({ code: 'not_permitted' });
    await expect(run(app, signIn, null, { email, password })).resolves.toBeNull();
  });

  it('is not opened with a password that was replaced, or an account that was closed, while it was compared', async () => {
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

  it('ends for two who end it at the same moment: the second is signed out', async () => {
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

  it.runIf(kind === 'server')('waits for a sign-in that is being committed, and ends it too', async () => {
    const one = await join('monitor');
    const { accountId } = one;
    const first = await one.enter();
    const { setup, secret } = await beginSetup(app, accountId);
    await run(app, addAuthenticator, first.principal, { setup, code: codeOf(secret, stepAt(at)) });
    at = new Date(at.getTime() + 60_000);
    const half = (await run(app, signIn, null, { email: one.email, password }))!;
    const [holds, go] = [door(), door()];
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
    const waits = async () => (await db().executeSql(`select from pg_locks where not granted`)).rows.length;
    await expect.poll(waits).toBe(1);
    go.open();
    expect(await entering).toMatchObject({ token: expect.any(String) });
    await ending;
    expect(await one.sessions()).toBe(0);
  });
});
