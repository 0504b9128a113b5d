import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { securityListener } from '../../../accounts/security-log/listener.ts';
import { accessListener } from '../../lifecycle/log-access.ts';
import { copyTree } from '../../../platform/database/embedded/data-directory.ts';
import { readMigrations } from '../../../platform/database/migrate.ts';
import { EmbeddedDatabase } from '../../../platform/database/embedded/embedded-database.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onBothDatabases, testDatabase } from '../../../platform/testing/databases.ts';
import { scratchDir } from '../../../platform/testing/scratch-dir.ts';
import { administrator, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { file } from '../../filing/file.ts';
import { findThing, parseRef } from '../../refs.ts';
import { newKeyHolder } from '../../testing/key-holder.ts';
import { newTestKey, haveRecoveryKey } from '../../testing/recovery-key.ts';
import { openSealed, recoveryOf, sealedFor, unseal } from '../seal.ts';
import { createRecoveryKey } from './create-recovery-key.ts';
import { noteHolder } from './note-holder.ts';
import { openWithShares, sealForAnother } from './open-with-shares.ts';
import { countSealed, currentKey, isTestDue, testEvery } from './recovery-key.ts';
import { encryptForCurrent, rotateRecoveryKey, unfinishedKey } from './rotate-recovery-key.ts';
import { testShares } from './test-shares.ts';

const idOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!.id;
const people = async (app: App, ...names: string[]) =>
  (
    await run(app, file, monitor, {
      actors: names.map((text) => ({ kind: 'person' as const, names: [{ text }] })),
    })
  ).actors;
/** Replaces the current key by a new one, with some shares. */
const useKey = async (app: App, shares: number, threshold: number) => {
  const drawn = await newTestKey(shares, threshold);
  await run(app, createRecoveryKey, administrator, { key: drawn.key, replace: true });
  return drawn;
};
const shareProblems = (message: string, path: string) => ({
  code: 'recovery_shares',
  fields: expect.arrayContaining([
    expect.objectContaining({ path, message: `errors.field.share.${message}` }),
  ]) as unknown,
});

onBothDatabases('the recovery key', (db) => {
  it('opens a sealed item with enough of its shares, and not with fewer', async () => {
    const app = testApp(db());
    const holder = await newKeyHolder(app, 'monitor');
    const { written } = await useKey(app, 5, 3);
    const [ref] = await people(app, 'Aida Recovera');
    await holder.seal(ref!);
    expect(await recoveryOf(db().read, await idOf(app, ref!))).toEqual({ threshold: 3, shares: 5 });
    const open = (shares: string[]) => run(app, openWithShares, administrator, { thing: ref!, shares });
    for (const some of [written.slice(0, 3), written.slice(2), written])
      expect((await open(some)).rows.actor_name).toMatchObject([{ text: 'Aida Recovera' }]);
    for (const few of [written.slice(0, 2), [written[0]!, written[0]!, written[1]!], []])
      await expect(open(few)).rejects.toMatchObject(shareProblems('few', 'shares'));
    await expect(run(app, openWithShares, monitor, { thing: ref!, shares: written })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await holder.unseal(ref!);
    await expect(open(written)).rejects.toMatchObject({ code: 'not_sealed' });
  });

  it('is not put together from shares that are mistyped, of another key or forged, and the answer says which are wrong', async () => {
    const app = testApp(db());
    const { written: earlier } = await useKey(app, 3, 2);
    const { written, key } = await useKey(app, 3, 2);
    const { written: foreign } = await newTestKey(3, 2);
    const test = (...shares: string[]) => run(app, testShares, administrator, { shares });
    const mistyped = written[1]!.replace(/.(?=.{20}$)/, (sign) => (sign === '7' ? '8' : '7'));
    await expect(test(written[0]!, mistyped)).rejects.toMatchObject(shareProblems('mistyped', '#2'));
    await expect(test(written[0]!, earlier[1]!)).rejects.toMatchObject(shareProblems('earlier', '#2'));
    await expect(test(foreign[2]!, written[0]!)).rejects.toMatchObject(shareProblems('foreign', '#1'));
    // There is only one right share besides the wrong one, and two are needed.
    await expect(test(written[0]!, mistyped)).rejects.toMatchObject(shareProblems('few', 'shares'));
    // This share names the right key and number, but has the data of another key's share.
    const made = await newTestKey(3, 2);
    await db().executeSql(`update recovery_share set digest = $1 where key_id = $2 and number = 3`, [
      Buffer.from(made.key.shares[2]!.digest, 'hex'),
      (await currentKey(db().read))!.id,
    ]);
    await expect(test(written[0]!, written[2]!)).rejects.toMatchObject(shareProblems('forged', '#2'));
    // The two right shares are enough, but the error names the wrong share, too.
    await expect(test(written[0]!, written[1]!, mistyped)).rejects.toMatchObject(shareProblems('mistyped', '#3'));
    expect(await test(written[1]!, written[0]!)).toEqual([1, 2]);
    expect((await currentKey(db().read))!.shares.map((share) => share.testedAt !== null)).toEqual([true, true, false]);
    expect(key.shares).toHaveLength(3);
  });

  it('must exist before anything is sealed, and is not created twice', async () => {
    const other = await testDatabase(db().kind);
    try {
      const app = testApp(other.db);
      const holder = await newKeyHolder(app, 'monitor');
      await other.db.executeSql('delete from recovery_share; delete from recovery_key');
      const [ref] = await people(app, 'Bota Keyless');
      await expect(holder.seal(ref!)).rejects.toMatchObject({ code: 'recovery_missing' });
      await expect(run(app, testShares, administrator, { shares: [] })).rejects.toMatchObject({
        code: 'recovery_missing',
      });
      const { key, written } = await newTestKey(1, 1);
      await run(app, createRecoveryKey, administrator, { key });
      await holder.seal(ref!);
      expect((await run(app, openWithShares, administrator, { thing: ref!, shares: written })).kind).toBe('actor');
      await expect(run(app, createRecoveryKey, administrator, { key })).rejects.toMatchObject({
        code: 'recovery_exists',
      });
      for (const wrong of [
        { ...key, threshold: 2 },
        { ...key, shares: [] },
        { ...key, recipient: `age1${'q'.repeat(58)}` },
        { ...key, shares: [{ ...key.shares[0]!, holder: 'nobody@example.org' }] },
      ])
        await expect(run(app, createRecoveryKey, administrator, { key: wrong, replace: true })).rejects.toMatchObject({
          code: 'invalid_input',
        });
    } finally {
      await other.drop();
    }
  });

  it('opens an item that was sealed before the key existed, once a person named has opened the item', async () => {
    const app = testApp(db());
    const holder = await newKeyHolder(app, 'monitor');
    const [ref] = await people(app, 'Dana Earlier');
    await holder.seal(ref!);
    const id = await idOf(app, ref!);
    await db().executeSql('update sealed_content set recovery_key_id = null where thing_id = $1', [id]);
    const before = await countSealed(db().read);
    const { written } = await useKey(app, 2, 2);
    const open = () => run(app, openWithShares, administrator, { thing: ref!, shares: written });
    expect(await recoveryOf(db().read, id)).toBeNull();
    await expect(open()).rejects.toMatchObject({ code: 'recovery_not_for_this' });
    await run(app, openSealed, holder.principal, { thing: ref!, identity: holder.identity });
    expect((await open()).rows.actor_name).toMatchObject([{ text: 'Dana Earlier' }]);
    expect(await countSealed(db().read)).toMatchObject({ sealed: before.sealed, without: before.without - 1 });
    // The person can still open the item.
    await run(app, openSealed, holder.principal, { thing: ref!, identity: holder.identity });
    await holder.unseal(ref!);
  });

  it('does not open an item for an account whose own key was replaced after the sealing', async () => {
    const app = testApp(db());
    const [one, other] = [await newKeyHolder(app, 'monitor'), await newKeyHolder(app, 'monitor')];
    const { written } = await useKey(app, 2, 1);
    const [ref] = await people(app, 'Erlan Reset');
    await one.sealFor(ref!, [one.id, other.id]);
    // An administrator resets the password of one account, so that the account has another key.
    const fresh = await newKeyHolder(app, 'monitor');
    await db().executeSql(
      'update account set seal_recipient = (select seal_recipient from account where id = $1) where id = $2',
      [fresh.id, one.id],
    );
    await useKey(app, 2, 1);
    await run(app, openSealed, other.principal, { thing: ref!, identity: other.identity });
    await expect(run(app, openSealed, one.principal, { thing: ref!, identity: fresh.identity })).rejects.toMatchObject({
      code: 'sealed',
    });
    const id = await idOf(app, ref!);
    expect((await sealedFor(db().read, id)).map((reader) => [reader.id, reader.lost]).toSorted()).toEqual([
      [one.id, true],
      [other.id, false],
    ]);
    await expect(run(app, openWithShares, administrator, { thing: ref!, shares: written })).rejects.toMatchObject(
      shareProblems('earlier', '#1'),
    );
  });

  it('comes with a migration that finds out who lost access to an older sealed item because their key was replaced', async () => {
    const app = testApp(db());
    const [kept, reset] = [await newKeyHolder(app, 'monitor'), await newKeyHolder(app, 'monitor')];
    const [ref] = await people(app, 'Galym Migrated');
    await kept.sealFor(ref!, [kept.id, reset.id]);
    const id = await idOf(app, ref!);
    await db().executeSql(
      `with s as (insert into change_set (at, via, operation) values ('2018-05-23', 'web', 'accounts.useLink') returning id)
       insert into change (change_set_id, ordinal, kind, thing_id, action) select id, 0, 'account', ${reset.id}, 'changed' from s`,
    );
    await db().executeSql('update sealed_for set recipient = null where thing_id = $1', [id]);
    const migration = readMigrations().find(({ name }) => name === '0130-recovery-key.sql')!;
    await db().executeSql(migration.sql.slice(migration.sql.indexOf('update sealed_for')));
    expect((await sealedFor(db().read, id)).map((reader) => [reader.id, reader.lost])).toEqual(
      expect.arrayContaining([
        [kept.id, false],
        [reset.id, true],
      ]),
    );
  });

  it('lets an administrator with enough shares seal an item for another person, who then opens it', async () => {
    const app = testApp(db(), { listeners: [securityListener, accessListener] });
    const [gone, heir] = [await newKeyHolder(app, 'monitor'), await newKeyHolder(app, 'monitor')];
    const { written } = await useKey(app, 3, 2);
    const [ref] = await people(app, 'Farida Inherited');
    await gone.seal(ref!);
    const person = (
      await db().read.selectFrom('account').select('email').where('id', '=', heir.id).executeTakeFirstOrThrow()
    ).email;
    await run(app, sealForAnother, administrator, { thing: ref!, shares: written.slice(1), person });
    for (const who of [heir, gone])
      expect(
        (await run(app, openSealed, who.principal, { thing: ref!, identity: who.identity })).rows.actor_name,
      ).toMatchObject([{ text: 'Farida Inherited' }]);
    await run(app, unseal, heir.principal, { thing: ref!, identity: heir.identity });
    await expect(
      run(app, sealForAnother, administrator, { thing: ref!, shares: written, person: 'nobody@example.org' }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await events(app)).toEqual(
      expect.arrayContaining(['recovery-created', 'sealed', 'recovery-opened', 'opened', 'visibility']),
    );
  });

  it('can be replaced, also if the replacement is interrupted and continued; the earlier shares then open nothing', async () => {
    const app = testApp(db(), { listeners: [securityListener, accessListener] });
    const holder = await newKeyHolder(app, 'monitor');
    const { written: earlier } = await useKey(app, 3, 2);
    const refs = await people(app, 'Gulnar One', 'Gulnar Two', 'Gulnar Three');
    for (const ref of refs) await holder.seal(ref);
    const next = await newTestKey(2, 2);
    await expect(
      run(app, rotateRecoveryKey, administrator, { shares: earlier.slice(0, 1), key: next.key }),
    ).rejects.toMatchObject(shareProblems('few', 'shares'));
    await run(app, rotateRecoveryKey, administrator, { shares: earlier.slice(0, 2), key: next.key });
    // The rotation is interrupted after the first item, which is encrypted for the new key and stays so.
    const killed = new Error('killed');
    await expect(
      encryptForCurrent(app, administrator, earlier, {
        progress: () => {
          throw killed;
        },
      }),
    ).rejects.toBe(killed);
    expect((await countSealed(db().read)).earlier).toBe(2);
    expect((await unfinishedKey(app))?.threshold).toBe(2);
    const open = (ref: string, shares: string[]) => run(app, openWithShares, administrator, { thing: ref, shares });
    expect((await open(refs[0]!, next.written)).kind).toBe('actor');
    await expect(open(refs[0]!, earlier)).rejects.toMatchObject(shareProblems('earlier', '#1'));
    expect((await open(refs[2]!, earlier)).kind).toBe('actor');
    await expect(encryptForCurrent(app, administrator, next.written)).rejects.toMatchObject(
      shareProblems('current', '#1'),
    );
    // An item that is sealed now is sealed for the new key.
    const [late] = await people(app, 'Gulnar Four');
    await holder.seal(late!);
    expect(await encryptForCurrent(app, administrator, earlier.slice(1))).toEqual({ done: 2, left: 0 });
    expect(await encryptForCurrent(app, administrator, [])).toEqual({ done: 0, left: 0 });
    for (const ref of [...refs, late!]) {
      expect((await open(ref, next.written)).kind).toBe('actor');
      await expect(open(ref, earlier)).rejects.toMatchObject({ code: 'recovery_shares' });
      await run(app, openSealed, holder.principal, { thing: ref, identity: holder.identity });
    }
    expect((await events(app)).filter((event) => event === 'recovery-rotated')).toHaveLength(1);
    for (const ref of [...refs, late!]) await holder.unseal(ref);
  });

  it('is not replaced unnoticed: a sealing that was prepared with the earlier key is refused', async () => {
    const app = testApp(db());
    const holder = await newKeyHolder(app, 'monitor');
    const { written } = await useKey(app, 1, 1);
    const [ref] = await people(app, 'Hanna Between');
    const next = await newTestKey(1, 1);
    const sealing = holder.sealOn(
      // The content was encrypted for the earlier key. Before the transaction of the sealing begins, the key is
      // replaced.
      {
        ...app,
        db: afterPreparing(app, () => run(app, rotateRecoveryKey, administrator, { shares: written, key: next.key })),
      },
      ref!,
    );
    await expect(sealing).rejects.toMatchObject({ code: 'conflict' });
    expect((await countSealed(db().read)).earlier).toBe(0);
  });

  it('has a record of who holds its shares, when they were tested, and whether a test is due', async () => {
    let now = new Date('2018-05-22T09:00:00Z');
    const app = testApp(db(), { now: () => now, listeners: [securityListener, accessListener] });
    const keeper = await newKeyHolder(app, 'editor');
    const { email } = await db()
      .read.selectFrom('account')
      .select('email')
      .where('id', '=', keeper.id)
      .executeTakeFirstOrThrow();
    const { key, written } = await newTestKey(2, 2, [email]);
    await run(app, createRecoveryKey, administrator, { key, replace: true });
    const current = async () => (await currentKey(db().read))!;
    expect((await current()).shares.map((share) => share.holder?.id ?? null)).toEqual([keeper.id, null]);
    await run(app, noteHolder, administrator, { number: 2, holder: email });
    await run(app, noteHolder, administrator, { number: 1, holder: null });
    expect((await current()).shares.map((share) => share.holder?.id ?? null)).toEqual([null, keeper.id]);
    await expect(run(app, noteHolder, administrator, { number: 3, holder: null })).rejects.toMatchObject({
      code: 'not_found',
    });
    now = new Date(now.getTime() + testEvery - 1);
    expect(isTestDue(await current(), now)).toBe(false);
    now = new Date(now.getTime() + 1);
    expect(isTestDue(await current(), now)).toBe(true);
    await run(app, testShares, administrator, { shares: written });
    expect(isTestDue(await current(), now)).toBe(false);
    expect((await current()).shares.map((share) => share.testedAt)).toEqual([now, now]);
    expect(await events(app)).toEqual(expect.arrayContaining(['recovery-tested', 'recovery-holder']));
  });
});

it('the recovery key also opens sealed items in a backup of the data folder', async () => {
  const made = await testDatabase('embedded');
  const folder = scratchDir('kronika-backup-');
  try {
    const app = testApp(made.db);
    await haveRecoveryKey(app);
    const holder = await newKeyHolder(app, 'monitor');
    const { written } = await useKey(app, 3, 2);
    const [ref] = await people(app, 'Indira Restored');
    await holder.seal(ref!);
    await made.db.close();
    copyTree(join((made.where as { dataDir: string }).dataDir, 'db'), join(folder, 'db'));
    const restored = new EmbeddedDatabase({ directory: join(folder, 'db'), unsafe: true });
    const opened = await run(testApp(restored), openWithShares, administrator, {
      thing: ref!,
      shares: written.slice(0, 2),
    });
    expect(opened.rows.actor_name).toMatchObject([{ text: 'Indira Restored' }]);
    await restored.close();
  } finally {
    await made.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The kinds of events in the security log, oldest first. */
async function events(app: App): Promise<string[]> {
  const rows = await app.db.read.selectFrom('security_entry').select('entry').orderBy('id').execute();
  return rows.map((row) => (JSON.parse(row.entry!) as { event: string }).event);
}

/** The database of `app`, but `before` is called before each transaction begins. */
function afterPreparing(app: App, before: () => Promise<unknown>): App['db'] {
  return new Proxy(app.db, {
    get(target, name) {
      const own = Reflect.get(target, name, target) as unknown;
      if (name === 'transaction')
        return async (work: Parameters<App['db']['transaction']>[0]) => {
          await before();
          return target.transaction(work);
        };
      return typeof own === 'function' ? (own as () => unknown).bind(target) : own;
    },
  });
}
