import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { messages } from '../messages/messages.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { migrationsDirectory } from './migrate.ts';

onBothDatabases('migrations that change rows', (db) => {
  /** Creates a table whose rows have the old names, runs the migration, and returns the rows. */
  const after = async (file: string, table: string, before: string): Promise<unknown[]> => {
    await db().executeSql(`drop schema public cascade; create schema public; ${before}`);
    await db().executeSql(readFileSync(join(migrationsDirectory, file), 'utf8'));
    return (await db().executeSql(`select * from ${table} order by id`)).rows;
  };

  it('name operations after their new modules, and rename the system from “house” to “system”', async () => {
    const tables = `create table undo (id int, via text);
      create table change_set (id int, via text, operation text);
      insert into change_set values (1, 'house', 'law.endDemands'), (2, 'web', 'publishing.fileReplies'), (3, 'web', 'law.amendLaw');
      insert into undo values (1, 'house'), (2, 'web');`;
    expect(await after('0106-operations-of-requests.sql', 'change_set', tables)).toEqual([
      { id: 1, via: 'system', operation: 'requests.endDemands' },
      { id: 2, via: 'web', operation: 'requests.fileReplies' },
      { id: 3, via: 'web', operation: 'law.amendLaw' },
    ]);
    expect((await db().executeSql('select via from undo order by id')).rows).toEqual([
      { via: 'system' },
      { via: 'web' },
    ]);
  });

  it('give notes on imported rows the new keys of their messages', async () => {
    const keys = ['imports.note.added', 'error.date.bad', 'web.field.missing', 'record.value.period'];
    const notes = JSON.stringify(keys.map((message, column) => ({ column, message, params: { of: message } })));
    const tables = `create table import_fate (id int, notes jsonb, has_notes boolean);
      insert into import_fate values (1, '${notes}', true), (2, '[]', false);`;
    const [first, second] = (await after('0112-message-keys.sql', 'import_fate', tables)) as {
      notes: { column: number; message: string; params: unknown }[];
    }[];
    expect(first!.notes).toEqual(
      ['exchange.imports.note.added', 'errors.field.date.bad', 'kit.field.missing', 'record.value.period'].map(
        (message, column) => ({ column, message, params: { of: keys[column] } }),
      ),
    );
    for (const { message } of first!.notes) expect([message, messages().has(message)]).toEqual([message, true]);
    expect(second!.notes).toEqual([]);
  });

  it('move all PDFs to one table', async () => {
    const tables = `create table thing (id bigint primary key);
      insert into thing values (1), (2), (3);
      create table revision (id bigint, language text);
      insert into revision values (7, 'ru'), (8, 'en');
      create table edition (id bigint, document_id bigint, number integer, revision_id bigint);
      insert into edition values (4, 1, 1, 7), (5, 1, 2, 8);
      create table print (edition_id bigint, paper text, key text, sha256 text);
      insert into print values (4, 'a4', 'k1', 's1'), (5, 'a4', 'k2', 's2'), (5, 'letter', 'k3', 's3');
      create table record_print (thing_id bigint, language text, paper text, key text, sha256 text);
      insert into record_print values (2, 'en', 'a4', 'k4', 's4'), (2, 'kk', 'a4', 'k5', 's5');
      create table letter_print (letter_id bigint, language text, paper text, key text, sha256 text);
      insert into letter_print values (3, 'en', 'a4', 'k6', 's6');`;
    await db().executeSql(`drop schema public cascade; create schema public; ${tables}`);
    await db().executeSql(readFileSync(join(migrationsDirectory, '0211-one-table-of-pdfs.sql'), 'utf8'));
    const { rows } = await db().executeSql(
      "select concat_ws(' ', thing_id, edition, language, paper, key, sha256) as pdf from pdf order by key",
    );
    expect(rows.map((row) => (row as { pdf: string }).pdf)).toEqual([
      '1 1 ru a4 k1 s1',
      '1 2 en a4 k2 s2',
      '1 2 en letter k3 s3',
      '2 0 en a4 k4 s4',
      '2 0 kk a4 k5 s5',
      '3 0 en a4 k6 s6',
    ]);
  });

  it('rename the tables of support messages, with their rows, counts and history', async () => {
    const run = async (file: string) => db().executeSql(readFileSync(join(migrationsDirectory, file), 'utf8'));
    await db().executeSql('drop schema public cascade; create schema public');
    await run('0031-appeals.sql');
    await db().executeSql(`
      insert into appeal (title, body, donate_url, places, starts_on, currency, goal, raised, made_at)
        values ('Keep us going', 'Please', 'https://example.org', '{front,case}', '2026-11-01', 'EUR', 500, 20, now()),
          ('Older', 'Please', 'https://example.org', '{front}', '2026-10-01', null, null, null, now());
      insert into appeal_count values (1, '2026-11-02', 9, 2, 1);
      create table change_set (id int, operation text);
      insert into change_set values (1, 'publishing.makeAppeals'), (2, 'publishing.changeAppeal'),
        (3, 'publishing.endAppeals'), (4, 'publishing.countAppeals'), (5, 'publishing.changePage');
      create table change (change_set_id int, kind text, thing_id int, before json, after json);
      insert into change values
        (1, 'setting', 0, null, '{"appeal":1,"title":"Keep us going","places":["front"]}'),
        (2, 'setting', 0, '{"appeal":1,"title":"Keep"}', '{"appeal":1,"title":"Keep us going"}'),
        (3, 'setting', 0, '{"title":"Older","appeal":2}', 'null'),
        (5, 'setting', 0, '{"page":"appeal"}', '{"appeal":"a text"}'),
        (5, 'event', 7, '{"appeal":1}', null);`);
    await run('0234-support-messages.sql');

    const rows = async (query: string) =>
      (await db().executeSql(query)).rows.map((row) => Object.values(row as object));
    expect(await rows('select number, title, places, goal::int, raised::int from support_message order by 1')).toEqual([
      [1, 'Keep us going', ['front', 'case'], 500, 20],
      [2, 'Older', ['front'], null, null],
    ]);
    expect(await rows('select support_message_number, day, shown::int, away::int from support_message_count')).toEqual([
      [1, '2026-11-02', 9, 2],
    ]);
    expect(await rows('select operation from change_set order by id')).toEqual([
      ['publishing.createSupportMessages'],
      ['publishing.changeSupportMessage'],
      ['publishing.endSupportMessages'],
      ['publishing.countSupportMessages'],
      ['publishing.changePage'],
    ]);
    const history = await rows('select before, after from change order by change_set_id, kind desc');
    expect(history).toEqual([
      [null, { supportMessage: 1, title: 'Keep us going', places: ['front'] }],
      [
        { supportMessage: 1, title: 'Keep' },
        { supportMessage: 1, title: 'Keep us going' },
      ],
      [{ title: 'Older', supportMessage: 2 }, null],
      [{ page: 'appeal' }, { appeal: 'a text' }],
      [{ appeal: 1 }, null],
    ]);

    // Numbers continue, rules still hold, and no name is left.
    const insert = (from: string) =>
      db().executeSql(`insert into support_message (title, body, donate_url, places, starts_on, made_at)
        values ('New', 'Please', 'https://example.org', '{front}', '${from}', now()) returning number`);
    expect((await insert('2026-12-01')).rows).toEqual([{ number: 3 }]);
    await expect(insert('soon')).rejects.toMatchObject({ code: '23514' });
    await db().executeSql('delete from support_message where number = 1');
    expect(await rows('select * from support_message_count')).toEqual([]);
    expect(
      await rows(`select conname as name from pg_constraint where connamespace = 'public'::regnamespace and conname ~ 'appeal'
        union all select relname from pg_class where relnamespace = 'public'::regnamespace and relname ~ 'appeal'
        union all select column_name from information_schema.columns where table_schema = 'public' and column_name ~ 'appeal'`),
    ).toEqual([]);
  });
});
