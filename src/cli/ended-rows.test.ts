import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { purgeAccounts } from '../accounts/purge.ts';
import { deleteEndedOrders } from '../drafting/orders/job.ts';
import type { Database } from '../platform/database/database.ts';
import { finishErasures } from '../platform/erasing/finish-erasures.ts';
import { countOpenErasures, listErasures, maxErasures } from '../platform/erasing/list-erasures.ts';
import { noteEnded, noteErasure } from '../platform/erasing/note-erasure.ts';
import { run, systemPrincipal } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { untilWaiting } from '../platform/testing/until-waiting.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { editor, testApp } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { endProposals } from '../record/proposals/end-proposals.ts';
import { purgeOpenings } from '../record/teams/openings.ts';
import { newKeyHolder } from '../record/testing/key-holder.ts';
import { endWork } from '../work/end-work.ts';

onBothDatabases('rows whose time has ended', (db, kind) => {
  const notes = async () =>
    (
      await db().read.selectFrom('file_erasure').select(['tables', 'finished_at']).where('act', '=', 'end').execute()
    ).map(({ tables, finished_at }) => ({ tables: tables.toSorted(), finished: finished_at !== null }));

  it('share one note of their tables, and of tables with rows that are deleted along with them', async () => {
    const app = testApp(db());
    const { id } = await newKeyHolder(app, 'monitor');
    await run(app, file, editor, { cases: [{ title: 'One' }] });
    await db().executeSql(`
      insert into session (token_hash, account_id, created_at, expires_at, used_at, csrf) values ('\\x01', ${id}, '2001-01-01', '2001-01-02', '2001-01-01', '');
      insert into known_device (token_hash, account_id, expires_at) values ('\\x01', ${id}, '2001-01-01');
      insert into proposal (operation, input, things, note, proposed_at, proposed_by, state, decided_at, changes, made)
        values ('x', '{}', 0, 'Ended words', '2001-01-01', ${id}, 'declined', '2001-01-01', '[]', '{}');
      insert into notice (account_id, kind, thing_id, at) select ${id}, 'followed', max(id), '2001-01-01' from thing;
      insert into capture_order (url, host, asked_at, state, ended_at) values ('https://a.example', 'a.example', '2001-01-01', 'done', '2001-01-01');
      insert into thing_opened (thing_id, account_id, at) select max(id), ${id}, '2001-01-01' from thing`);
    const operations = [purgeAccounts, endProposals, endWork, deleteEndedOrders, purgeOpenings];
    for (const operation of operations)
      await run<typeof operation.input, unknown, undefined>(app, operation, systemPrincipal, {});
    const first = await notes();
    expect(first).toHaveLength(1);
    expect(first[0]!.tables).toEqual(
      expect.arrayContaining([
        'session',
        'known_device',
        'proposal',
        'proposal_thing',
        'notice',
        'capture_order',
        'thing_opened',
      ]),
    );
    // Nothing has ended since, so nothing is due.
    await db().executeSql(`update file_erasure set finished_at = now()`);
    for (const operation of operations)
      await run<typeof operation.input, unknown, undefined>(app, operation, systemPrincipal, {});
    expect(await notes()).toEqual(first.map(({ tables }) => ({ tables, finished: true })));
  });

  if (kind === 'embedded')
    it('stay due if they end while earlier ones are removed from the files', async () => {
      await db().executeSql('delete from file_erasure');
      const app = testApp(db());
      const config = { ...app.config, dataDir: tempDir() };
      const end = (deleted: Record<string, number>) => db().transaction((tx) => noteEnded(tx, deleted));
      await end({ known_device: 1, session: 0 });
      const ending = new Proxy(db(), {
        get: (target, key) => {
          if (key === 'eraseOldVersions')
            return async (...of: Parameters<Database['eraseOldVersions']>) => {
              const done = await target.eraseOldVersions(...of);
              await end({ capture_order: 1 });
              return done;
            };
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      await finishErasures({ ...app, config, db: ending });
      expect(await notes()).toEqual([{ tables: ['capture_order', 'known_device'], finished: false }]);
      await finishErasures({ ...app, config });
      expect((await notes()).map(({ finished }) => finished)).toEqual([true]);
    });

  if (kind === 'server')
    it('stay due if an earlier transaction ends them while others are removed from the files', async () => {
      await db().executeSql('delete from file_erasure');
      const app = testApp(db());
      const config = { ...app.config, dataDir: tempDir() };
      await db().transaction((tx) => noteEnded(tx, { known_device: 1 }));
      let commit = (): void => {};
      const goOn = new Promise<void>((resolve) => (commit = resolve));
      let began = (): void => {};
      const hasNoted = new Promise<void>((resolve) => (began = resolve));
      let note = (): void => {};
      const mayNote = new Promise<void>((resolve) => (note = resolve));
      let hasNumber = (): void => {};
      const numbered = new Promise<void>((resolve) => (hasNumber = resolve));
      const earlier = db().transaction(async (tx) => {
        await sql`select pg_current_xact_id()`.execute(tx);
        hasNumber();
        await mayNote;
        await noteEnded(tx, { capture_order: 1 });
        began();
        await goOn;
      });
      await numbered;
      await db().transaction((tx) => noteErasure(tx, { act: 'redact', tables: ['notice'] }));
      note();
      await hasNoted;
      const finishing = finishErasures({ ...app, config });
      await untilWaiting(db(), 1);
      commit();
      await earlier;
      await finishing;
      expect(await notes()).toEqual([{ tables: ['capture_order', 'known_device'], finished: false }]);
    });

  it('are counted and listed first while they are not finished, however many others there are', async () => {
    await db().executeSql(`
      delete from file_erasure;
      insert into file_erasure (at, act, tables, obstacle) values ('2031-01-01', 'seal', '{}', 'rights'), ('2031-01-03', 'end', '{}', null);
      insert into file_erasure (at, act, tables, finished_at) select '2031-01-04', 'seal', '{}', now() from generate_series(1, ${maxErasures})`);
    const list = await listErasures(db().read);
    expect(list.map(({ act }) => act).slice(0, 2)).toEqual(['end', 'seal']);
    expect([list.length, list.filter(({ finishedAt }) => finishedAt === null).length]).toEqual([maxErasures, 2]);
    expect(await countOpenErasures(db().read, new Date('2031-01-02'))).toEqual({
      open: 2,
      late: 1,
      oldest: new Date('2031-01-01'),
      obstacles: ['rights'],
    });
    await db().executeSql(
      `insert into file_erasure (at, act, tables) select '2031-01-01', 'seal', '{}' from generate_series(1, 300)`,
    );
    expect(await countOpenErasures(db().read, new Date('2031-01-02'))).toMatchObject({ open: 302, late: 301 });
  });
});
