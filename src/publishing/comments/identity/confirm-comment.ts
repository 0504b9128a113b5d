import { z } from 'zod';
import { hashToken } from '../../../accounts/secrets.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { articleSlug } from '../../articles/article-slug.ts';
import { loadPublication } from '../../publication/publication.ts';
import { confirmHours } from '../tables.ts';
import { dayOf, lastDay } from './calendar.ts';
import { bindingDuties } from './duties.ts';

const hour = 3_600_000;

/**
 * The comment of a confirmation link. Null if the link is not valid. A link is valid for up to one hour longer than
 * `confirmHours`, because only the hour in which the comment was written is stored.
 */
export async function findUnconfirmed(
  db: Reader,
  secret: string,
  at: Date,
): Promise<{ id: number; article: number; headline: string; slug: string; duty: number | null } | null> {
  const row = await db
    .selectFrom('commenter_identity')
    .innerJoin('reader_comment', 'reader_comment.id', 'commenter_identity.comment_id')
    .innerJoin('thing', 'thing.id', 'reader_comment.document_id')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .select(['reader_comment.id', 'thing.number as article', 'revision.headline', 'document.slug', 'duty_id as duty'])
    .where('commenter_identity.link_hash', '=', hashToken(secret))
    .where('reader_comment.state', '=', 'unconfirmed')
    .where('reader_comment.written_at', '>', new Date(at.getTime() - (confirmHours + 1) * hour))
    .executeTakeFirst();
  return row ? { ...row, slug: articleSlug(row.slug, row.headline) } : null;
}

/**
 * Confirms a comment after its writer has followed the link, which contains the encrypted identity. If a duty to store
 * the identity still applies, it is stored for the duty's period, from today on. The desk then decides about the
 * comment.
 * @throws AppError `link_spent`
 */
export const confirmComment = defineOperation({
  name: 'publishing.confirmComment',
  permission: 'anyone',
  input: z.object({ secret: z.string().max(4000) }),
  async prepare({ input, at, app }): Promise<{ period: string | null }> {
    const found = await findUnconfirmed(app.db.read, input.secret, at);
    if (!found) throw new AppError('link_spent');
    if (found.duty === null) return { period: null };
    const { jurisdictions } = (await loadPublication(app.db.read)).publication;
    const binding = await bindingDuties(app.db.read, [found.duty], jurisdictions, dayOf(at));
    return { period: binding.get(found.duty)?.period ?? null };
  },
  async write({ tx, input, prepared: { period }, at }): Promise<{ comment: number; keptUntil: string | null }> {
    const row = await tx
      .selectFrom('commenter_identity')
      .selectAll()
      .where('link_hash', '=', hashToken(input.secret))
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('link_spent');
    const today = dayOf(at);
    const sealed = input.secret.split('.')[1];
    const keptUntil = period === null || sealed === undefined ? null : lastDay(today, period);
    const kept =
      keptUntil === null
        ? { duty_id: null, key_name: null, sealed: null }
        : { sealed: Buffer.from(sealed!, 'base64url') };
    await tx
      .updateTable('commenter_identity')
      .set({ ...kept, link_hash: null, identified_on: today, kept_until: keptUntil })
      .where('comment_id', '=', row.comment_id)
      .execute();
    await tx
      .updateTable('reader_comment')
      .set({ state: 'waiting' })
      .where('id', '=', row.comment_id)
      .where('state', '=', 'unconfirmed')
      .execute();
    return { comment: row.comment_id, keptUntil };
  },
});
