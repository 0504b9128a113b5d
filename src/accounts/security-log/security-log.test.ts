import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { changeAccount, changePassword } from '../change-account.ts';
import { lockSession, unlockSession } from '../lock-session.ts';
import { prove } from '../prove.ts';
import { unlockSeal } from '../unlock-seal.ts';
import { inviteAccount } from '../invitations.ts';
import { createPasswordLink } from '../links.ts';
import { purgeAccounts } from '../purge.ts';
import { findSession, signIn, signOut } from '../sign-in.ts';
import { createToken } from '../tokens/create-token.ts';
import { useLink as spendLink } from '../use-link.ts';
import { appendEntries } from './append-entry.ts';
import { securityListener } from './listener.ts';
import { noteExport } from './note-export.ts';
import { listEntries, securityLines, verifyLog } from './read-log.ts';

const password = 'a few words in a row';

onBothDatabases('the security log', (db) => {
  let at = new Date('2024-01-01T12:00:00Z');
  const app = () => testApp(db(), { now: () => at, listeners: [securityListener] });
  const all = async () => (await listEntries(db().read, { limit: 100, offset: 0 })).rows.toReversed();
  const lines = async () => {
    let text = '';
    for await (const some of securityLines(db().read)) text += some;
    return text;
  };

  it('says who signed in or failed, changed passwords, tokens and roles, or exported; but no name, address or secret', async () => {
    const email = 'aida@example.org';
    const { token, accountId } = await run(app(), inviteAccount, administrator, {
      email,
      name: 'Aida Serik',
      roles: ['monitor'],
    });
    await run(app(), spendLink, null, { token: token!, password });
    await run(app(), signIn, null, { email, password: 'not the password' });
    await run(app(), signIn, null, { email: 'nobody@example.org', password });
    const opened = (await run(app(), signIn, null, { email, password }))!.token;
    const { principal } = (await findSession(db().read, opened, at))!;
    const program = await run(app(), createToken, principal, { name: 'Feed', scopes: ['read:desk'], days: 30 });
    await run(app(), noteExport, principal, {});
    await run(app(), signOut, principal, { token: opened, everywhere: true });
    const change = { accountId, name: 'Aida Serik', roles: ['editor' as const], version: 2 };
    await run(app(), changeAccount, administrator, change);
    await run(app(), createPasswordLink, administrator, { accountId });
    expect((await all()).map((one) => [one.event, one.byName, one.accountName, one.roles])).toEqual([
      ['account-created', null, 'Aida Serik', ['monitor']],
      ['password-set', null, 'Aida Serik', undefined],
      ['sign-in-failed', null, 'Aida Serik', undefined],
      ['signed-in', 'Aida Serik', 'Aida Serik', undefined],
      ['token-created', 'Aida Serik', 'Aida Serik', undefined],
      ['exported', 'Aida Serik', null, undefined],
      ['signed-out-everywhere', 'Aida Serik', null, undefined],
      ['account-changed', null, 'Aida Serik', ['editor']],
      ['password-link', null, 'Aida Serik', undefined],
    ]);
    const text = await lines();
    for (const secret of [email, 'nobody', 'Aida', password, opened, program.token]) expect(text).not.toContain(secret);
  });

  it('says who gave or failed a proof, who unlocked the desk, and who changed their second step', async () => {
    const email = 'factors@example.org';
    const { token } = await run(app(), inviteAccount, administrator, { email, name: 'Dana', roles: ['monitor'] });
    await run(app(), spendLink, null, { token: token!, password });
    const opened = (await run(app(), signIn, null, { email, password }))!.token;
    const { principal, tokenHash } = (await findSession(db().read, opened, at))!;
    const start = (await all()).length;
    await run(app(), prove, principal, { session: tokenHash, password: 'not the password' });
    await run(app(), prove, principal, { session: tokenHash, password });
    await run(app(), unlockSeal, principal, { tokenHash, password: 'not the password' });
    await run(app(), lockSession, principal, { tokenHash });
    await run(app(), unlockSession, principal, { tokenHash, password: 'not the password' });
    await run(app(), unlockSession, principal, { tokenHash, password });
    const change = { current: 'not the password', password: 'other words in a row', token: opened };
    await expect(run(app(), changePassword, principal, change)).rejects.toMatchObject({ code: 'invalid_input' });
    const state = (after: object) => ({
      kind: 'account',
      thingId: principal.accountId!,
      action: 'changed' as const,
      before: null,
      after,
    });
    const changes = [
      state({ passkey: 'Grey key' }),
      state({ passkey: null }),
      state({ authenticator: 'set' }),
      state({ authenticator: null }),
      state({ recoveryCodes: 'set' }),
      state({ recoveryCodes: 'used' }),
      state({ secondStep: null }),
      { ...state({ secondStepRoles: ['editor'] }), kind: 'setting', thingId: 0 },
    ];
    const set = { id: 8, at, accountId: principal.accountId, via: 'web', operation: 'test', why: null, changes };
    await db().transaction((tx) => securityListener.onChange!(tx, set));
    const added = (await all()).slice(start);
    expect(added.map((one) => [one.event, one.with])).toEqual([
      ['proof-failed', undefined],
      ['proved', ['password']],
      ['proof-failed', undefined],
      ['unlock-failed', undefined],
      ['unlocked', ['password']],
      ['proof-failed', undefined],
      ['factor-added', undefined],
      ['factor-removed', undefined],
      ['factor-added', undefined],
      ['factor-removed', undefined],
      ['recovery-codes', undefined],
      ['recovery-code-used', undefined],
      ['factors-removed', undefined],
      ['second-step-roles', undefined],
    ]);
    expect(new Set(added.map((one) => one.byName))).toEqual(new Set(['Dana']));
    expect(await lines()).not.toContain('Grey key');
  });

  it('gets an entry only if the transaction of the change commits', async () => {
    const before = await lines();
    const failing = db().transaction(async (tx) => {
      await appendEntries(tx, at, [{ event: 'exported', by: null, via: 'cli' }]);
      throw new Error('fails after that');
    });
    await expect(failing).rejects.toThrow('fails after that');
    expect(await lines()).toBe(before);
    const both = [1, 2].map(() =>
      db().transaction((tx) => appendEntries(tx, at, [{ event: 'exported', by: null, via: 'cli' }])),
    );
    await Promise.all(both);
    expect(await verifyLog(db().read, at)).toBeNull();
  });

  it('only grows: the database refuses to change or remove entries, and verifying finds it if they were', async () => {
    const [first, second] = await all();
    const forged = second!.id;
    await expect(
      sql`update security_entry set entry = replace(entry, 'web', 'api') where id = ${forged}`.execute(db().read),
    ).rejects.toThrow('only grows');
    await expect(sql`delete from security_entry where id = ${first!.id}`.execute(db().read)).rejects.toThrow(
      'only grows',
    );
    await expect(sql`truncate security_entry`.execute(db().read)).rejects.toThrow('only grows');
    expect(await verifyLog(db().read, at)).toBeNull();
    // An attacker who controls the database can disable the trigger.
    await db().executeSql('alter table security_entry disable trigger all');
    const kept = (await db().executeSql(`select entry from security_entry where id = ${forged}`)).rows as {
      entry: string;
    }[];
    await db().executeSql(
      `update security_entry set entry = replace(entry, 'password-set', 'signed-in') where id = ${forged}`,
    );
    expect(await verifyLog(db().read, at)).toBe(forged);
    await db().executeSql('update security_entry set entry = $1 where id = $2', [kept[0]!.entry, forged]);
    expect(await verifyLog(db().read, at)).toBeNull();
    await db().executeSql(`create table removed as select * from security_entry where id = ${first!.id}`);
    await db().executeSql(`delete from security_entry where id = ${first!.id}`);
    expect(await verifyLog(db().read, at)).toBe(forged);
    await db().executeSql('insert into security_entry overriding system value select * from removed');
    await db().executeSql('alter table security_entry enable trigger all');
    expect(await verifyLog(db().read, at)).toBeNull();
  });

  it('loses entries after a year, except for their hashes, with which the rest can still be verified', async () => {
    const hashes = async () =>
      (await db().read.selectFrom('security_entry').select('hash').orderBy('id').execute()).map((one) => one.hash);
    const before = await hashes();
    at = new Date('2025-01-02T12:00:00Z');
    await db().transaction((tx) => appendEntries(tx, at, [{ event: 'exported', by: null, via: 'cli' }]));
    await run(app(), purgeAccounts, systemPrincipal, {});
    expect((await all()).map((one) => one.event)).toEqual(['exported']);
    expect((await hashes()).slice(0, -1)).toEqual(before);
    expect(await verifyLog(db().read, at)).toBeNull();
    expect((await lines()).split('\n')[0]).toMatch(/^\{"id":1,"hash":"[0-9a-f]{64}","entry":null\}$/);
  });

  it('says that the rule for who checks claims was changed, and to what', async () => {
    const set = {
      id: 0,
      at,
      accountId: 1,
      via: 'web' as const,
      operation: 'record.requireSecondPerson',
      why: null,
      changes: [
        { kind: 'setting', thingId: 0, action: 'changed' as const, before: null, after: { secondPerson: true } },
      ],
    };
    await db().transaction((tx) => securityListener.onChange!(tx, set));
    expect((await all()).at(-1)).toMatchObject({ event: 'second-person', second: true, by: 1 });
  });

  it('keeps what an entry says for a year: the database refuses to empty it, and verifying finds it if it was', async () => {
    const now = new Date();
    await db().transaction((tx) => appendEntries(tx, now, [{ event: 'exported', by: null, via: 'cli' }]));
    const { id } = (await all()).at(-1)!;
    const empty = () => db().executeSql('update security_entry set entry = null where id = $1', [id]);
    await expect(empty()).rejects.toThrow('only grows');
    expect(await verifyLog(db().read, now)).toBeNull();
    await db().executeSql('alter table security_entry disable trigger all');
    await empty();
    expect(await verifyLog(db().read, now)).toBe(id);
    // Making the entry look older does not help if an entry before it still has its content.
    await db().executeSql("update security_entry set at = at - interval '2 years' where id = $1", [id]);
    for (let n = 0; n < 2; n++)
      await db().transaction((tx) => appendEntries(tx, now, [{ event: 'exported', by: null, via: 'cli' }]));
    const newest = (await all()).at(-1)!.id;
    await db().executeSql("update security_entry set entry = null, at = at - interval '2 years' where id = $1", [
      newest,
    ]);
    await db().executeSql('alter table security_entry enable trigger all');
    expect(await verifyLog(db().read, now)).toBe(newest);
  });
});
