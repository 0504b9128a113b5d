import { afterEach, expect, it } from 'vitest';
import { run, systemPrincipal, type App } from '../../platform/operation.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { lockdownSince } from '../../platform/lockdown.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { untilWaiting } from '../../platform/testing/until-waiting.ts';
import { isKnownDevice } from '../devices.ts';
import { inviteAccount } from '../invitations.ts';
import { createPasswordLink, findLink } from '../links.ts';
import { identityOf } from '../seal-keys.ts';
import { hashToken } from '../secrets.ts';
import { securityListener } from '../security-log/listener.ts';
import { listEntries } from '../security-log/read-log.ts';
import { findSession, principalByEmail, signIn } from '../sign-in.ts';
import { createToken } from '../tokens/create-token.ts';
import { findToken } from '../tokens/find-token.ts';
import { unlockSeal } from '../unlock-seal.ts';
import { useLink as spendLink } from '../use-link.ts';
import { lockDown } from './lock-down.ts';
import { beginLockdown, endLockdown } from './lockdown.ts';
import { deferred } from '../../platform/testing/deferred.ts';

const password = 'a few words in a row';
const operator = { ...systemPrincipal, via: 'cli' as const };

onBothDatabases('a lockdown', (db, kind) => {
  const at = new Date('2026-01-01T12:00:00Z');
  let app: App;
  let count = 0;

  const join = async () => {
    app ??= testApp(db(), { now: () => at, listeners: [securityListener] });
    await prepareJobs(db(), []);
    const email = `raided${++count}@example.org`;
    const { token: link, accountId } = await run(app, inviteAccount, administrator, {
      email,
      name: 'Aida',
      roles: ['administrator'],
    });
    await run(app, spendLink, null, { token: link!, password });
    const opened = await run(app, signIn, null, { email, password });
    if (!opened || opened.secondStep) throw new Error('The account is new.');
    const { principal } = (await findSession(db().read, opened.token, at))!;
    return { email, accountId, device: opened.device.token, token: opened.token, principal };
  };
  afterEach(() => run(app, endLockdown, operator, {}));

  it('ends all access of everyone at once, and for good', async () => {
    const [one, other] = [await join(), await join()];
    const { token: program } = await run(app, createToken, other.principal, {
      name: 'Feed',
      scopes: ['read:desk'],
      days: 30,
    });
    const invited = await run(app, inviteAccount, administrator, {
      email: `invited${++count}@example.org`,
      name: 'Invited',
      roles: ['monitor'],
    });
    const asked = await join();
    const { token: reset } = await run(app, createPasswordLink, administrator, { accountId: asked.accountId });
    const open = async () => [
      ...(await Promise.all([one, other].map(async (who) => (await findSession(db().read, who.token, at)) !== null))),
      (await findToken(db().read, program, at)) !== null,
      ...(await Promise.all(
        [invited.token, reset].map(async (link) => (await findLink(db().read, link!, at)) !== null),
      )),
      await isKnownDevice(db().read, one.device, one.email, at),
      ...[one, other].map((who) => identityOf(hashToken(who.token)) !== null),
    ];
    expect(await open()).toEqual(Array.from({ length: 8 }, () => true));

    expect(await lockDown(app, one.principal)).toEqual({ since: at });
    expect(await open()).toEqual(Array.from({ length: 8 }, () => false));
    await expect(run(app, signIn, null, { email: one.email, password })).rejects.toMatchObject({ code: 'lockdown' });
    await expect(run(app, spendLink, null, { token: invited.token!, password })).rejects.toMatchObject({
      code: 'lockdown',
    });

    expect(await run(app, endLockdown, operator, {})).toEqual({ ended: true });
    expect(await open()).toEqual(Array.from({ length: 8 }, () => false));
    expect(await run(app, signIn, null, { email: one.email, password })).not.toBeNull();
  });

  it('does not store a key to sealed items that was being opened when it began', async () => {
    const one = await join();
    const tokenHash = hashToken(one.token);
    const opening = {
      ...unlockSeal,
      prepare: async (given: Parameters<NonNullable<typeof unlockSeal.prepare>>[0]) => {
        const proven = await unlockSeal.prepare!(given);
        await lockDown(app, administrator);
        return proven;
      },
    };
    await expect(run(app, opening, one.principal, { password, tokenHash })).rejects.toMatchObject({ code: 'lockdown' });
    expect(identityOf(tokenHash)).toBeNull();
    await run(app, endLockdown, operator, {});
    const again = await join();
    expect(identityOf(hashToken(again.token))).not.toBeNull();
  });

  it('can be begun again while it lasts, and is ended only from the command line', async () => {
    const one = await join();
    await expect(run(app, beginLockdown, editor, {})).rejects.toMatchObject({ code: 'not_permitted' });
    const { since } = await lockDown(app, { ...one.principal, provenAt: null });
    expect(await lockDown(app, operator)).toEqual({ since });
    for (const via of ['web', 'api'] as const)
      await expect(run(app, endLockdown, { ...administrator, via }, {})).rejects.toMatchObject({
        code: 'not_permitted',
      });
    await expect(run(app, endLockdown, one.principal, {})).rejects.toMatchObject({ code: 'lockdown' });
    expect(await lockdownSince(db().read)).toEqual(at);
    expect(await run(app, endLockdown, await principalByEmail(db().read, one.email), {})).toEqual({ ended: true });
    expect(await run(app, endLockdown, operator, {})).toEqual({ ended: false });
    const { rows } = await listEntries(db().read, { limit: 2, offset: 0 });
    expect(rows.map((row) => [row.event, row.byName])).toEqual([
      ['lockdown-ended', 'Aida'],
      ['lockdown-began', 'Aida'],
    ]);
    const changes = await db()
      .read.selectFrom('change')
      .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
      .select(['operation', 'before', 'after', 'account_id'])
      .where('operation', 'in', [beginLockdown.name, endLockdown.name])
      .where('account_id', '=', one.accountId)
      .orderBy('change_set_id')
      .execute();
    expect(changes).toEqual([
      {
        operation: beginLockdown.name,
        before: { lockdown: false },
        after: { lockdown: true },
        account_id: one.accountId,
      },
      {
        operation: endLockdown.name,
        before: { lockdown: true },
        after: { lockdown: false },
        account_id: one.accountId,
      },
    ]);
  });

  it.runIf(kind === 'server')('begins although another write holds a lock that it waits for', async () => {
    const [one, other] = [await join(), await join()];
    const [holds, go] = [deferred(), deferred()];
    const writing = db().transaction(async (tx) => {
      // This transaction looks for a deadlock only after a minute, so the database ends the lockdown's attempt instead.
      await db().executeSql(`set local deadlock_timeout = '1min'`, undefined, tx);
      await tx.deleteFrom('known_device').where('account_id', '=', one.accountId).execute();
      holds.open();
      await go.opened;
      await tx.deleteFrom('session').where('account_id', '=', other.accountId).execute();
    });
    await holds.opened;
    const beginning = lockDown(app, administrator);
    await untilWaiting(db(), 1);
    go.open();
    await Promise.all([writing, beginning]);
    expect(await lockdownSince(db().read)).toEqual(at);
  });
});
