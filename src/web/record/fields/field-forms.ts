import { z } from 'zod';
import { interfaceLocales, type Translate } from '../../../platform/messages/messages.ts';
import type { Publication } from '../../../publishing/publication/publication.ts';
import { facetTypes, fieldTypes } from '../../../record/fields/change-field.ts';
import { fieldKinds, fieldLimits } from '../../../record/fields/tables.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { ListRow } from '../../../record/vocabulary/register-properties.ts';
import { allLists, listLabel, termLabel, termsOf, vocabularyKeys } from '../../../record/vocabulary/terms.ts';
import { defineForm, type Fields, type Option } from '../../kit/forms/form.ts';

/** The languages of labels: first the language of the publication, then the other languages of its public pages. */
const languagesOf = ({ language, interfaceLanguages }: Publication) => {
  const shown = new Set<string>([language.split('-')[0]!, ...interfaceLanguages]);
  const used = interfaceLocales.filter((one) => shown.has(one));
  return (used.length ? used : ['en' as const]).toSorted((a, b) => Number(b === language) - Number(a === language));
};

const labels = (t: Translate, publication: Publication, label: string, kind: 'text' | 'textarea' = 'text'): Fields =>
  Object.fromEntries(
    languagesOf(publication).map((language, index) => [
      language,
      {
        kind,
        label,
        labelParams: { language: languageName(language, t.locale) },
        optional: index > 0 || kind === 'textarea',
        width: 'half',
        ...(kind === 'textarea' ? { rows: 2 } : { maxLength: fieldLimits.label }),
      },
    ]),
  );

const labelsSchema = z.record(z.string(), z.string()).default({});

/** The entered labels, together with the stored labels in languages that the form does not show. */
export const withOthers = (
  entered: Record<string, string>,
  known: Record<string, string>,
  publication: Publication,
) => {
  const shown = new Set<string>(languagesOf(publication));
  return { ...Object.fromEntries(Object.entries(known).filter(([language]) => !shown.has(language))), ...entered };
};

const kindOptions = (): Option[] => fieldKinds.map((kind) => ({ value: kind, label: `record.desk.kind.${kind}` }));

/** The lists that a field can use: first the lists that this installation added, then Kronika's vocabularies. */
function listOptions(t: Translate): Option[] {
  const own = allLists().filter((list) => !vocabularyKeys.includes(list));
  const named = [...own, ...vocabularyKeys].filter((list) => t.has(listLabel(list)));
  return named.map((list) => ({
    value: list,
    text: t('record.fields.list_of', {
      list: t(listLabel(list)),
      choices: termsOf(list)
        .slice(0, 3)
        .map((term) => t(termLabel(list, term.key)))
        .join(', '),
    }),
  }));
}

const common = (t: Translate, publication: Publication): Fields => ({
  labels: {
    kind: 'section',
    label: 'record.fields.names',
    fields: labels(t, publication, 'record.fields.name_in'),
  },
  help: {
    kind: 'section',
    label: 'record.fields.help',
    optional: true,
    fields: labels(t, publication, 'record.fields.help_in', 'textarea'),
  },
  kinds: { kind: 'checkboxes', label: 'record.fields.kinds', hint: 'record.fields.kinds_hint', options: kindOptions() },
});

const commonSchema = {
  labels: labelsSchema,
  help: labelsSchema,
  kinds: z.array(z.enum(fieldKinds)).default([]),
  facet: z.boolean().default(false),
};

const facetField = { kind: 'checkbox', label: 'record.fields.facet', hint: 'record.fields.facet_hint' } as const;

export const newFieldForm = (t: Translate, publication: Publication) =>
  defineForm({
    name: 'new-field',
    schema: z.object({
      ...commonSchema,
      type: z.enum(fieldTypes, 'record.fields.error.type'),
      list: z.string().optional(),
      many: z.boolean().default(false),
    }),
    fields: {
      ...common(t, publication),
      type: {
        kind: 'select',
        label: 'record.fields.type',
        hint: 'record.fields.type_hint',
        empty: 'record.desk.choose',
        options: fieldTypes.map((type) => ({ value: type, label: `record.fields.type_name.${type}` })),
        width: 'half',
      },
      list: {
        kind: 'select',
        label: 'record.fields.list',
        hint: 'record.fields.list_hint',
        empty: 'record.fields.no_list',
        optional: true,
        options: listOptions(t),
        width: 'half',
      },
      many: { kind: 'checkbox', label: 'record.fields.many', hint: 'record.fields.many_hint' },
      facet: facetField,
    },
  });

export const fieldForm = (t: Translate, publication: Publication, type: string) =>
  defineForm({
    name: 'field',
    schema: z.object({ ...commonSchema, retired: z.boolean().default(false) }),
    fields: {
      ...common(t, publication),
      ...(facetTypes.includes(type) && { facet: facetField }),
      retired: { kind: 'checkbox', label: 'record.fields.retired', hint: 'record.fields.retired_hint' },
    },
  });

export const showForm = (question: string) =>
  defineForm({
    name: 'show-field',
    schema: z.object({ sure: z.boolean().refine((sure) => sure, 'record.fields.error.not_sure') }),
    fields: { sure: { kind: 'checkbox', label: question } },
  });

export const listForm = (t: Translate, publication: Publication) =>
  defineForm({
    name: 'own-list',
    // `limit` and `most` are enough for the maximum number of choices, each with a key and names in several languages.
    limit: 4_000_000,
    most: fieldLimits.terms * 12,
    schema: z.object({
      labels: labelsSchema,
      terms: z
        .array(z.object({ key: z.string().optional(), labels: labelsSchema, retired: z.boolean().default(false) }))
        .default([]),
    }),
    fields: {
      labels: {
        kind: 'section',
        label: 'record.fields.list_names',
        fields: labels(t, publication, 'record.fields.name_in'),
      },
      terms: {
        kind: 'rows',
        label: 'record.fields.choices',
        hint: 'record.fields.choices_hint',
        addLabel: 'record.fields.add_choice',
        ordered: true,
        min: 1,
        max: fieldLimits.terms,
        fields: {
          key: { kind: 'hidden' },
          labels: {
            kind: 'section',
            label: 'record.fields.choice',
            fields: labels(t, publication, 'record.fields.name_in'),
          },
          retired: { kind: 'checkbox', label: 'record.fields.choice_retired' },
        },
      },
    },
  });

export const listValues = ({ labels: names, terms }: ListRow) => ({
  labels: names,
  terms: terms.map((term) => ({ key: term.key, labels: term.labels, retired: term.retired })),
});
