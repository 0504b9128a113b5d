import type { Node } from 'prosemirror-model';
import type { Reader } from '../../platform/database/tx.ts';
import { readDocument } from '../model/schema.ts';
import './tables.ts';

export type WorkingCopy = {
  doc: Node;
  byline: { kind: 'by' | 'compiled-by'; names: string[] };
  language: string;
  cases: string[];
  revision: number;
  version: number;
  keptAt: Date;
};

/** A person's unsaved changes; null if there are none. */
export async function loadWorkingCopy(db: Reader, documentId: number, accountId: number): Promise<WorkingCopy | null> {
  const row = await db
    .selectFrom('working_copy')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!row?.content) return null;
  return {
    ...row.content,
    doc: readDocument(row.content.doc),
    revision: row.revision,
    version: row.version,
    keptAt: row.kept_at!,
  };
}

/** If a person's editor has sent no message for so many milliseconds, the article no longer counts as open. */
export const presentFor = 45_000;

/** Who else has the article open, and since when. `writing`: with unsaved changes. */
export async function othersAt(
  db: Reader,
  documentId: number,
  accountId: number,
  now: Date,
): Promise<{ name: string; since: Date; writing: boolean }[]> {
  const rows = await db
    .selectFrom('working_copy')
    .innerJoin('account', 'account.id', 'working_copy.account_id')
    .select(['account.name', 'working_copy.kept_at', 'working_copy.opened_at'])
    .where('document_id', '=', documentId)
    .where('account_id', '<>', accountId)
    .where('seen_at', '>', new Date(now.getTime() - presentFor))
    .where('opened_at', 'is not', null)
    .orderBy('account.name')
    .execute();
  return rows.map((row) => ({ name: row.name, since: row.opened_at!, writing: row.kept_at !== null }));
}
