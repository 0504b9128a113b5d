import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import '../tables.ts';

/**
 * Opens stored advice with the private key (age identity) of one of the people for whom it is encrypted. The history
 * records this.
 * @throws AppError `not_found`, `sealed`
 */
export const openAdvice = defineOperation({
  name: 'law.openAdvice',
  permission: legal,
  publicItems: 'unseen',
  proof: true,
  input: z.object({ advice: z.coerce.number().int().positive(), identity: z.string().min(1) }),
  async prepare({ input, app, principal }) {
    const row = await app.db.read
      .selectFrom('kept_advice')
      .select(['id', 'article_id', 'ciphertext', 'kept_at'])
      .where('id', '=', input.advice)
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    const mine = await app.db.read
      .selectFrom('kept_advice_for')
      .select('account_id')
      .where('advice_id', '=', row.id)
      .where('account_id', '=', principal.accountId ?? 0)
      .executeTakeFirst();
    if (!mine) throw new AppError('sealed');
    const { Decrypter } = await import('age-encryption');
    const decrypter = new Decrypter();
    decrypter.addIdentity(input.identity);
    try {
      return {
        articleId: row.article_id,
        content: JSON.parse(await decrypter.decrypt(row.ciphertext, 'text')) as unknown,
      };
    } catch (cause) {
      throw new AppError('sealed', { cause });
    }
  },
  async write({ input, prepared, change }): Promise<unknown> {
    change({
      kind: 'article',
      thingId: prepared.articleId,
      action: 'opened',
      before: null,
      after: { advice: input.advice },
    });
    return prepared.content;
  },
});

export type SavedAdvice = { id: number; keptAt: Date; readers: { id: number; name: string }[] };

/** The stored advice for an article, and who can open it; the newest first. */
export async function listSavedAdvice(db: Reader, articleId: number): Promise<SavedAdvice[]> {
  const rows = await db
    .selectFrom('kept_advice')
    .select(['id', 'kept_at'])
    .where('article_id', '=', articleId)
    .orderBy('id', 'desc')
    .execute();
  const readers = rows.length
    ? await db
        .selectFrom('kept_advice_for')
        .innerJoin('account', 'account.id', 'account_id')
        .select(['advice_id', 'account.id', 'account.name'])
        .where(
          'advice_id',
          'in',
          rows.map((row) => row.id),
        )
        .orderBy('account.name')
        .execute()
    : [];
  return rows.map((row) => ({
    id: row.id,
    keptAt: row.kept_at,
    readers: readers.filter((one) => one.advice_id === row.id).map(({ id, name }) => ({ id, name })),
  }));
}
