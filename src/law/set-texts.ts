import { z } from 'zod';
import { legal } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { insertRows } from '../platform/database/insert-rows.ts';
import { defineOperation } from '../platform/operation.ts';
import { RefResolver, refSchema } from '../record/refs.ts';
import { touchLaws } from './duties/write-duty.ts';
import { takeForChange } from '../record/things.ts';
import { endingActs } from './tables.ts';
import { textInput } from './schema.ts';

/**
 * Sets the texts of a version of a provision, one for each language, each with the claim that it is based on. If no
 * text is known, sets the claims that summarise the version. Earlier texts and summaries that the input leaves out are
 * deleted.
 * @throws AppError `conflict` if someone saved since `version`; `invalid_input`; `not_found`
 */
export const setTexts = defineOperation({
  name: 'law.setTexts',
  permission: legal,
  input: z.object({
    provision: refSchema,
    version: z.coerce.number().int().positive(),
    of: z.coerce.number().int().positive(),
    label: z.string().trim().min(1, 'errors.field.law.label').max(300, 'errors.field.text.long'),
    texts: z
      .array(textInput.and(z.object({ claim: refSchema })))
      .max(20)
      .default([]),
    summaries: z.array(refSchema).max(50).default([]),
  }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.provision, at, { version: input.version, kinds: ['provision'] });
    const row = await tx
      .selectFrom('provision_version')
      .innerJoin('provision', 'provision.id', 'provision_version.provision_id')
      .innerJoin('amendment', 'amendment.id', 'provision_version.amendment_id')
      .select(['provision_version.id', 'act', 'label', 'amendment.title', 'amendment.made'])
      .where('provision_version.id', '=', input.of)
      .where('provision_id', '=', thing.id)
      .executeTakeFirst();
    if (!row || endingActs.includes(row.act)) throw new AppError('not_found');
    const refs = new RefResolver();
    await refs.load(tx, [...input.summaries, ...input.texts.map((text) => text.claim)]);
    const texts = input.texts.map(({ claim, ...text }, index) => ({
      version_id: row.id,
      ...text,
      claim_id: refs.find(claim, `texts.${index}.claim`, ['claim'])?.id ?? 0,
    }));
    const summaries = [
      ...new Set(input.summaries.map((ref, index) => refs.find(ref, `summaries.${index}`, ['claim'])?.id ?? 0)),
    ];
    if (new Set(texts.map((text) => text.language)).size < texts.length)
      refs.errors.push({ path: 'texts', message: 'errors.field.law.language_twice' });
    refs.throwIfWrong();
    const of = [row.title, row.made].filter(Boolean).join(', ');
    const before = {
      of,
      label: row.label,
      texts: await tx
        .selectFrom('provision_text')
        .selectAll()
        .where('version_id', '=', row.id)
        .orderBy('language')
        .execute(),
      summaries: (
        await tx
          .selectFrom('provision_summary')
          .select('claim_id')
          .where('version_id', '=', row.id)
          .orderBy('claim_id')
          .execute()
      ).map((one) => one.claim_id),
    };
    await tx.deleteFrom('provision_text').where('version_id', '=', row.id).execute();
    await tx.deleteFrom('provision_summary').where('version_id', '=', row.id).execute();
    await insertRows(tx, 'provision_text', texts);
    await insertRows(
      tx,
      'provision_summary',
      summaries.map((claim_id) => ({ version_id: row.id, claim_id })),
    );
    await tx.updateTable('provision').set({ label: input.label }).where('id', '=', thing.id).execute();
    change({
      kind: 'provision',
      thingId: thing.id,
      action: 'changed',
      before,
      after: { of, label: input.label, texts, summaries },
    });
    await touchLaws(tx, [thing.id], at);
    return { version: thing.version + 1 };
  },
});
