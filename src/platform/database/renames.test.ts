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
});
