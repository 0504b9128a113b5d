import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import '../comments/tables.ts';
import '../publication/tables.ts';
import '../share/tables.ts';
import '../tags/tables.ts';
import '../../documents/translations/tables.ts';

export const besideSchema = z
  .string()
  .max(64)
  .optional()
  .describe(
    'The value of `beside` in the draft that you read: a digest of what readers see beside the text. If that has changed since, the request is refused with `conflict`',
  );

/**
 * A hash of everything beside an article's newest text that readers see, and that can change without a new revision:
 * the data of its photos, the tags, the section, the picture for shared links, the slug, the description, the original
 * of which it is a translation, and whether comments are open.
 */
export async function besideText(db: Reader, article: number): Promise<string> {
  const { rows } = await sql<{ beside: string }>`
    select json_build_array(
      (select json_agg(json_build_array(t.id, t.version) order by t.id) from thing t where t.id in (${photosOf(article)})),
      (select json_agg(t.name order by t.id) from article_tag a join tag t on t.id = a.tag_id where a.document_id = d.id),
      (select section from article_section where document_id = d.id),
      (select photo_id from article_share where document_id = d.id),
      d.slug, d.description,
      (select original_id from translation where document_id = d.id),
      (select open from article_commenting where document_id = d.id)
    )::text as beside from document d where d.id = ${article}`.execute(db);
  return sha256Hex(rows[0]?.beside ?? '');
}

/**
 * Locks the article's photos until the transaction ends, and checks that what readers see beside the text has not
 * changed since the user saw it.
 * @param beside the hash from `besideText` when the user saw it; undefined: no check
 * @throws AppError `conflict` if it has changed
 */
export async function requireUnchangedBeside(tx: Tx, article: number, beside: string | undefined): Promise<void> {
  await sql`select from thing where id in (${photosOf(article)}) order by id for share`.execute(tx);
  if (beside !== undefined && beside !== (await besideText(tx, article))) throw new AppError('conflict');
}

const photosOf = (article: number) =>
  sql`select r.photo_id from document d join revision_photo r on r.revision_id = d.revision_id where d.id = ${article}`;
