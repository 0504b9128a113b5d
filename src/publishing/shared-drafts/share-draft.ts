import { sql } from 'kysely';
import { z } from 'zod';
import { hashToken, newToken } from '../../accounts/secrets.ts';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { lockArticle } from '../../documents/lock-article.ts';
import { draftLinkDays } from './tables.ts';

const maxLinks = 20;

/**
 * Creates a link for a person without an account, which shows the newest revision of the draft for some days. Only the
 * hash of its token is stored, so the token is returned only here.
 * @throws AppError `act_impossible` if the article was retracted, removed or unpublished
 */
export const shareDraft = defineOperation({
  name: 'publishing.shareDraft',
  permission: editors,
  proof: true,
  input: z.object({
    article: articleRef,
    /** A note for the desk that says who gets the link. */
    forWhom: z
      .string('publishing.previews.error.for_whom')
      .trim()
      .min(1, 'publishing.previews.error.for_whom')
      .max(200, 'documents.error.text.long'),
    days: z.coerce
      .number()
      .refine((days) => (draftLinkDays as readonly number[]).includes(days), 'publishing.previews.error.days'),
  }),
  async write({ tx, input, principal, at, change }) {
    const thing = await lockArticle(tx, input.article);
    const { state } = await tx
      .selectFrom('document')
      .select('state')
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow();
    if (state !== 'draft' && state !== 'published') throw new AppError('act_impossible', { details: { state } });
    await tx.deleteFrom('draft_link').where('document_id', '=', thing.id).where('expires_at', '<=', at).execute();
    const { held } = await tx
      .selectFrom('draft_link')
      .select((eb) => eb.fn.countAll<number>().as('held'))
      .where('document_id', '=', thing.id)
      .executeTakeFirstOrThrow();
    if (held >= maxLinks)
      throw new AppError('invalid_input', {
        fields: [{ path: 'forWhom', message: 'publishing.previews.error.many', params: { most: maxLinks } }],
      });
    const token = newToken();
    const expiresAt = new Date(at.getTime() + input.days * 86_400_000);
    await tx
      .insertInto('draft_link')
      .values({
        document_id: thing.id,
        token_hash: hashToken(token),
        for_whom: input.forWhom,
        by_account: principal.accountId,
        made_at: at,
        expires_at: expiresAt,
      })
      .execute();
    // The history does not get the note about who gets the link, because the note must be deleted with the link.
    change({
      kind: 'article',
      thingId: thing.id,
      action: 'changed',
      before: null,
      after: { draft_link_until: expiresAt.toISOString() },
    });
    return { token, expiresAt };
  },
});

/**
 * The article of a token. Null if the token is not valid. It is valid only as long as its creator may see the article,
 * and so not if the article is limited to a team that the creator is not in.
 */
export async function findDraftLink(
  db: Reader,
  token: string,
  at: Date,
): Promise<{ article: string; number: number } | null> {
  const row = await db
    .selectFrom('draft_link')
    .innerJoin('thing', 'thing.id', 'draft_link.document_id')
    .select(['thing.number', 'draft_link.expires_at'])
    .where('token_hash', '=', hashToken(token))
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .where(
      sql<boolean>`not exists (select from thing_team t where t.thing_id = draft_link.document_id and by_account is not null
        and not exists (select from team_member m where m.team_id = t.team_id and m.account_id = by_account))`,
    )
    .executeTakeFirst();
  return row && row.expires_at > at ? { article: `article/${row.number}`, number: row.number } : null;
}

export type DraftLink = { id: number; forWhom: string; by: string | null; madeAt: Date; expiresAt: Date };

/** The valid links to an article's draft, newest first. */
export async function listDraftLinks(db: Reader, articleId: number, at: Date): Promise<DraftLink[]> {
  const rows = await db
    .selectFrom('draft_link')
    .leftJoin('account', 'account.id', 'draft_link.by_account')
    .select(['draft_link.id', 'for_whom', 'account.name', 'made_at', 'expires_at'])
    .where('document_id', '=', articleId)
    .where('expires_at', '>', at)
    .orderBy('draft_link.id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    forWhom: row.for_whom,
    by: row.name,
    madeAt: row.made_at,
    expiresAt: row.expires_at,
  }));
}
