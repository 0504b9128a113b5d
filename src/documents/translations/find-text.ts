import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { parseRef } from '../../record/refs.ts';
import { readDocument } from '../model/schema.ts';
import { sentencesOf, type Placed } from '../model/sentences.ts';

/** The newest revision of an article. */
export type Text = {
  id: number;
  number: number;
  version: number;
  language: string;
  revisionId: number;
  revision: number;
  headline: string;
  sentences: Placed[];
};

/** @throws AppError `not_found`, `redacted` */
export async function findText(db: Reader, ref: string): Promise<Text> {
  const text = await loadText(db, (query) => query.where('thing.number', '=', parseRef(ref)?.number ?? 0));
  if (!text) throw new AppError('not_found');
  return text;
}

export async function textById(db: Reader, id: number): Promise<Text> {
  const text = await loadText(db, (query) => query.where('thing.id', '=', id));
  if (!text) throw new AppError('not_found');
  return text;
}

type Query = ReturnType<typeof newestRevisions>;

const newestRevisions = (db: Reader) =>
  db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select([
      'thing.id',
      'thing.number',
      'thing.version',
      'thing.redacted_at',
      'revision.id as revisionId',
      'revision.number as revision',
      'revision.language',
      'revision.headline',
      'revision.doc',
    ])
    .where('thing.kind', '=', 'article');

async function loadText(db: Reader, narrow: (query: Query) => Query): Promise<Text | null> {
  const row = await narrow(newestRevisions(db)).executeTakeFirst();
  if (!row) return null;
  if (row.redacted_at) throw new AppError('redacted');
  const { doc, redacted_at: _, ...rest } = row;
  return { ...rest, sentences: sentencesOf(readDocument(doc)) };
}

/** The texts of sentences by their ids, for each revision. */
export async function sentencesAt(
  db: Reader,
  revisionIds: readonly number[],
): Promise<Map<number, Map<string, string>>> {
  if (!revisionIds.length) return new Map();
  const rows = await db
    .selectFrom('revision')
    .select(['id', 'doc'])
    .where('id', 'in', [...revisionIds])
    .execute();
  return new Map(
    rows.map((row) => [row.id, new Map(sentencesOf(readDocument(row.doc)).map((one) => [one.id, one.text]))]),
  );
}
