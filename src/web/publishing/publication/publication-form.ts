import { z } from 'zod';
import { accentKeys, accents, legible, readColour, type AccentKey } from '../../../publishing/publication/accent.ts';
import { licences } from '../../../publishing/publication/licences.ts';
import { publicationSchema, type Settings } from '../../../publishing/publication/publication.ts';
import { interfaceLocales, type Translate } from '../../../platform/messages/messages.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { defineForm, toTree } from '../../kit/forms/form.ts';
import { fieldErrors } from '../../kit/forms/issues.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { countryOptions, languageOptions } from '../../record/forms/values.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';

/** The settings that are lists, and the name of the field in each row of the form. */
const lists = { contentLanguages: 'language', jurisdictions: 'country' } as const;

type Input = { [name: string]: unknown } & {
  accent?: { choice?: string; light?: string; dark?: string };
  why?: string;
};

function settingsOf({ why: _, accent = {}, ...input }: Input): unknown {
  const listed = Object.fromEntries(
    Object.entries(lists).map(([name, field]) => [
      name,
      ((input[name] ?? []) as Record<string, string>[]).map((row) => row[field]),
    ]),
  );
  const preset = accents[accent.choice as AccentKey] as (typeof accents)[AccentKey] | undefined;
  const light = readColour(accent.light ?? '');
  const own = { light: accent.light, dark: accent.dark ?? (light ? legible(light, 'dark') : undefined) };
  return { ...input, ...listed, accent: preset ?? own };
}

const schema = z.unknown().transform((input, context): { settings: Settings; why: string | undefined } => {
  const why = whySchema.safeParse((input as Input).why);
  const read = publicationSchema.safeParse(settingsOf(input as Input), { reportInput: true });
  if (read.success && why.success) return { settings: read.data, why: why.data };
  const errors = [
    ...(read.success ? [] : fieldErrors(read.error)),
    ...(why.success ? [] : fieldErrors(why.error).map((one) => ({ ...one, path: 'why' }))),
  ];
  for (const error of errors) {
    const [, list, index] = /^(\w+)\[(\d+)\]$/.exec(error.path) ?? [];
    const path =
      list && list in lists
        ? [list, Number(index), lists[list as keyof typeof lists]]
        : error.path
            .split(/[.[\]]+/)
            .filter(Boolean)
            .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    context.addIssue({ code: 'custom', path, message: error.message, params: error.params });
  }
  return z.NEVER;
});

export const publicationForm = (t: Translate) => {
  const language = {
    kind: 'select',
    label: 'publishing.publication.one_language',
    empty: 'record.desk.choose',
    options: languageOptions(t),
  } as const;
  return defineForm({
    name: 'publication',
    schema,
    fields: {
      name: { kind: 'text', label: 'publishing.publication.name' },
      motto: {
        kind: 'text',
        label: 'publishing.publication.motto',
        hint: 'publishing.publication.motto_hint',
        optional: true,
      },
      language: {
        kind: 'select',
        label: 'publishing.publication.language',
        hint: 'publishing.publication.language_hint',
        options: languageOptions(t),
        width: 'half',
      },
      interfaceLanguages: {
        kind: 'checkboxes',
        label: 'publishing.publication.interface',
        hint: 'publishing.publication.interface_hint',
        inline: true,
        options: interfaceLocales.map((value) => ({ value, text: languageName(value, value) })),
      },
      contentLanguages: {
        kind: 'rows',
        label: 'publishing.publication.content',
        hint: 'publishing.publication.content_hint',
        optional: true,
        addLabel: 'publishing.publication.content_add',
        fields: { language },
      },
      translations: {
        kind: 'rows',
        label: 'publishing.publication.translations',
        hint: 'publishing.publication.translations_hint',
        optional: true,
        addLabel: 'publishing.publication.translations_add',
        fields: {
          language,
          name: { kind: 'text', label: 'publishing.publication.name', optional: true },
          motto: { kind: 'text', label: 'publishing.publication.motto', optional: true },
          copyright: { kind: 'text', label: 'publishing.publication.imprint.copyright', optional: true },
          publisher: { kind: 'text', label: 'publishing.publication.imprint.publisher', optional: true },
          address: { kind: 'textarea', label: 'publishing.publication.imprint.address', optional: true, rows: 3 },
          responsible: { kind: 'text', label: 'publishing.publication.imprint.responsible', optional: true },
          note: { kind: 'textarea', label: 'publishing.publication.imprint.note', optional: true, rows: 2 },
        },
      },
      imprint: {
        kind: 'section',
        label: 'publishing.publication.part.imprint',
        fields: {
          copyright: {
            kind: 'text',
            label: 'publishing.publication.imprint.copyright',
            hint: 'publishing.publication.imprint.copyright_hint',
            optional: true,
          },
          publisher: { kind: 'text', label: 'publishing.publication.imprint.publisher', optional: true },
          address: { kind: 'textarea', label: 'publishing.publication.imprint.address', optional: true, rows: 3 },
          responsible: {
            kind: 'text',
            label: 'publishing.publication.imprint.responsible',
            hint: 'publishing.publication.imprint.responsible_hint',
            optional: true,
          },
          issn: { kind: 'text', label: 'publishing.publication.imprint.issn', optional: true, width: 'third' },
          email: { kind: 'email', label: 'publishing.publication.imprint.email', optional: true, width: 'third' },
          phone: { kind: 'text', label: 'publishing.publication.imprint.phone', optional: true, width: 'third' },
          note: {
            kind: 'textarea',
            label: 'publishing.publication.imprint.note',
            hint: 'publishing.publication.imprint.note_hint',
            optional: true,
            rows: 2,
          },
        },
      },
      jurisdictions: {
        kind: 'rows',
        label: 'publishing.publication.jurisdictions',
        hint: 'publishing.publication.jurisdictions_hint',
        optional: true,
        addLabel: 'publishing.publication.jurisdictions_add',
        fields: {
          country: {
            kind: 'select',
            label: 'publishing.publication.one_country',
            empty: 'record.desk.choose',
            options: countryOptions(t),
          },
        },
      },
      timeZone: {
        kind: 'text',
        label: 'publishing.publication.zone',
        hint: 'publishing.publication.zone_hint',
        width: 'half',
        list: 'list-zones',
      },
      accent: {
        kind: 'section',
        label: 'publishing.publication.accent',
        hint: 'publishing.publication.accent_hint',
        fields: {
          choice: {
            kind: 'radio',
            label: 'publishing.publication.accent.choice',
            inline: true,
            options: [...accentKeys, 'own'].map((value) => ({
              value,
              label: `publishing.publication.accent.${value}`,
            })),
          },
          light: {
            kind: 'text',
            label: 'publishing.publication.accent.light',
            hint: 'publishing.publication.accent.light_hint',
            optional: true,
            width: 'half',
          },
          dark: {
            kind: 'text',
            label: 'publishing.publication.accent.dark',
            hint: 'publishing.publication.accent.dark_hint',
            optional: true,
            width: 'half',
          },
        },
      },
      licence: {
        kind: 'select',
        label: 'exchange.exports.licence',
        hint: 'exchange.exports.licence_hint',
        options: licences.map(({ key, name }) => ({ value: key, text: name })),
      },
      replay: { kind: 'checkbox', label: 'publishing.publication.replay', hint: 'publishing.publication.replay_hint' },
      hidden: { kind: 'checkbox', label: 'publishing.publication.hidden', hint: 'publishing.publication.hidden_hint' },
      why: whyField,
    },
  });
};

export function publicationValues(settings: Settings): Tree {
  const listed = Object.fromEntries(
    Object.entries(lists).map(([name, field]) => [
      name,
      settings[name as keyof typeof lists].map((one) => ({ [field]: one })),
    ]),
  );
  const preset = accentKeys.find(
    (key) => accents[key].light === settings.accent.light && accents[key].dark === settings.accent.dark,
  );
  return toTree({
    ...settings,
    ...listed,
    accent: preset ? { choice: preset } : { choice: 'own', ...settings.accent },
  }) as Tree;
}
