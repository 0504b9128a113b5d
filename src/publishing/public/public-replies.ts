import { sql } from 'kysely';
import { z } from 'zod';
import { group } from '../../platform/text/group.ts';
import type { Reader } from '../../platform/database/tx.ts';

/** A reply adds the person's own view. A refutation says that something is untrue. */
export const replyKinds = ['reply', 'refutation'] as const;

/** A published reply as readers see it, field by field (the invariant "Public by list"). */
export const publicReply = z.strictObject({
  number: z.number(),
  kind: z.enum(replyKinds),
  /** The name that the author uses. */
  by: z.string(),
  at: z.iso.datetime(),
  language: z.string(),
  /** The reply in its author's own words, unchanged. */
  paragraphs: z.array(z.string()),
  /** The number of the edition that the reply is about. */
  edition: z.number().nullable(),
  /** The ids of the sentences that the reply is about, in this edition. */
  sentences: z.array(z.string()),
});
export type PublicReply = z.output<typeof publicReply>;

/** The replies to articles in the order of publication, by the document's id. */
export async function loadPublicReplies(
  db: Reader,
  documentIds: readonly number[],
): Promise<Map<number, PublicReply[]>> {
  const rows = await db
    .selectFrom('reply')
    .innerJoin('thing', 'thing.id', 'reply.id')
    .leftJoin('edition', 'edition.id', 'reply.edition_id')
    .select([
      'reply.document_id',
      'thing.number',
      'reply.kind',
      'reply.asker',
      'reply.settled_at',
      'reply.language',
      'reply.words',
      'reply.sentences',
      'edition.number as edition',
    ])
    .where(sql<boolean>`reply.document_id = any(${[...documentIds]}::bigint[])`)
    .where('reply.state', '=', sql.lit('published'))
    .where('thing.redacted_at', 'is', null)
    .orderBy('reply.settled_at')
    .orderBy('reply.id')
    .execute();
  return group(
    rows.map(
      (row) =>
        [
          row.document_id,
          {
            number: row.number,
            kind: row.kind,
            by: row.asker,
            at: row.settled_at!.toISOString(),
            language: row.language!,
            paragraphs: row.words!.split(/\n\s*\n/),
            edition: row.edition,
            sentences: row.sentences,
          } satisfies PublicReply,
        ] as const,
    ),
  );
}
