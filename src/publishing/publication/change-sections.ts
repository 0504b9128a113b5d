import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { lockPublication, storeSettings, versionSchema } from './change-publication.ts';
import { settingsOf } from './publication.ts';

export const sectionKey = z
  .string('publishing.publication.error.section.key_missing')
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'publishing.publication.error.section.key_bad')
  .max(60, 'errors.field.text.long');

export const sectionSchema = z.object({
  key: sectionKey,
  names: z.record(
    z.string().refine(isLanguageTag, 'errors.field.language.bad'),
    z.string().trim().min(1, 'publishing.publication.error.section.name_missing').max(60, 'errors.field.text.long'),
  ),
});

/**
 * Sets the sections, in their order. A section that is left out is deleted. If it has articles that this person cannot
 * see, they lose their section without an error, because an error would reveal them.
 * @throws AppError `invalid_input` if a section that is left out has articles that the person sees, if a key is
 *   repeated, or if a name in the publication's language is missing; `conflict` if someone changed the settings since
 *   `version`
 */
export const changeSections = defineOperation({
  name: 'publishing.changeSections',
  permission: editors,
  input: z.object({
    version: versionSchema,
    sections: z.array(sectionSchema).max(30, 'publishing.publication.error.list.long'),
  }),
  async write({ tx, input, change }) {
    const { publication, version } = await lockPublication(tx, input.version);
    const keys = input.sections.map((one) => one.key);
    const fields: FieldError[] = input.sections.flatMap((one, index) => [
      ...(keys.indexOf(one.key) < index
        ? [{ path: `sections.${index}.key`, message: 'publishing.publication.error.section.twice' }]
        : []),
      ...(one.names[publication.language]
        ? []
        : [
            {
              path: `sections.${index}.names.${publication.language}`,
              message: 'publishing.publication.error.section.name_missing',
            },
          ]),
    ]);
    const used = await tx.selectFrom('article_section').select('section').distinct().execute();
    const lost = publication.sections.filter(
      (one) => !keys.includes(one.key) && used.some((row) => row.section === one.key),
    );
    fields.push(
      ...lost.map((one) => ({
        path: 'sections',
        message: 'publishing.publication.error.section.used',
        params: { section: one.key },
      })),
    );
    if (fields.length) throw new AppError('invalid_input', { fields });

    await asTeams(tx, null, async () => {
      for (const [table, key] of [
        ['article_section', 'section'],
        ['section', 'key'],
      ] as const)
        await sql`delete from ${sql.table(table)} where ${sql.ref(key)} <> all(${keys}::text[])`.execute(tx);
    });
    for (const [position, { key, names }] of input.sections.entries()) {
      const row = { position, names };
      await tx
        .insertInto('section')
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute();
    }
    await storeSettings(tx, settingsOf(publication), publication.logo, version);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { sections: publication.sections },
      after: { sections: input.sections },
    });
  },
});
