import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import type { Change } from '../../platform/changes.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { group } from '../../platform/text/group.ts';
import { kindOf, kindsThat } from '../kinds/registry.ts';
import { lockThings, raiseVersions } from '../lifecycle/take-things.ts';
import { requireFilingPermission } from '../permissions.ts';
import { RefResolver, refSchema } from '../refs.ts';
import type { Thing } from '../things.ts';
import { baseOf } from '../vocabulary/languages.ts';
import { loadPresentTexts } from './load.ts';
import type { TranslationState } from './tables.ts';

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad');

/** The maximum number of characters of a translation. For a title, it is the same as for an original title. */
export const maxTranslationLength = (field: string): number =>
  field === 'title' ? 500 : /^(?:body|tail)\b/.test(field) ? 200_000 : 20_000;

export const translationInput = z.object({
  item: refSchema.describe(
    'A case, a part of a case, a law, a provision, a claim, a question, a source, a person or organisation, or a photo',
  ),
  field: z
    .string()
    .max(80)
    .describe(
      'The text of the item, as `texts` of its translations names it: `title`, `summary`, `wording`, `alt`, `note`, `answer.<property>` (the reason for an answer to a disagreement); of a claim also `passage`, `value.<property>` and `as-written.<number>`; of a provision `heading`, `body` and `tail`',
    ),
  language,
  text: z
    .string()
    .trim()
    .max(200_000, 'errors.field.text.long')
    .default('')
    .describe('The translation. An empty text removes it'),
  original: z
    .string()
    .optional()
    .describe('The original that you translated. If it is another text now, nothing is saved'),
  was: z
    .string()
    .nullable()
    .optional()
    .describe('The translation that you saw, or null if there was none. If it is another text now, nothing is saved'),
});

/**
 * Sets the translations of our own words, for several items, fields and languages at once. A translation that is sent
 * again without a change counts as up to date with the present text of the item.
 * @throws AppError `not_permitted`, `sealed`, `redacted`; `invalid_input` by field, also for texts that have changed
 * since they were read
 */
export const translate = defineOperation({
  name: 'record.translate',
  permission: legal,
  input: z
    .object({
      texts: z.array(translationInput).max(5000).default([]),
      written: z
        .array(z.object({ item: refSchema, language: language.nullable() }))
        .max(5000)
        .default([])
        .describe(
          'The languages in which our own words about cases, laws and photos are written; null: as in the rest of the publication',
        ),
    })
    .refine(({ texts, written }) => texts.length + written.length > 0, {
      path: ['texts'],
      message: 'record.error.translation.nothing',
    }),
  async write({ tx, input, principal, at, change }): Promise<{ changed: number }> {
    const refs = new RefResolver();
    await refs.load(
      tx,
      [...input.texts, ...input.written].map((one) => one.item),
    );
    const kinds = kindsThat((kind) => kind.translated);
    const unnamed = kindsThat((kind) => kind.translated?.length && !kind.language);
    const items = input.texts.map(({ item }, at) => refs.find(item, `texts.${at}.item`, kinds));
    const writtenOf = input.written.map(({ item }, at) => refs.find(item, `written.${at}.item`, unnamed));
    refs.throwIfWrong();
    const ids = [...new Set([...items, ...writtenOf].map((one) => one!.id))];
    const things = new Map((await lockThings(tx, ids, {}, 'goes on')).map((thing) => [thing.id, thing]));
    requireFilingPermission(
      principal,
      [...things.values()].map(({ kind }) => kind),
    );
    if ([...things.values()].some(({ visibility }) => visibility === 'sealed')) throw new AppError('sealed');

    const had = await ownTranslationsOf(tx, ids);
    const wanted = new Map(ids.map((id) => [id, new Map((had.get(id) ?? []).map((one) => [keyOf(one), one]))]));
    const present = await loadPresentTexts(tx, ids, '');
    for (const [place, { field, language, text, original: seen, was }] of input.texts.entries()) {
      const { id } = items[place]!;
      const complain = (message: string): void =>
        void refs.errors.push({ path: `texts.${place}.text`, message, params: { field } });
      const { text: original, language: written } = present.get(id)?.get(field) ?? {};
      const mine = wanted.get(id)!;
      const now = mine.get(keyOf({ field, language }));
      if (original === undefined) complain('record.error.translation.field');
      else if (text && written && baseOf(written) === baseOf(language))
        complain('record.error.translation.same_language');
      else if (text.length > maxTranslationLength(field)) complain('errors.field.text.long');
      else if (seen !== undefined && seen !== original) complain('record.error.translation.original_changed');
      else if (was !== undefined && (was ?? '') !== (now?.text ?? '')) complain('record.error.translation.changed');
      else if (text) mine.set(keyOf({ field, language }), { field, language, text, original });
      else mine.delete(keyOf({ field, language }));
    }
    refs.throwIfWrong();
    const languages = new Map(input.written.map(({ language }, place) => [writtenOf[place]!.id, language] as const));
    const changed = ids.filter((id) => {
      const [thing, wish] = [things.get(id)!, languages.get(id)];
      return (
        !sameRows(had.get(id) ?? [], [...wanted.get(id)!.values()]) || (wish !== undefined && wish !== thing.written_in)
      );
    });
    await raiseVersions(tx, changed, at);
    for (const id of changed) {
      const thing = things.get(id)!;
      await writeTranslations(tx, thing, had.get(id) ?? [], [...wanted.get(id)!.values()], change);
      await writeLanguage(tx, thing, languages.get(id) ?? (languages.has(id) ? null : thing.written_in), change);
    }
    return { changed: changed.length };
  },
});

const keyOf = ({ field, language }: Pick<TranslationState, 'field' | 'language'>): string => `${field} ${language}`;
const inOrder = (rows: readonly TranslationState[]): TranslationState[] =>
  rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const sameRows = (some: readonly TranslationState[], others: readonly TranslationState[]): boolean =>
  JSON.stringify(inOrder(some)) === JSON.stringify(inOrder(others));

/** The stored translations of locked items, by the item's id. */
export async function ownTranslationsOf(tx: Tx, ids: readonly number[]): Promise<Map<number, TranslationState[]>> {
  const { rows } = await sql<TranslationState & { id: number }>`
    select thing_id as id, field, language, text, original from text_translation
    where thing_id = any(${[...ids]}::bigint[]) order by thing_id, field, language`.execute(tx);
  return group(rows.map(({ id, ...row }) => [Number(id), row] as const));
}

/**
 * Replaces the translations of a locked item, also when an earlier state is restored.
 * @param had the item's translations until now
 */
export async function writeTranslations(
  tx: Tx,
  { id, kind }: Pick<Thing, 'id' | 'kind'>,
  had: readonly TranslationState[],
  rows: readonly TranslationState[],
  change: (change: Change) => void,
): Promise<void> {
  if (!kindOf(kind).translated) return;
  if (sameRows(had, rows)) return;
  await sql`delete from text_translation where thing_id = ${id}`.execute(tx);
  await insertRows(
    tx,
    'text_translation',
    rows.map((row) => ({ thing_id: id, ...row })),
  );
  change({
    kind,
    thingId: id,
    action: 'changed',
    before: { translations: had },
    after: { translations: inOrder(rows) },
  });
}

/** Sets the language in which our own words about a locked item are written. */
export async function writeLanguage(
  tx: Tx,
  { id, kind, written_in: before }: Pick<Thing, 'id' | 'kind' | 'written_in'>,
  language: string | null,
  change: (change: Change) => void,
): Promise<void> {
  if (before === language) return;
  await tx.updateTable('thing').set({ written_in: language }).where('id', '=', id).execute();
  change({ kind, thingId: id, action: 'changed', before: { written_in: before }, after: { written_in: language } });
}
