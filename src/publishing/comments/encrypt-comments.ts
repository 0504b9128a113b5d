import { sql } from 'kysely';
import { z } from 'zod';
import { upkeep } from '../../accounts/tables.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { encryptingJob } from '../../platform/jobs/encrypting-job.ts';
import { defineOperation, run, systemPrincipal } from '../../platform/operation.ts';
import { encryptRow, RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import type { CommentTexts, ReportTexts } from './comment-texts.ts';

/** The most rows of each table that one run encrypts. */
const maxTogether = 200;

const plainTexts = {
  reader_comment: sql<boolean>`encrypted is null and text <> '' and state in ('unconfirmed', 'waiting', 'rejected')`,
  reader_comment_report: sql<boolean>`encrypted is null and note <> ''`,
} as const;
type Table = keyof typeof plainTexts;
const tables = Object.keys(plainTexts) as Table[];

/**
 * Encrypts comments that readers cannot see, and readers' reports, that an earlier release has stored in plain text.
 * @returns how many it has encrypted; 0 when there are none left
 */
export const encryptComments = defineOperation({
  name: 'publishing.encryptComments',
  permission: upkeep,
  input: z.object({}),
  async prepare({ app }): Promise<Record<Table, Map<number, RowKey>>> {
    const keys = new RowKeys(app.config.dataDir);
    const prepared = { reader_comment: new Map<number, RowKey>(), reader_comment_report: new Map<number, RowKey>() };
    for (const table of tables) {
      const { rows } = await sql<{ id: number }>`
        select id::int as id from ${sql.table(table)} where ${plainTexts[table]} order by id limit ${maxTogether}`.execute(
        app.db.read,
      );
      for (const { id } of rows) prepared[table].set(id, await keys.create());
    }
    return prepared;
  },
  async write({ tx, prepared }): Promise<number> {
    const done = { reader_comment: 0, reader_comment_report: 0 };
    for (const table of tables) {
      const texts = table === 'reader_comment' ? sql`name, text, note` : sql`note`;
      const { rows } = await sql<{ id: number } & (CommentTexts | ReportTexts)>`
        select id::int as id, ${texts} from ${sql.table(table)}
        where id = any(${[...prepared[table].keys()]}::bigint[]) and ${plainTexts[table]} for update`.execute(tx);
      const emptied = table === 'reader_comment' ? sql`name = '', text = '', note = ''` : sql`note = ''`;
      for (const { id, ...plain } of rows) {
        const key = prepared[table].get(id)!;
        await sql`
          update ${sql.table(table)} set ${emptied}, row_key = ${key.name}, encrypted = ${encryptRow(key, plain)} where id = ${id}`.execute(
          tx,
        );
      }
      done[table] = rows.length;
    }
    await noteEnded(tx, done);
    return done.reader_comment + done.reader_comment_report;
  },
});

export const encryptCommentsJob = encryptingJob('comments.encrypt', 'comments', (app) =>
  run(app, encryptComments, systemPrincipal, {}),
);
