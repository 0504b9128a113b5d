import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { facetNamesFor, isReservedParameter } from '../vocabulary/facets.ts';
import { properties } from '../vocabulary/properties.ts';
import { plainFieldTypes, type PropertyRow } from '../vocabulary/register-properties.ts';
import { isList } from '../vocabulary/terms.ts';
import { withFields } from './apply-fields.ts';
import { requireUnchangedFields, loadDefinition, rowOf } from './definition.ts';
import {
  helpInput,
  keyInput,
  labelsInput,
  lockFields,
  nameOf,
  newKey,
  stampFields,
  stampInput,
  wrong,
} from './input.ts';
import { fieldKinds, fieldLimits } from './tables.ts';

/** The types of values that a field can have. */
export const fieldTypes = [...plainFieldTypes, 'choice'] as const;
/** The types of fields that can be a filter of lists. Such a field has few different values. */
export const facetTypes: readonly string[] = ['choice', 'country', 'place', 'date', 'yes-no', 'language'];

const kindsInput = z.array(z.enum(fieldKinds)).min(1, 'record.fields.error.no_kinds').max(fieldKinds.length);

/** Adds a field, for the desk alone. @returns its key */
export const createField = defineOperation({
  name: 'record.createField',
  permission: administrators,
  input: z.object({
    key: keyInput.optional().describe('By default made from the label. It never changes, and begins with `own-`'),
    labels: labelsInput,
    help: helpInput,
    kinds: kindsInput.describe('The kinds of items that have the field'),
    type: z.enum(fieldTypes),
    list: z
      .string()
      .max(60)
      .optional()
      .describe('For a choice: the key of a list, also of one that comes with Kronika'),
    many: z.boolean().default(false).describe('Whether several values can be true at once'),
    facet: z.boolean().default(false).describe('Whether it is a filter, and can be counted in statistics'),
  }),
  ...withFields,
  async write({ tx, input, change }): Promise<{ field: string }> {
    await lockFields(tx);
    const { fields, lists } = await loadDefinition(tx);
    if (fields.length >= fieldLimits.fields) throw wrong('labels', 'record.fields.error.many_fields');
    const { type, list } = input;
    if (type === 'choice' && !(list && (isList(list) || lists.some(({ key }) => key === list))))
      throw wrong('list', 'record.fields.error.list_missing');
    if (type !== 'choice' && list) throw wrong('list', 'record.fields.error.list_unused');
    requireFacetType(input.facet, type);
    const taken = new Set<string>([
      ...properties.map(({ key }) => key),
      ...fields.map(({ key }) => key),
      ...facetNamesFor('desk'),
    ]);
    const key = newKey(input, taken);
    if (taken.has(key) || isReservedParameter(key)) throw wrong('key', 'record.fields.error.key_taken');
    requireUniqueName(fields, input.labels, null);
    const value = type === 'choice' ? { type, list: list! } : { type };
    await tx
      .insertInto('property')
      .values({
        key,
        labels: JSON.stringify(input.labels),
        help: JSON.stringify(input.help),
        of_kinds: [...new Set(input.kinds)],
        value: JSON.stringify(value),
        many: input.many,
        facet: input.facet ? key : null,
        visibility: 'desk',
        retired: false,
        position: fields.length,
      })
      .execute();
    await stampFields(tx);
    const made = rowOf((await loadDefinition(tx)).fields, key);
    change({ kind: 'setting', thingId: 0, action: 'created', before: null, after: forHistory(made) });
    return { field: key };
  },
});

/**
 * Changes the names of a field, the kinds that have it, whether it is a filter, and whether forms offer it. Its type
 * and its key cannot change, because stored values depend on them.
 * @throws AppError `not_found`; `conflict` if someone has changed fields or lists since `stamp` was read
 */
export const changeField = defineOperation({
  name: 'record.changeField',
  permission: administrators,
  input: z.object({
    field: keyInput,
    stamp: stampInput,
    labels: labelsInput,
    help: helpInput,
    kinds: kindsInput,
    facet: z.boolean(),
    retired: z.boolean().describe('Forms, filters and imports no longer offer it. Values stay'),
  }),
  ...withFields,
  async write({ tx, input, change }): Promise<void> {
    await lockFields(tx);
    const definition = await loadDefinition(tx);
    const before = rowOf(definition.fields, input.field);
    requireUnchangedFields(definition, input.stamp);
    if (before.of_kinds.some((kind) => !input.kinds.includes(kind as (typeof fieldKinds)[number])))
      throw wrong('kinds', 'record.fields.error.kind_dropped');
    requireFacetType(input.facet, before.value.type);
    requireUniqueName(definition.fields, input.labels, before.key);
    await tx
      .updateTable('property')
      .set({
        labels: JSON.stringify(input.labels),
        help: JSON.stringify(input.help),
        of_kinds: [...new Set(input.kinds)],
        facet: input.facet ? (before.facet ?? before.key) : null,
        retired: input.retired,
      })
      .where('key', '=', before.key)
      .execute();
    await stampFields(tx);
    const after = rowOf((await loadDefinition(tx)).fields, before.key);
    change({ kind: 'setting', thingId: 0, action: 'changed', before: forHistory(before), after: forHistory(after) });
  },
});

function requireFacetType(facet: boolean, type: string): void {
  if (facet && !facetTypes.includes(type)) throw wrong('facet', 'record.fields.error.no_facet');
}

/** Makes sure that no other field has the same name in the same language. Forms could not distinguish the two. */
function requireUniqueName(fields: readonly PropertyRow[], labels: Record<string, string>, own: string | null): void {
  for (const [language, label] of Object.entries(labels))
    if (
      fields.some(
        (field) => field.key !== own && !field.retired && field.labels[language]?.toLowerCase() === label.toLowerCase(),
      )
    )
      throw wrong('labels', 'record.fields.error.label_taken', { label });
}

/** A field as the history shows it. */
export const forHistory = ({ key, labels, of_kinds, value, many, facet, visibility, retired }: PropertyRow) => ({
  field: key,
  label: nameOf(labels),
  of_kinds: [...of_kinds],
  datatype: value.type,
  ...('list' in value && { list: value.list }),
  many,
  is_filter: facet !== null,
  retired,
  visibility,
});
