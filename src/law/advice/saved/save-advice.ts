import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { parseRef, findThing, refSchema } from '../../../record/refs.ts';
import '../tables.ts';

/**
 * Stores advice. It is encrypted with age for the given people before it reaches the database. The history says that
 * advice was stored and for whom, not what it contains.
 * @throws AppError `not_found`; `invalid_input` if one of the people has no key
 */
export const saveAdvice = defineOperation({
  name: 'law.keepAdvice',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    article: refSchema,
    for: z.array(z.coerce.number().int().positive()).min(1, 'errors.field.seal.nobody'),
    content: z.record(z.string(), z.unknown()),
  }),
  async prepare({ input, app }) {
    const parsed = parseRef(input.article);
    const thing = parsed?.kind === 'article' ? await findThing(app.db.read, 'article', parsed.number) : undefined;
    if (!thing) throw new AppError('not_found');
    const readers = await app.db.read
      .selectFrom('account')
      .select(['id', 'seal_recipient'])
      .where('id', 'in', input.for)
      .where('disabled_at', 'is', null)
      .execute();
    if (readers.length !== new Set(input.for).size || readers.some((reader) => !reader.seal_recipient))
      throw new AppError('invalid_input', { fields: [{ path: 'for', message: 'errors.field.seal.noKey' }] });
    const { Encrypter } = await import('age-encryption');
    const encrypter = new Encrypter();
    for (const reader of readers) encrypter.addRecipient(reader.seal_recipient!);
    return {
      articleId: thing.id,
      ciphertext: await encrypter.encrypt(JSON.stringify(input.content)),
      readers: readers.map((reader) => reader.id),
    };
  },
  async write({ tx, prepared, at, change }): Promise<{ advice: number }> {
    const { articleId, ciphertext, readers } = prepared;
    const { id } = await tx
      .insertInto('kept_advice')
      .values({ article_id: articleId, ciphertext, kept_at: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    await insertRows(
      tx,
      'kept_advice_for',
      readers.map((account_id) => ({ advice_id: id, account_id })),
    );
    change({
      kind: 'article',
      thingId: articleId,
      action: 'sealed',
      before: null,
      after: { advice: id, for: readers },
    });
    return { advice: id };
  },
});
