import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { messages } from '../messages/messages.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { migrationsDirectory } from './migrate.ts';

onBothDatabases('migrations that rename operations and message keys in rows', (db) => {
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
});
