import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { secretKinds } from '../duties/tables.ts';
import { foldWord } from './phrase.ts';
import type { DeskWords } from './secrets.ts';
import './tables.ts';

/** All words added by the desk, by language and kind. */
export const loadWords = (db: Reader): Promise<DeskWords[]> =>
  db.selectFrom('secret_word').selectAll().orderBy('language').orderBy('kind').orderBy('phrase').execute();

/** A phrase in the notation of rules (phrase.ts): one to eight words, at least one of them with three letters. */
const phrase = z
  .string()
  .max(200, 'errors.field.text.long')
  .transform((text) => text.split(/\s+/).filter(Boolean).map(foldWord).join(' '))
  .refine(
    (text) =>
      /\p{L}{3}/u.test(text) &&
      text.split(' ').length <= 8 &&
      !/^~|~$/.test(text) &&
      text
        .split(' ')
        .every(
          (part) =>
            part === '~' || part === '#' || part.split('|').every((word) => /^[\p{L}\p{M}\p{N}'-]+\*?$/u.test(word)),
        ),
    'errors.field.secret_word.phrase',
  );

/**
 * Adds words for checking articles: words that reveal a secret, or words that a rule wrongly recognises as a secret. Words
 * that were added before are not changed.
 */
export const addSecretWords = defineOperation({
  name: 'law.addSecretWords',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    words: z
      .array(
        z.object({
          language: z
            .string()
            .refine((tag) => isLanguageTag(tag) && /^[a-z]{2,3}$/.test(tag), 'errors.field.language.bad')
            .optional(),
          kind: z.enum(secretKinds, 'errors.field.duty.secret'),
          effect: z.enum(['touches', 'passes']).default('touches'),
          phrase,
        }),
      )
      .min(1)
      .max(500),
  }),
  async write({ tx, input, change }): Promise<{ added: number }> {
    const rows = await tx
      .insertInto('secret_word')
      .values(input.words.map(({ language, ...word }) => ({ language: language ?? null, ...word })))
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .execute();
    for (const row of rows)
      change({ kind: 'setting', thingId: 0, action: 'changed', before: null, after: { secretWord: row } });
    return { added: rows.length };
  },
});

/** Deletes words that the desk added. @throws AppError `not_found` */
export const dropSecretWords = defineOperation({
  name: 'law.dropSecretWords',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ words: z.array(z.coerce.number().int().positive()).min(1).max(500) }),
  async write({ tx, input, change }): Promise<{ dropped: number }> {
    const rows = await tx.deleteFrom('secret_word').where('id', 'in', input.words).returningAll().execute();
    if (rows.length < new Set(input.words).size) throw new AppError('not_found');
    for (const row of rows)
      change({ kind: 'setting', thingId: 0, action: 'changed', before: { secretWord: row }, after: null });
    return { dropped: rows.length };
  },
});
