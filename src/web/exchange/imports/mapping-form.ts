import { z } from 'zod';
import { dateFormats } from '../../../exchange/import/mapping/dates.ts';
import { mappingSchema, type Mapping } from '../../../exchange/import/mapping/schema.ts';
import {
  allTargets,
  findTarget,
  namesActors,
  newField,
  type Target,
} from '../../../exchange/import/mapping/targets.ts';
import { withAllColumns } from '../../../exchange/import/mapping/unmapped.ts';
import { readCountry, readTerm } from '../../../exchange/import/mapping/terms.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { termLabel, termsOf, type VocabularyKey } from '../../../record/vocabulary/terms.ts';
import { defineForm, toTree, type Field, type Fields, type Option } from '../../kit/forms/form.ts';
import { pickTexts, type Picks } from '../../kit/forms/pick.ts';
import type { Tree } from '../../kit/forms/tree.ts';

const terms = (list: VocabularyKey): Option[] =>
  termsOf(list).map(({ key }) => ({ value: key, label: termLabel(list, key) }));

/**
 * The id of the `datalist` with the terms or countries to which a column's values can be mapped. Undefined if the
 * target of the column has other values.
 */
export const listOf = (target: Target): string | undefined => {
  const value = target.property?.value;
  if (value?.type === 'choice') return `terms-${value.list}`;
  return value?.type === 'country' || target.part === 'country' ? 'countries' : undefined;
};

/**
 * The additional fields of a column, such as a date format, a kind of actor, or the mapping of values. They depend on
 * the target of the column, such as a property of the case.
 */
function fieldsFor(row: Tree): Fields {
  const target = typeof row['target'] === 'string' ? findTarget(row['target']) : undefined;
  const more: { [name: string]: Field } = {};
  if (!row['column'])
    more['constant'] = { kind: 'text', label: 'exchange.imports.form.constant', optional: true, width: 'third' };
  if (!target || !target.key.includes('.')) return more;
  const type = target.property?.value.type;
  if (type === 'date' || target.key === 'source.published')
    more['date'] = {
      kind: 'select',
      label: 'exchange.imports.form.date',
      options: dateFormats.map((format) => ({ value: format, label: `exchange.imports.date.${format}` })),
      width: 'third',
    };
  if (namesActors(target))
    more['actor'] = {
      kind: 'select',
      label: 'exchange.imports.form.actor',
      options: terms('actor-kind'),
      width: 'third',
    };
  if (type === 'involvement')
    more['role'] = {
      kind: 'select',
      label: 'exchange.imports.form.role',
      options: terms('involvement-role'),
      width: 'third',
    };
  if (type === 'money')
    more['currency'] = {
      kind: 'text',
      label: 'exchange.imports.form.currency',
      optional: true,
      maxLength: 3,
      width: 'third',
    };
  if ((target.property?.many && !target.part) || target.part === 'locality')
    more['split'] = {
      kind: 'text',
      label: 'exchange.imports.form.split',
      hint: 'exchange.imports.form.split_hint',
      optional: true,
      maxLength: 10,
      width: 'third',
    };
  if (target.property) more['lenient'] = { kind: 'checkbox', label: 'exchange.imports.form.lenient' };
  const list = listOf(target);
  if (list || namesActors(target) || type === 'yes-no')
    more['translate'] = {
      kind: 'rows',
      label: 'exchange.imports.form.translate',
      hint: 'exchange.imports.form.translate_hint',
      addLabel: 'exchange.imports.form.translate_add',
      optional: true,
      max: 300,
      fields: {
        from: { kind: 'text', label: 'exchange.imports.form.from', spellcheck: false, width: 'half' },
        to: { kind: 'text', label: 'exchange.imports.form.to', list, spellcheck: false, width: 'half' },
      },
    };
  return more;
}

export const mappingForm = defineForm({
  name: 'mapping',
  limit: 4_000_000,
  most: 20_000,
  schema: z.object({
    ...mappingSchema.shape,
    names: z
      .array(
        mappingSchema.shape.names.unwrap().element.extend({
          actor: z
            .string('exchange.imports.form.name_is_missing')
            .trim()
            .min(1, 'exchange.imports.form.name_is_missing'),
        }),
      )
      .max(5000)
      .default([]),
    saveAs: z.string().trim().max(100, 'errors.field.text.long').optional(),
  }),
  fields: {
    fields: {
      kind: 'rows',
      label: 'exchange.imports.form.fields',
      hint: 'exchange.imports.form.fields_hint',
      addLabel: 'exchange.imports.form.add',
      max: 300,
      fields: {
        column: {
          kind: 'select',
          label: 'exchange.imports.form.column',
          empty: 'exchange.imports.form.every_row',
          width: 'third',
        },
        target: {
          kind: 'select',
          label: 'exchange.imports.form.target',
          empty: 'exchange.imports.form.target_none',
          width: 'third',
        },
      },
      each: fieldsFor,
      eachLabel: 'exchange.imports.form.more',
      collapsed: { label: 'exchange.imports.form.finer', names: ['split', 'lenient', 'currency', 'translate'] },
    },
    title: {
      kind: 'text',
      label: 'exchange.imports.form.title',
      hint: 'exchange.imports.form.title_hint',
      maxLength: 500,
    },
    wording: {
      kind: 'text',
      label: 'exchange.imports.form.wording',
      hint: 'exchange.imports.form.wording_hint',
      maxLength: 2000,
    },
    identity: {
      kind: 'checkboxes',
      label: 'exchange.imports.form.identity',
      hint: 'exchange.imports.form.identity_hint',
      inline: true,
    },
    repeats: {
      kind: 'radio',
      label: 'exchange.imports.form.repeats',
      options: [
        { value: 'own', label: 'exchange.imports.form.repeats_own' },
        { value: 'same', label: 'exchange.imports.form.repeats_same' },
      ],
    },
    likely: {
      kind: 'radio',
      label: 'exchange.imports.form.likely',
      options: [
        { value: 'tell', label: 'exchange.imports.form.likely_tell' },
        { value: 'refuse', label: 'exchange.imports.form.likely_refuse' },
      ],
    },
    mode: { kind: 'select', label: 'exchange.imports.form.mode', options: terms('mode'), width: 'third' },
    certainty: {
      kind: 'select',
      label: 'exchange.imports.form.certainty',
      options: terms('certainty'),
      width: 'third',
    },
    language: {
      kind: 'text',
      label: 'exchange.imports.form.language',
      hint: 'exchange.imports.form.language_hint',
      maxLength: 20,
      width: 'third',
    },
    counted: { kind: 'checkbox', label: 'exchange.imports.form.counted', hint: 'exchange.imports.form.counted_hint' },
    visibility: {
      kind: 'radio',
      label: 'exchange.imports.form.visibility',
      options: [
        { value: 'desk', label: 'vocabulary.visibility.desk' },
        { value: 'public', label: 'vocabulary.visibility.public', editors: true },
      ],
      inline: true,
    },
    actorVisibility: {
      kind: 'radio',
      label: 'exchange.imports.form.actor_visibility',
      hint: 'exchange.imports.form.actor_visibility_hint',
      options: [
        { value: 'desk', label: 'vocabulary.visibility.desk' },
        { value: 'public', label: 'vocabulary.visibility.public', editors: true },
      ],
      inline: true,
    },
    names: {
      kind: 'rows',
      label: 'exchange.imports.form.names',
      hint: 'exchange.imports.form.names_hint',
      addLabel: 'exchange.imports.form.names_add',
      optional: true,
      max: 500,
      fields: {
        name: { kind: 'text', label: 'exchange.imports.form.name', width: 'half' },
        actor: {
          kind: 'pick',
          label: 'exchange.imports.form.name_is',
          hint: 'exchange.imports.form.name_is_hint',
          list: 'list-actor',
          width: 'half',
        },
      },
    },
    saveAs: {
      kind: 'text',
      label: 'exchange.imports.form.save_as',
      hint: 'exchange.imports.form.save_as_hint',
      optional: true,
      maxLength: 100,
    },
  },
});

export function mappingOptions(
  t: Translate,
  columns: readonly string[],
  mayAddFields: boolean,
): Record<string, Option[]> {
  const named = columns.map((name) => ({ value: name, text: name }));
  return {
    'fields.column': named,
    identity: named,
    'fields.target': allTargets()
      .filter(({ key, property }) => !property?.retired && (mayAddFields || key !== newField))
      .map((target) => ({
        value: target.key,
        text: targetWords(t, target),
        group: t(`exchange.imports.group.${target.group}`),
      })),
  };
}

/** The label of a target, such as "Place: town". */
export const targetWords = (t: Translate, target: Target): string =>
  target.part ? `${t(target.label)}: ${t(`exchange.imports.part.${target.part}`)}` : t(target.label);

/**
 * Converts an import profile to form values, with a row for each column of the file. Keys of terms, country codes and
 * refs become names.
 */
export async function mappingToTree(
  db: Reader,
  t: Translate,
  mapping: Mapping,
  columns: readonly string[],
): Promise<Tree> {
  const texts = await pickTexts(
    db,
    mapping.names.map(({ actor }) => actor),
  );
  const shown = {
    ...mapping,
    names: mapping.names.map(({ name, actor }) => ({ name, actor: texts.get(actor) ?? actor })),
    fields: withAllColumns(mapping, columns).fields.map((field) => ({
      ...field,
      translate: field.translate.map(({ from, to }) => ({ from, to: meaningWords(t, findTarget(field.target), to) })),
    })),
  };
  return toTree(shown) as Tree;
}

function meaningWords(t: Translate, target: Target | undefined, to: string): string {
  const value = target?.property?.value;
  if (to === '' || to === '-') return to;
  if (value?.type === 'choice' && readTerm(value.list, to)) return t(termLabel(value.list, readTerm(value.list, to)!));
  return listOf(target!) === 'countries' && readCountry(to) ? countryName(readCountry(to)!, t.locale) : to;
}

/** Converts form values to an import profile. Names of terms become keys, and names of actors become refs. */
export async function mappingFromForm(
  sent: z.output<typeof mappingForm.schema>,
  picks: Picks,
): Promise<z.input<typeof mappingSchema>> {
  const { saveAs: _, names, ...mapping } = sent;
  const chosen = await Promise.all(
    names.map(async ({ name, actor }, index) => ({
      name,
      actor:
        actor.toLowerCase() === 'new'
          ? ('new' as const)
          : await picks.read(`names[${index}].actor`, actor, { kinds: ['actor'] }),
    })),
  );
  picks.throwIfUnclear();
  return {
    ...mapping,
    names: chosen.flatMap(({ name, actor }) => (actor ? [{ name, actor }] : [])),
    fields: mapping.fields.map((field) => {
      const value = findTarget(field.target)?.property?.value;
      if (value?.type !== 'choice') return field;
      return {
        ...field,
        translate: field.translate.map(({ from, to }) => ({ from, to: readTerm(value.list, to) ?? to })),
      };
    }),
  };
}
