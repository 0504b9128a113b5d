import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, mayRun, run, type App, type Principal } from '../../platform/operation.ts';
import { withFields } from '../../record/fields/apply-fields.ts';
import { facetTypes } from '../../record/fields/change-field.ts';
import { loadDefinition, type Definition } from '../../record/fields/definition.ts';
import { lockFields, nameOf, stampFields } from '../../record/fields/input.ts';
import { fieldLimits } from '../../record/fields/tables.ts';
import { findFacet, isReservedParameter } from '../../record/vocabulary/facets.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { listRow, propertyRow } from '../../record/vocabulary/register-properties.ts';
import { isList } from '../../record/vocabulary/terms.ts';
import { importLines } from './import-lines.ts';

const declared = z.object({
  lists: z
    .array(listRow.extend({ terms: listRow.shape.terms.max(fieldLimits.terms, 'record.fields.error.many_choices') }))
    .max(fieldLimits.lists, 'record.fields.error.many_lists'),
  fields: z.array(propertyRow).max(fieldLimits.fields, 'record.fields.error.many_fields'),
});
export type Declared = z.output<typeof declared>;

/** The fields, lists and terms that a file declares, and that this installation does not have. */
type Missing = { fields: Declared['fields']; lists: Declared['lists']; terms: { list: string; key: string }[] };

/** @throws AppError `invalid_input` if this installation has a field with the same key and another type of values */
function missingIn({ fields, lists }: Definition, file: Declared): Missing {
  const known = new Map(fields.map((field) => [field.key, field]));
  const differing: FieldError[] = file.fields.flatMap((field) => {
    const here = known.get(field.key);
    return here && JSON.stringify([here.value, here.many]) !== JSON.stringify([field.value, field.many])
      ? [{ path: 'fields', message: 'exchange.exports.fields_differ', params: { field: nameOf(field.labels) } }]
      : [];
  });
  if (differing.length) throw new AppError('invalid_input', { fields: differing });
  const own = new Map(lists.map((list) => [list.key, new Set(list.terms.map(({ key }) => key))]));
  return {
    fields: file.fields.filter(({ key }) => !known.has(key)),
    lists: file.lists.filter(({ key }) => !own.has(key)),
    terms: file.lists.flatMap(({ key: list, terms }) =>
      terms.flatMap(({ key }) => (own.has(list) && !own.get(list)!.has(key) ? [{ list, key }] : [])),
    ),
  };
}

const isParameter = (name: string): boolean => findFacet(name) !== undefined || isReservedParameter(name);

/** The query parameter that filters lists by the field; null if none. If Kronika already uses it, the field's key. */
const facetOf = ({ key, facet, value }: Declared['fields'][number]): string | null =>
  facet === null || !facetTypes.includes(value.type) ? null : isParameter(facet) ? key : facet;

/** @throws AppError `invalid_input` for keys that Kronika's own properties, lists or parameters have */
function refuseTakenKeys({ fields, lists }: Missing): void {
  const taken = [
    ...lists.filter(({ key }) => isList(key)),
    ...fields.filter(
      (field) => findProperty(field.key) !== undefined || (facetOf(field) === field.key && isParameter(field.key)),
    ),
  ];
  if (taken.length)
    throw new AppError('invalid_input', {
      fields: taken.map(({ key }) => ({ path: 'fields', message: 'exchange.exports.fields_taken', params: { key } })),
    });
}

/** @throws AppError `invalid_input` if there would be more fields, lists or choices than an installation can have */
function refuseTooMany({ fields, lists }: Definition, missing: Missing): void {
  const sizes = new Map(lists.map(({ key, terms }) => [key, terms.length]));
  for (const { list } of missing.terms) sizes.set(list, sizes.get(list)! + 1);
  const message =
    fields.length + missing.fields.length > fieldLimits.fields
      ? 'record.fields.error.many_fields'
      : lists.length + missing.lists.length > fieldLimits.lists
        ? 'record.fields.error.many_lists'
        : Math.max(0, ...sizes.values()) > fieldLimits.terms
          ? 'record.fields.error.many_choices'
          : null;
  if (message) throw new AppError('invalid_input', { fields: [{ path: 'fields', message }] });
}

const isNone = ({ fields, lists, terms }: Missing): boolean => fields.length + lists.length + terms.length === 0;

/**
 * Adds the fields, lists and choices that a file of another installation declares. Only the desk sees them at first.
 */
export const importFields = defineOperation({
  name: 'exchange.bringFields',
  permission: administrators,
  input: declared,
  ...withFields,
  async write({ tx, input, change }): Promise<void> {
    await lockFields(tx);
    const now = await loadDefinition(tx);
    const missing = missingIn(now, input);
    if (isNone(missing)) return;
    refuseTooMany(now, missing);
    refuseTakenKeys(missing);
    const unknown = missing.fields.filter(
      ({ value }) =>
        value.type === 'choice' && !isList(value.list) && !input.lists.some(({ key }) => key === value.list),
    );
    if (unknown.length)
      throw new AppError('invalid_input', {
        fields: unknown.map(({ labels }) => ({
          path: 'fields',
          message: 'exchange.exports.fields_list',
          params: { field: nameOf(labels) },
        })),
      });
    for (const [index, { key, labels }] of missing.lists.entries())
      await tx
        .insertInto('own_list')
        .values({ key, labels: JSON.stringify(labels), position: now.lists.length + index })
        .execute();
    for (const { key: list, terms } of input.lists)
      for (const [position, term] of terms.entries())
        await tx
          .insertInto('own_term')
          .values({ list, key: term.key, labels: JSON.stringify(term.labels), position, retired: term.retired })
          .onConflict((conflict) => conflict.columns(['list', 'key']).doNothing())
          .execute();
    for (const [index, field] of missing.fields.entries())
      await tx
        .insertInto('property')
        .values({
          ...field,
          labels: JSON.stringify(field.labels),
          help: JSON.stringify(field.help),
          value: JSON.stringify(field.value),
          facet: facetOf(field),
          visibility: 'desk',
          position: now.fields.length + index,
        })
        .execute();
    await stampFields(tx);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'created',
      before: null,
      after: {
        fields: missing.fields.map(({ labels }) => nameOf(labels)),
        lists: missing.lists.map(({ labels }) => nameOf(labels)),
      },
    });
  },
});

/**
 * Imports a file `record.jsonl`: first the fields that it declares and this installation does not have, then its lines.
 * @throws AppError `invalid_input` naming these fields, if the person is not an administrator; as `importLines`
 */
export async function importRecordFile(
  app: App,
  principal: Principal,
  { fields, ...input }: z.input<typeof importLines.input> & { fields?: Declared },
  why?: string,
) {
  const missing = fields && (await lacking(app.db.read, fields));
  if (missing && !isNone(missing)) {
    if (!mayRun(principal, importFields))
      throw new AppError('invalid_input', {
        fields: [
          {
            path: 'fields',
            message: 'exchange.exports.fields_missing',
            params: { fields: [...missing.fields, ...missing.lists].map(({ labels }) => nameOf(labels)).join(', ') },
          },
        ],
      });
    await run(app, importFields, principal, fields, why);
  }
  return run(app, importLines, principal, input, why);
}

const lacking = async (db: Reader, fields: Declared): Promise<Missing> => missingIn(await loadDefinition(db), fields);
