import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { caseAt } from '../../drafting/store/cases.ts';
import type { Edit } from '../../drafting/store/edits.ts';
import { inProceeding, type Cast, type Part, type Work } from '../../drafting/store/schema.ts';
import { actorKinds } from '../../drafting/schema.ts';
import type { CaseCandidate } from '../../drafting/store/case-candidates.ts';
import { isEdtf } from '../../record/values/edtf/edtf.ts';
import { nameLimits } from '../../record/filing/schema.ts';
import { termKeys } from '../../record/vocabulary/terms.ts';
import { defineForm, type Field, type Fields, type Form, type Option } from '../kit/forms/form.ts';
import type { Tree } from '../kit/forms/tree.ts';
import { anyActor } from '../kit/forms/pick.ts';
import { languageOptions, termOptions } from '../record/forms/values.ts';
import { visibilityOptions } from './claim-form.ts';
import { DraftPicks, textOf } from './draft-picks.ts';
import { titleForCase, type DraftView } from './view.ts';

export type Shown = Pick<DraftView, 'content' | 'briefs' | 'near' | 'parts' | 'likely' | 'named' | 'titleOfCase'>;
type Read = { edit: Edit };
type Offer = (offered: DraftPicks['offered']) => void;
/**
 * A section of the draft: its form, its values, and the revision of these values (`rev`). `read` converts the input of
 * the form to the edit that saves it.
 */
export type Section = {
  form: Form<z.core.$ZodType>;
  values: Tree;
  rev: number;
  read(input: unknown, sent: { rev: number; offer: Offer; db: Reader }): Promise<Read>;
};

export const long = (max: number) => z.string().max(max, 'errors.field.text.long').optional();
export const visibility: Field = {
  kind: 'select',
  label: 'vocabulary.visibility',
  empty: 'drafting.claim.as_draft',
  options: visibilityOptions,
  width: 'half',
};
export const visible = z.enum(['public', 'desk']).optional();
/** The fields that select or create a case. `other` selects an existing case; the other three are for a new case. */
export const caseFields = {
  other: {
    kind: 'pick',
    label: 'drafting.case.search',
    hint: 'drafting.case.search_hint',
    optional: true,
    list: 'list-case',
  },
  title: {
    kind: 'text',
    label: 'drafting.case.title',
    hint: 'drafting.case.title_hint',
    optional: true,
    maxLength: 500,
  },
  summary: {
    kind: 'textarea',
    label: 'drafting.case.summary',
    hint: 'drafting.case.summary_hint',
    optional: true,
    rows: 2,
  },
  visibility,
} satisfies Record<string, Field>;
/** The fields of a new case that forms collapse at first. */
export const seldomOfCase = { names: ['summary', 'visibility'] };
/** The collapsed fields if no existing case is suggested. The field that finds a case (`other`) is then one of them. */
const seldomWithoutCases = { names: ['other', 'summary', 'visibility'], label: 'drafting.case.more' };

/** The section about the page as a source: for example its title, kind, publisher and date. */
export function sourceSection(t: Translate, { content, briefs }: Shown): Section {
  const schema = z.object({
    title: z.string('errors.field.title.missing').max(500, 'errors.field.text.long'),
    kind: z.enum(termKeys('source-kind')),
    publisher: long(400),
    published: z.string().max(100, 'errors.field.text.long').refine(isEdtf, 'errors.field.date.bad').optional(),
    language: long(35),
    note: long(20_000),
    visibility: visible,
  });
  const form = defineForm({
    name: 'source',
    schema,
    fields: {
      title: { kind: 'text', label: 'drafting.source.title' },
      publisher: {
        kind: 'pick',
        label: 'drafting.source.publisher',
        hint: 'record.desk.pick.hint',
        optional: true,
        list: 'list-actor',
      },
      published: {
        kind: 'date',
        label: 'drafting.source.published',
        hint: 'kit.date.hint',
        optional: true,
      },
      kind: { kind: 'select', label: 'drafting.source.kind', options: termOptions('source-kind'), width: 'half' },
      language: {
        kind: 'select',
        label: 'record.desk.claim.language',
        optional: true,
        options: languageOptions(t),
        width: 'half',
      },
      note: {
        kind: 'textarea',
        label: 'drafting.source.note',
        hint: 'drafting.source.note_hint',
        optional: true,
        rows: 2,
      },
      visibility,
    },
  });
  const { source } = content;
  return {
    form,
    values: {
      title: source.title,
      kind: source.kind,
      publisher: textOf(t, content, briefs, source.publisher),
      published: source.published ?? undefined,
      language: source.language ?? undefined,
      note: source.note,
      visibility: source.visibility,
    },
    rev: content.revs.source,
    async read(input: z.output<typeof schema>, { rev, offer, db }) {
      const picks = new DraftPicks(db, t, content);
      offer(picks.offered);
      const publisher = await picks.read('publisher', input.publisher, { kinds: ['actor'], make: anyActor });
      picks.throwIfUnclear();
      const { value, cast } = picks.settle({
        title: input.title,
        kind: input.kind,
        publisher: publisher ?? null,
        published: input.published ?? null,
        language: input.language ?? null,
        note: input.note ?? '',
        visibility: input.visibility,
      });
      return { edit: { do: 'source', rev, to: value, cast, parts: [] } };
    },
  };
}

/** Why a case is suggested, in words. */
export const reasonWords = (t: Translate, { reasons }: CaseCandidate): string =>
  reasons.map(({ of, names }) => t(`drafting.reason.${of}`, { names: names.join(', ') })).join(' · ');

/**
 * The section about one of the cases of the draft. It offers suggested cases, a field for any other existing case, and
 * a new case.
 */
export function caseSection(t: Translate, { content, likely, named }: Shown, key = content.cases[0]!.key): Section {
  const { use, title, summary, visibility: seen } = caseAt(content, key);
  const suggested = use ? '' : titleForCase(t, content);
  const known: Option[] = [
    ...(use && use !== 'new' ? [{ value: use, text: named(use) }] : []),
    ...likely
      .filter((one) => one.ref !== use)
      .map((one) => ({
        value: one.ref,
        text: t('drafting.case.suggested', { title: one.title, why: reasonWords(t, one) }),
      })),
  ];
  const schema = z.object({
    use: z.string().max(40).optional(),
    other: long(700),
    title: long(500),
    summary: long(20_000),
    visibility: visible,
  });
  const form = defineForm({
    name: 'case',
    schema,
    fields: {
      ...(known.length
        ? {
            use: {
              kind: 'radio',
              label: 'drafting.case.which',
              options: [
                ...known,
                { value: 'other', label: 'drafting.case.other' },
                { value: 'new', label: 'drafting.case.new' },
              ],
            } satisfies Field,
          }
        : {}),
      ...caseFields,
    },
    collapsed: known.length ? seldomOfCase : seldomWithoutCases,
  });
  return {
    form,
    values: { use: use ?? undefined, title: title || suggested, summary, visibility: seen },
    rev: content.revs.case,
    async read(input: z.output<typeof schema>, { rev, offer, db }) {
      const picks = new DraftPicks(db, t, content);
      offer(picks.offered);
      const searched =
        input.use && input.use !== 'other' ? undefined : await picks.read('other', input.other, { kinds: ['case'] });
      picks.throwIfUnclear();
      // A title means a new case. But if existing cases are suggested, an unchanged suggested title means nothing.
      const titled = input.title && !(known.length && !input.use && input.title === suggested);
      const chosen =
        searched ?? (input.use && input.use !== 'other' && input.use !== 'new' ? input.use : titled ? 'new' : null);
      if (!chosen) {
        if (input.use === 'new') picks.complain('title', 'errors.field.title.missing');
        else picks.complain(known.length ? 'use' : 'other', 'drafting.problem.case');
        picks.throwIfUnclear();
      }
      return {
        edit: {
          do: 'case',
          rev,
          key,
          to: { use: chosen, title: input.title ?? '', summary: input.summary ?? '', visibility: input.visibility },
        },
      };
    },
  };
}

const kindOptions: Option[] = actorKinds.map((kind) => ({ value: kind, label: `vocabulary.actor-kind.${kind}` }));

/** The section about the actors and sources that the page names. Each can be an item in the record, or a new one. */
export function castSection(t: Translate, { content, near, named }: Shown): Section {
  const useOptions = (one: Cast): Option[] => {
    const found = near.get(one.name) ?? [];
    const chosen =
      one.use?.includes('/') && !found.some((other) => other.ref === one.use)
        ? [{ value: one.use, text: t('drafting.cast.on_record', { name: named(one.use), ref: numberOf(one.use) }) }]
        : [];
    return [
      ...chosen,
      ...found.map((other) => ({
        value: other.ref,
        text: t(other.name === other.title || other.exact ? 'drafting.cast.on_record' : 'drafting.cast.near', {
          name: other.title,
          ref: numberOf(other.ref),
          also: other.name,
        }),
      })),
      { value: 'new', text: t('drafting.cast.new') },
      { value: 'words', text: t('drafting.cast.words') },
    ];
  };
  const actorFields = (one: Cast): Field => ({
    kind: 'section',
    label: 'drafting.cast.one',
    fields: {
      use: { kind: 'select', label: 'drafting.cast.use', empty: 'record.desk.choose', options: useOptions(one) },
      name: { kind: 'text', label: 'accounts.account.name', width: 'half', maxLength: 300 },
      kind: {
        kind: 'select',
        label: 'drafting.cast.kind',
        empty: 'record.desk.choose',
        options: kindOptions,
        width: 'half',
      },
      other: {
        kind: 'pick',
        label: 'drafting.cast.other',
        hint: 'record.desk.pick.hint',
        optional: true,
        list: 'list-actor',
      },
      visibility,
    },
    collapsed: { label: 'drafting.claim.more', names: ['other', 'visibility'] },
  });
  const workFields: Fields = {
    use: { kind: 'select', label: 'drafting.cast.use', empty: 'record.desk.choose', options: [] },
    title: { kind: 'text', label: 'drafting.source.title', width: 'half', maxLength: 500 },
    kind: { kind: 'select', label: 'drafting.source.kind', options: termOptions('source-kind'), width: 'half' },
    other: {
      kind: 'pick',
      label: 'drafting.cast.other_work',
      hint: 'record.desk.pick.hint',
      optional: true,
      list: 'list-source',
    },
    visibility,
  };
  const workSection = (one: Work): Field => ({
    kind: 'section',
    label: 'drafting.cast.work',
    fields: {
      ...workFields,
      use: {
        ...workFields.use,
        options: [
          ...(one.use?.includes('/')
            ? [{ value: one.use, text: t('drafting.cast.on_record', { name: named(one.use), ref: numberOf(one.use) }) }]
            : []),
          { value: 'new', text: t('drafting.cast.new') },
          { value: 'words', text: t('drafting.cast.words') },
        ],
      } as Field,
    },
    collapsed: { label: 'drafting.claim.more', names: ['other', 'visibility'] },
  });
  const actorSchema = z
    .object({
      use: z.string().max(40).optional(),
      name: z.string('errors.field.name.missing').max(300, 'errors.field.text.long'),
      kind: z.enum(actorKinds).optional(),
      other: long(400),
      visibility: visible,
    })
    .refine(({ use, name }) => use !== 'new' || name.length <= nameLimits.letters, {
      path: ['name'],
      error: 'errors.field.actorName.long',
    });
  const workSchema = z.object({
    use: z.string().max(40).optional(),
    title: z.string('errors.field.title.missing').max(500, 'errors.field.text.long'),
    kind: z.enum(termKeys('source-kind')),
    other: long(700),
    visibility: visible,
  });
  const schema = z.object({
    ...Object.fromEntries(content.cast.map((one) => [one.key, actorSchema])),
    ...Object.fromEntries(content.works.map((one) => [one.key, workSchema])),
  });
  return {
    form: defineForm({
      name: 'cast',
      schema,
      fields: {
        ...Object.fromEntries(content.cast.map((one) => [one.key, actorFields(one)])),
        ...Object.fromEntries(content.works.map((one) => [one.key, workSection(one)])),
      },
    }),
    values: {
      ...Object.fromEntries(
        content.cast.map((one) => [
          one.key,
          {
            use: one.use ?? undefined,
            name: one.name,
            kind: one.kind ?? undefined,
            visibility: one.visibility,
          },
        ]),
      ),
      ...Object.fromEntries(
        content.works.map((one) => [
          one.key,
          { use: one.use ?? undefined, title: one.title, kind: one.kind, visibility: one.visibility },
        ]),
      ),
    },
    rev: content.revs.cast,
    async read(all: Record<string, unknown>, { rev, offer, db }) {
      const actorRows = all as Record<string, z.output<typeof actorSchema> | undefined>;
      const workRows = all as Record<string, z.output<typeof workSchema> | undefined>;
      // This form selects an item in the record for each name of the draft. So names are searched only in the record.
      const picks = new DraftPicks(db, t, { ...content, cast: [], works: [], parts: [] });
      offer(picks.offered);
      const chosen = async (key: string, kind: 'actor' | 'source'): Promise<string | null> =>
        (await picks.read(`${key}.other`, (actorRows[key] ?? workRows[key])?.other, { kinds: [kind] })) ??
        (actorRows[key] ?? workRows[key])?.use ??
        null;
      const cast: Cast[] = [];
      for (const one of content.cast) {
        const row = actorRows[one.key];
        if (row)
          cast.push({
            ...one,
            use: await chosen(one.key, 'actor'),
            name: row.name,
            kind: row.kind ?? null,
            visibility: row.visibility,
          });
      }
      const works: Work[] = [];
      for (const one of content.works) {
        const row = workRows[one.key];
        if (row)
          works.push({
            ...one,
            use: await chosen(one.key, 'source'),
            title: row.title,
            kind: row.kind,
            visibility: row.visibility,
          });
      }
      picks.throwIfUnclear();
      return { edit: { do: 'cast', rev, cast, works } };
    },
  };
}

const numberOf = (ref: string): string => ref.split('/')[1] ?? '';

/** The section about parts of the cases, such as events and proceedings. Each can be in the record, or new. */
export function partsSection(t: Translate, { content, parts, named }: Shown): Section {
  const proceedings: Option[] = [
    ...content.parts
      .filter((one) => one.kind === 'proceeding' && !one.copyOf)
      .map((one) => ({ value: `#${one.key}`, text: named(`#${one.key}`) })),
    ...parts
      .filter((one) => one.kind === 'proceeding' && !content.parts.some((other) => other.use === one.ref))
      .map((one) => ({ value: one.ref, text: one.title })),
  ];
  const fieldsOf = (one: Part): Field => {
    const same = parts.filter((other) => other.kind === one.kind);
    const own = caseAt(content, one.case ?? '').use;
    const options: Option[] = [
      { value: 'new', text: t('drafting.cast.new') },
      ...same
        .toSorted((a, b) => Number(b.inCase === own) - Number(a.inCase === own))
        .map((other) => ({
          value: other.ref,
          text: t('drafting.cast.on_record', { name: other.title, ref: numberOf(other.ref) }),
          ...(content.cases.length > 1 ? { group: named(other.inCase) } : {}),
        })),
    ];
    return {
      kind: 'section',
      label: `record.desk.kind.${one.kind}`,
      fields: {
        ...(same.length || !one.use
          ? {
              use: { kind: 'select', label: 'drafting.cast.use', empty: 'record.desk.choose', options } satisfies Field,
            }
          : {}),
        title: { kind: 'text', label: 'drafting.part.title', maxLength: 500 },
        ...(inProceeding(one.kind)
          ? {
              parent: {
                kind: 'select',
                label: 'drafting.part.parent',
                empty: 'record.desk.choose',
                options: proceedings,
                width: 'half',
              } satisfies Field,
            }
          : {}),
        visibility,
      },
      collapsed: { label: 'drafting.claim.more', names: ['visibility'] },
    };
  };
  const same = (one: Part): boolean => parts.some((other) => other.kind === one.kind);
  const schema = z.object(
    Object.fromEntries(
      content.parts.map((one) => [
        one.key,
        z.object({
          title: z.string('errors.field.title.missing').max(500, 'errors.field.text.long'),
          use: z.string().max(40).optional(),
          parent: z.string().max(60).optional(),
          visibility: visible,
        }),
      ]),
    ),
  );
  return {
    form: defineForm({
      name: 'parts',
      schema,
      fields: Object.fromEntries(content.parts.map((one) => [one.key, fieldsOf(one)])),
    }),
    values: Object.fromEntries(
      content.parts.map((one) => [
        one.key,
        { title: one.title, use: one.use ?? undefined, parent: one.parent ?? undefined, visibility: one.visibility },
      ]),
    ),
    rev: content.revs.parts,
    async read(input: z.output<typeof schema>, { rev }) {
      return {
        edit: {
          do: 'parts',
          rev,
          parts: content.parts.flatMap((one) =>
            input[one.key]
              ? [
                  {
                    ...one,
                    title: input[one.key]!.title,
                    use: input[one.key]!.use ?? (same(one) ? null : one.use),
                    parent: input[one.key]!.parent ?? one.parent,
                    visibility: input[one.key]!.visibility,
                  },
                ]
              : [],
          ),
        },
      };
    },
  };
}

export const sections = { source: sourceSection, case: caseSection, cast: castSection, parts: partsSection } as const;
export type SectionName = keyof typeof sections;
export const isSection = (name: string | undefined): name is SectionName =>
  name !== undefined && Object.hasOwn(sections, name);
export type Sections = Record<SectionName, Section>;
export const allSections = (t: Translate, reading: Shown): Sections => ({
  source: sourceSection(t, reading),
  case: caseSection(t, reading),
  cast: castSection(t, reading),
  parts: partsSection(t, reading),
});
