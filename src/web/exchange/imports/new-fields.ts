import { guessType } from '../../../exchange/import/mapping/guess-type.ts';
import type { Profile } from '../../../exchange/import/mapping/profile.ts';
import type { MappingField } from '../../../exchange/import/mapping/schema.ts';
import { findOwnTarget, newField } from '../../../exchange/import/mapping/targets.ts';
import { defaultLocale, interfaceLocales, type Translate } from '../../../platform/messages/messages.ts';
import { freshFields } from '../../../record/fields/apply-fields.ts';
import { createField } from '../../../record/fields/change-field.ts';
import type { DeskRequest } from '../../kit/pages/page-request.ts';

/**
 * Creates a desk-only field of cases for each column that has “new field” as its target, and maps the column to this
 * field. The field has the column's name. If there is already such a field, for example because the form is sent again,
 * none is created.
 */
export async function withNewFields<Field extends Pick<MappingField, 'column' | 'target' | 'date'>>(
  fields: readonly Field[],
  profile: Profile,
  t: Translate,
  { app, run }: Pick<DeskRequest<unknown>, 'app' | 'run'>,
): Promise<Field[]> {
  const locale = interfaceLocales.find((one) => one === t.locale) ?? defaultLocale;
  if (fields.some(({ target }) => target === newField)) await freshFields(app.db);
  const made: Field[] = [];
  for (const field of fields) {
    const column = profile.columns.find(({ name }) => name === field.column);
    if (field.target !== newField || !column) {
      made.push(field);
      continue;
    }
    const { type, date } = guessType(column);
    const known = findOwnTarget(column.name)?.key;
    const target =
      known ??
      `case.${
        (
          await run(createField, {
            labels: { [locale]: column.name.slice(0, 100) },
            kinds: ['case'],
            type,
            many: type === 'text',
          })
        ).field
      }`;
    made.push({ ...field, target, ...(date ? { date } : {}) });
  }
  return made;
}
