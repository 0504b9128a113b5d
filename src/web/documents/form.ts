import { z } from 'zod';
import { blockLabel, blockTypes, type ArticleForm, type ArticleFormInput } from '../../documents/model/form.ts';
import { sentenceKindLabel, sentenceKinds } from '../../documents/model/schema.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Publication } from '../../publishing/publication/publication.ts';
import { languageName } from '../../record/vocabulary/languages.ts';
import { defineForm, toTree, type Fields, type Option } from '../kit/forms/form.ts';
import type { Tree } from '../kit/forms/tree.ts';

/** Reads numbers in one field, such as "12, claim/14 15", as refs of one kind. An error belongs to the whole field. */
const refs = (kind: 'claim' | 'case', message: string) =>
  z
    .string()
    .max(2000, 'documents.error.text.long')
    .default('')
    .transform((text, context): string[] => {
      const parts = text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map((part) => part.replace(new RegExp(`^(${kind}/|#)`), ''));
      const wrong = parts.find((part) => !/^[1-9]\d{0,15}$/.test(part));
      if (wrong) context.addIssue({ code: 'custom', message });
      return [...new Set(parts)].map((part) => `${kind}/${part}`);
    });

const sentenceFields = {
  id: { kind: 'hidden' },
  text: {
    kind: 'textarea',
    label: 'publishing.articles.sentence.text',
    hint: 'publishing.articles.sentence.text_hint',
    rows: 2,
  },
  kind: {
    kind: 'select',
    label: 'publishing.articles.sentence.kind',
    width: 'half',
    options: sentenceKinds.map((kind) => ({ value: kind, label: sentenceKindLabel(kind) })),
  },
  claims: {
    kind: 'text',
    label: 'publishing.articles.sentence.claims',
    hint: 'publishing.articles.sentence.claims_hint',
    optional: true,
    width: 'half',
  },
  inherited: { kind: 'hidden' },
  confirm: { kind: 'checkbox', label: 'publishing.articles.sentence.confirm' },
  reporter: { kind: 'text', label: 'publishing.articles.sentence.reporter', optional: true, width: 'half' },
  basis: {
    kind: 'text',
    label: 'publishing.articles.sentence.basis',
    hint: 'publishing.articles.sentence.basis_hint',
    optional: true,
    width: 'half',
  },
  override: {
    kind: 'textarea',
    label: 'publishing.articles.sentence.override',
    hint: 'publishing.articles.sentence.override_hint',
    optional: true,
    rows: 2,
  },
  overrideConfirmed: { kind: 'checkbox', label: 'publishing.articles.sentence.override_confirm' },
  whole: { kind: 'hidden' },
} as const satisfies Fields;

const tucked = {
  label: 'publishing.articles.sentence.more',
  names: ['confirm', 'reporter', 'basis', 'override', 'overrideConfirmed'],
};

const sentenceSchema = z
  .object({
    id: z.string().optional(),
    text: z.string().default(''),
    kind: z.enum(sentenceKinds, 'documents.error.kind.bad').default('cited'),
    claims: refs('claim', 'publishing.articles.error.claims'),
    inherited: refs('claim', 'publishing.articles.error.claims'),
    confirm: z.boolean().default(false),
    reporter: z.string().optional(),
    basis: z.string().optional(),
    override: z.string().optional(),
    overrideConfirmed: z.boolean().default(false),
    whole: z.string().optional(),
  })
  .transform(({ confirm, inherited, claims, whole, ...rest }) => ({
    ...rest,
    whole: whole === '1',
    claims: confirm ? [...new Set([...claims, ...inherited])] : claims,
    inherited: confirm ? [] : inherited.filter((claim) => !claims.includes(claim)),
  }));

const sentences: Fields = {
  sentences: {
    kind: 'rows',
    label: 'publishing.articles.sentences',
    addLabel: 'publishing.articles.add_sentence',
    fields: sentenceFields,
    tucked,
  },
  text: {
    kind: 'textarea',
    label: 'publishing.articles.more_text',
    hint: 'publishing.articles.more_text_hint',
    optional: true,
    rows: 3,
  },
};
const sentencesSchema = { sentences: z.array(sentenceSchema).default([]), text: z.string().optional() };

/** Cases by their numbers, in one field. */
export const caseRefs = refs('case', 'publishing.articles.error.cases');

/** The form of an article for browsers without scripts. `toArticle` turns its values into the input of the operations. */
export const articleWebForm = defineForm({
  name: 'article',
  limit: 4 * 1_048_576,
  schema: z
    .object({
      headline: sentenceSchema.optional(),
      standfirst: z.object(sentencesSchema).prefault({}),
      byline: z
        .object({
          kind: z.enum(['by', 'compiled-by'], 'documents.error.byline.bad').default('by'),
          names: z.string().default(''),
        })
        .prefault({}),
      language: z.string().default('en'),
      cases: caseRefs,
      blocks: z
        .array(
          z.object({
            type: z.enum(blockTypes, 'documents.error.block.bad').default('paragraph'),
            ref: z.string().optional(),
            alt: z.string().optional(),
            ...sentencesSchema,
          }),
        )
        .default([]),
      find: z.string().max(200).optional(),
      why: z.string().optional(),
    })
    .transform(({ byline, headline, ...rest }) => ({
      ...rest,
      headline: headline ?? { text: '' },
      byline: {
        kind: byline.kind,
        names: byline.names
          .split(/\n|;/)
          .map((name) => name.trim())
          .filter(Boolean),
      },
    })),
  fields: {
    headline: { kind: 'section', label: 'publishing.articles.headline', fields: sentenceFields, tucked },
    standfirst: { kind: 'section', label: 'publishing.articles.standfirst', fields: sentences },
    byline: {
      kind: 'section',
      label: 'publishing.articles.byline',
      fields: {
        kind: {
          kind: 'radio',
          label: 'publishing.articles.byline_kind',
          inline: true,
          options: [
            { value: 'by', label: 'publishing.articles.by' },
            { value: 'compiled-by', label: 'publishing.articles.compiled_by' },
          ],
        },
        names: {
          kind: 'textarea',
          label: 'publishing.articles.byline_names',
          hint: 'publishing.articles.byline_names_hint',
          optional: true,
          rows: 2,
        },
      },
    },
    language: { kind: 'select', label: 'publishing.articles.language', width: 'third' },
    cases: {
      kind: 'text',
      label: 'publishing.articles.cases',
      hint: 'publishing.articles.cases_hint',
      optional: true,
      width: 'half',
    },
    blocks: {
      kind: 'rows',
      label: 'publishing.articles.blocks',
      addLabel: 'publishing.articles.add_block',
      fields: {
        type: {
          kind: 'select',
          label: 'publishing.articles.block_type',
          options: blockTypes.map((type) => ({ value: type, label: blockLabel(type) })),
        },
        ...sentences,
        ref: {
          kind: 'text',
          label: 'publishing.articles.embed',
          hint: 'publishing.articles.embed_hint',
          optional: true,
        },
        alt: {
          kind: 'text',
          label: 'publishing.articles.photo_alt',
          hint: 'publishing.articles.photo_alt_hint',
          optional: true,
        },
      },
      tucked: { label: 'publishing.articles.shows_more', names: ['ref', 'alt'] },
    },
    find: { kind: 'search', label: 'publishing.articles.find', hint: 'publishing.articles.find_hint', optional: true },
    why: { kind: 'text', label: 'publishing.articles.why', hint: 'publishing.articles.why_hint', optional: true },
  },
});

type WebValues = z.output<typeof articleWebForm.schema>;

/** The languages of the publication, and the article's own. */
export const languageOptions = (t: Translate, paper: Publication, ...own: readonly string[]): Option[] =>
  [...new Set([paper.language, ...paper.contentLanguages, ...own])].map((value) => ({
    value,
    text: languageName(value, t.locale),
  }));

/** The input of the operations. `find` and `why` are left out, because only the page uses them. */
export const toArticle = ({ find: _find, why: _why, ...form }: WebValues): ArticleFormInput => form;

/** The form values of a stored article. */
export function toValues(form: ArticleForm): Tree {
  const numbers = (list: readonly string[]): string => list.map((ref) => ref.split('/')[1]).join(', ');
  const sentence = (one: ArticleForm['headline']) => ({
    ...one,
    claims: numbers(one.claims),
    inherited: numbers(one.inherited),
    whole: one.whole ? '1' : '',
  });
  const within = (part: ArticleForm['standfirst']) => ({ sentences: part.sentences.map(sentence), text: part.text });
  return toTree({
    headline: sentence(form.headline),
    standfirst: within(form.standfirst),
    byline: { kind: form.byline.kind, names: form.byline.names.join('\n') },
    language: form.language,
    cases: numbers(form.cases),
    blocks: form.blocks.map((block) => ({
      type: block.type,
      ...within(block),
      ref: block.ref?.replace(/^(?:case|photo)\//, ''),
      alt: block.alt,
    })),
  }) as Tree;
}

/**
 * Moves the errors of an operation to this form's fields. The operation has a list of claims where this form has one
 * field.
 */
export const atFields = (path: string): string =>
  path.replace(/^articles\.0\./, '').replace(/(\.(?:claims|inherited|names)|^cases)\.\d+$/, '$1');
