import { sql } from 'kysely';
import { z } from 'zod';
import { filing, upkeep } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { accountOf, defineOperation } from '../../platform/operation.ts';
import { parseRef } from '../../record/refs.ts';
import type { DocumentJson } from '../model/schema.ts';
import { articleRef, versionSchema } from '../save-article.ts';
import { contentSchema } from './content.ts';
import { presentFor } from './load-copy.ts';
import { withoutSealed } from './delete-sealed.ts';
import './tables.ts';

/**
 * Stores a person's unsaved changes, replacing earlier ones. They are no revision, and not in the history. Without
 * content, the operation only records that the person has the article open; or, with `leaving`, has closed it.
 */
export const saveWorkingCopy = defineOperation({
  name: 'documents.keepWorkingCopy',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    article: articleRef,
    revision: versionSchema,
    version: versionSchema,
    content: contentSchema.nullable(),
    leaving: z.boolean().default(false),
  }),
  async write({ tx, input, principal, at }): Promise<void> {
    const documentId = await findDocument(tx, input.article);
    const account = accountOf(principal);
    const doc = input.content && (await withoutSealed(tx, input.content.doc));
    const content = input.content && JSON.stringify({ ...input.content, doc: doc!.toJSON() as DocumentJson });
    const opened = input.leaving ? null : at;
    const gone = new Date(at.getTime() - presentFor);
    await sql`
      insert into working_copy (document_id, account_id, content, revision, version, kept_at, seen_at, opened_at)
      values (${documentId}, ${account}, ${content}::jsonb, ${input.revision}, ${input.version}, ${content === null ? null : at}, ${at}, ${opened})
      on conflict (document_id, account_id) do update set seen_at = excluded.seen_at,
        opened_at = case when excluded.opened_at is not null and working_copy.seen_at > ${gone} then coalesce(working_copy.opened_at, excluded.opened_at) else excluded.opened_at end,
        content = coalesce(excluded.content, working_copy.content), kept_at = coalesce(excluded.kept_at, working_copy.kept_at),
        revision = case when excluded.content is null and working_copy.content is not null then working_copy.revision else excluded.revision end,
        version = case when excluded.content is null and working_copy.content is not null then working_copy.version else excluded.version end`.execute(
      tx,
    );
  },
});

/** Deletes unsaved changes, because the person saved or discarded them. */
export const discardWorkingCopy = defineOperation({
  name: 'documents.dropWorkingCopy',
  permission: filing,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object({ article: articleRef }),
  async write({ tx, input, principal }): Promise<void> {
    await tx
      .deleteFrom('working_copy')
      .where('document_id', '=', await findDocument(tx, input.article))
      .where('account_id', '=', accountOf(principal))
      .execute();
  },
});

/** Days after which abandoned unsaved changes are deleted. */
export const storedDays = 60;

/** Deletes abandoned unsaved changes. */
export const purgeWorkingCopies = defineOperation({
  name: 'documents.purgeWorkingCopies',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }) {
    const gone = await tx
      .deleteFrom('working_copy')
      .where('seen_at', '<', new Date(at.getTime() - storedDays * 86_400_000))
      .executeTakeFirst();
    await noteEnded(tx, { working_copy: gone.numDeletedRows });
    return { workingCopies: Number(gone.numDeletedRows) };
  },
});

async function findDocument(tx: Tx, article: string): Promise<number> {
  const row = await tx
    .selectFrom('thing')
    .select(['id', 'redacted_at'])
    .where('kind', '=', 'article')
    .where('number', '=', parseRef(article)?.number ?? 0)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  if (row.redacted_at) throw new AppError('redacted');
  return row.id;
}
