import { expect, it } from 'vitest';
import { systemPrincipal, run, type Principal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { administrator, monitor, testApp } from '../platform/testing/test-app.ts';
import { changeAccount, changePassword, listAccounts } from './change-account.ts';
import { inviteAccount } from './invitations.ts';
import { createPasswordLink, createSetupLink, findLink } from './links.ts';
import { unlockSession } from './lock-session.ts';
import { purgeAccounts } from './purge.ts';
import { identityOf } from './seal-keys.ts';
import { hashToken } from './secrets.ts';
import { continueSession, findSession, signIn, signOut } from './sign-in.ts';
import { endSession } from './end-session.ts';
import { listSessions } from './sessions.ts';
import { createToken } from './tokens/create-token.ts';
import { findToken } from './tokens/find-token.ts';
import { useLink as spendLink } from './use-link.ts';

const password = 'a few words in a row';
const day = 86_400_000;

onBothDatabases('accounts', (db) => {
  let at = new Date('2026-01-01T12:00:00Z');
  const app = () => testApp(db(), { now: () => at });
  const join = async (email: string, role: 'administrator' | 'editor' | 'monitor' = 'monitor') => {
    const { token, accountId } = await run(app(), inviteAccount, administrator, {
      email,
      name: 'Aida Serik',
      roles: [role],
    });
    await run(app(), spendLink, null, { token: token!, password });
    return accountId;
  };
  const enter = async (email: string) => (await run(app(), signIn, null, { email, password }))!.token;

  it('create the first administrator with a link that works once, and create no such link afterwards', async () => {
    const first = (await run(app(), createSetupLink, systemPrincipal, {}))!.token;
    const second = (await run(app(), createSetupLink, systemPrincipal, {}))!.token;
    await expect(
      run(app(), spendLink, null, { token: first, email: 'a@example.org', name: 'A', password }),
    ).rejects.toMatchObject({ code: 'account_link_spent' });
    await expect(run(app(), spendLink, null, { token: second, password })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'email' }, { path: 'name' }],
    });
    await run(app(), spendLink, null, { token: second, email: 'a@example.org', name: 'A', password });
    await expect(
      run(app(), spendLink, null, { token: second, email: 'b@example.org', name: 'B', password }),
    ).rejects.toMatchObject({ code: 'account_link_spent' });
    expect(await run(app(), createSetupLink, systemPrincipal, {})).toBeNull();
  });

  it('are given to only one of two people who use their link at once', async () => {
    const { token } = await run(app(), inviteAccount, administrator, {
      email: 'twice@example.org',
      name: 'T',
      roles: ['monitor'],
    });
    const both = await Promise.allSettled([
      run(app(), spendLink, null, { token: token!, password }),
      run(app(), spendLink, null, { token: token!, password: 'another row of words' }),
    ]);
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('have sessions that end by signing out here or everywhere, by age, and when the account is closed', async () => {
    const accountId = await join('ended@example.org');
    const [one, two, three] = [
      await enter('ended@example.org'),
      await enter('ENDED@example.org '),
      await enter('ended@example.org'),
    ];
    const session = (await findSession(db().read, one!, at))!;
    expect(session.principal).toMatchObject({ accountId, roles: ['monitor'] });
    expect(identityOf(hashToken(one!))).toMatch(/^AGE-SECRET-KEY-/);
    await run(app(), signOut, session.principal, { token: one! });
    expect(await findSession(db().read, one!, at)).toBeNull();
    expect(identityOf(hashToken(one!))).toBeNull();
    expect(await findSession(db().read, two!, at)).not.toBeNull();
    expect(await findSession(db().read, two!, new Date(at.getTime() + 15 * day))).toBeNull();
    const { principal } = (await findSession(db().read, two!, at))!;
    await run(app(), signOut, principal, { token: two!, everywhere: true });
    expect(await findSession(db().read, three!, at)).toBeNull();
    const four = await enter('ended@example.org');
    await run(app(), changeAccount, administrator, {
      accountId,
      version: 2,
      name: 'Aida',
      roles: ['monitor'],
      disabled: true,
    });
    expect(await findSession(db().read, four, at)).toBeNull();
    expect(await run(app(), signIn, null, { email: 'ended@example.org', password })).toBeNull();
  });

  it('are stored without a password, token or typed address in plain text', async () => {
    await join('clear@example.org');
    const token = await enter('clear@example.org');
    await run(app(), signIn, null, { email: 'nobody-at-all@example.org', password: 'wrong' });
    const dump = JSON.stringify([
      await db().read.selectFrom('account').selectAll().execute(),
      await db().read.selectFrom('session').selectAll().execute(),
      await db().read.selectFrom('one_time_link').selectAll().execute(),
      await db().read.selectFrom('known_device').selectAll().execute(),
      (await db().executeSql('select * from budget')).rows,
      await db().read.selectFrom('change').selectAll().execute(),
    ]);
    for (const secret of [password, token, 'nobody-at-all']) expect(dump).not.toContain(secret);
    const account = await db()
      .read.selectFrom('account')
      .select('password_hash')
      .where('email', '=', 'clear@example.org')
      .executeTakeFirstOrThrow();
    expect(account.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('have one new session after a change of password, and the session keeps the key to sealed items', async () => {
    await join('changes@example.org');
    const [here, there] = [await enter('changes@example.org'), await enter('changes@example.org')];
    const { principal } = (await findSession(db().read, here!, at))!;
    const key = identityOf(hashToken(here!));
    await expect(
      run(app(), changePassword, principal, { current: 'wrong', password: 'another row of words', token: here }),
    ).rejects.toMatchObject({ fields: [{ path: 'current' }] });
    const changed = { current: password, password: 'another row of words', token: here! };
    const { token } = await run(app(), changePassword, principal, changed);
    expect(identityOf(hashToken(token))).toBe(key);
    for (const [one, open] of [
      [here!, false],
      [there!, false],
      [token, true],
    ] as const)
      expect((await findSession(db().read, one, at)) !== null).toBe(open);
    const again = (await run(app(), signIn, null, {
      email: 'changes@example.org',
      password: 'another row of words',
    }))!.token;
    expect(identityOf(hashToken(again))).toBe(key);
  });

  const ways: [string, (as: Principal, access: { token: string; accountId: number }) => Promise<unknown>][] = [
    [
      'a new password',
      (as, { token }) => run(app(), changePassword, as, { current: password, password: 'another row of words', token }),
    ],
    ['signing out everywhere', (as, { token }) => run(app(), signOut, as, { token, everywhere: true })],
    [
      'a reset by an administrator',
      (_as, { accountId }) => run(app(), createPasswordLink, administrator, { accountId }),
    ],
    [
      'a closed account',
      (_as, { accountId }) =>
        run(app(), changeAccount, administrator, {
          accountId,
          version: 2,
          name: 'Aida',
          roles: ['monitor'],
          disabled: true,
        }),
    ],
  ];
  it.each(ways)('lose all access after %s', async (way, end) => {
    const email = `${way.replaceAll(' ', '-')}@example.org`;
    const accountId = await join(email);
    const spent = (await run(app(), createPasswordLink, administrator, { accountId })).token;
    const [mine, stolen] = [await enter(email), await enter(email)];
    const { principal } = (await findSession(db().read, mine, at))!;
    const program = await run(app(), createToken, principal, { name: 'Feed', scopes: ['read:desk'], days: 30 });
    const known = () => db().read.selectFrom('known_device').selectAll().where('account_id', '=', accountId).execute();
    const open = async () => [
      (await findSession(db().read, stolen, at)) !== null,
      identityOf(hashToken(stolen)) !== null,
      (await findToken(db().read, program.token, at)) !== null,
      (await findLink(db().read, spent!, at)) !== null,
      (await known()).length > 0,
    ];
    expect(await open()).toEqual([true, true, true, true, true]);
    await end(principal, { token: mine, accountId });
    expect(await open()).toEqual([false, false, false, false, false]);
    expect(await findSession(db().read, mine, at)).toBeNull();
  });

  it('always include an administrator, and the later of two people who change an account gets a conflict', async () => {
    const administrators = (await listAccounts(db().read)).filter((account) => account.roles.includes('administrator'));
    expect(administrators).toHaveLength(1);
    const [last] = administrators;
    const change = { accountId: last!.id, version: last!.version, name: last!.name };
    await expect(run(app(), changeAccount, administrator, { ...change, roles: ['editor'] })).rejects.toMatchObject({
      fields: [{ message: 'errors.field.roles.lastAdministrator' }],
    });
    await run(app(), changeAccount, administrator, { ...change, roles: ['administrator', 'editor'] });
    await expect(
      run(app(), changeAccount, administrator, { ...change, roles: ['administrator'] }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      run(app(), inviteAccount, monitor, { email: 'x@example.org', name: 'X', roles: ['monitor'] }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('include an administrator who can sign in, even if two lose the role at the same moment', async () => {
    const open = async () =>
      (await listAccounts(db().read)).filter((one) => one.roles.includes('administrator') && !one.disabled_at);
    const demote = ({ id, version, name }: { id: number; version: number; name: string }) =>
      run(app(), changeAccount, administrator, { accountId: id, version, name, roles: ['editor'] });
    const [first] = await open();
    await run(app(), inviteAccount, administrator, { email: 'i@example.org', name: 'I', roles: ['administrator'] });
    await expect(demote(first!)).rejects.toMatchObject({ code: 'invalid_input' });
    const second = await join('second-administrator@example.org', 'administrator');
    const both = (await open()).filter(({ id }) => id === first!.id || id === second);
    const outcomes = await Promise.allSettled(both.map(demote));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await open()).filter(({ joined }) => joined)).toHaveLength(1);
  });

  it('have a list of sessions with browser and last use; one can be ended, and unused ones end after 8 hours', async () => {
    const email = 'listed@example.org';
    const accountId = await join(email);
    const first = (await run(app(), signIn, null, { email, password, browser: 'Firefox, Linux' }))!.token;
    const { principal } = (await findSession(db().read, first, at))!;
    const unlock = (token: string) => run(app(), unlockSession, principal, { password, tokenHash: hashToken(token) });
    at = new Date(at.getTime() + 7 * 3_600_000);
    const second = (await run(app(), signIn, null, { email, password }))!.token;
    await unlock(first);
    at = new Date(at.getTime() + 60_000);
    await continueSession(app(), second, true);
    const listed = await listSessions(db().read, accountId, at);
    expect(listed.map((one) => [one.browser, at.getTime() - one.used_at.getTime()])).toEqual([
      ['', 0],
      ['Firefox, Linux', 60_000],
    ]);
    const other = await join('other@example.org');
    const stranger = { ...principal, accountId: other };
    await expect(run(app(), endSession, stranger, { session: listed[0]!.id })).rejects.toMatchObject({
      code: 'not_found',
    });
    await run(app(), endSession, principal, { session: listed[0]!.id });
    expect([await continueSession(app(), second, true), identityOf(hashToken(second))]).toEqual([null, null]);
    at = new Date(at.getTime() + 8 * 3_600_000);
    expect([await continueSession(app(), first, true), await listSessions(db().read, accountId, at)]).toEqual([
      null,
      [],
    ]);
  });

  it('lose sessions, links and known browsers that have expired', async () => {
    const accountId = await join('purged@example.org');
    await enter('purged@example.org');
    await run(app(), createPasswordLink, administrator, { accountId });
    at = new Date(at.getTime() + 100 * day);
    await run(app(), purgeAccounts, systemPrincipal, {});
    for (const table of ['session', 'one_time_link', 'known_device'] as const)
      expect(await db().read.selectFrom(table).selectAll().execute(), table).toEqual([]);
  });
});
