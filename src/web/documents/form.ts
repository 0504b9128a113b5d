import { z } from 'zod';
import {
  blockLabel,
  blockTypes,
  type ArticleForm,
  type ArticleFormInput,
  type BlockForm,
} from '../../documents/model/form.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { sentenceKindLabel, sentenceKinds } from '../../documents/model/schema.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Publication } from '../../publishing/publication/publication.ts';
import { languageName } from '../../record/vocabulary/languages.ts';
import { defineForm, toTree, type Fields, type Option } from '../kit/forms/form.ts';
import { pickTexts, type Picks } from '../kit/forms/pick.ts';
import type { Tree } from '../kit/forms/tree.ts';
import { casesField, casesSchema, readCases } from './article-cases.ts';
import { readEmbed } from './embed-ref.ts';

/**
 * Numbers of claims in a hidden field, such as "12, 14". These claims are copied from an earlier sentence that is only
 * probably the same. An editor must confirm them (diff-document.ts).
 */
const inherited = z
  .string()
  .max(2000, 'documents.error.text.long')
  .default('')
  .transform((text) => (text.match(/[1-9]\d{0,15}/g) ?? []).map((number) => `claim/${number}`));

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
    kind: 'rows',
    label: 'publishing.articles.sentence.claims',
    hint: 'publishing.articles.sentence.claims_hint',
    addLabel: 'publishing.articles.sentence.add_claim',
    optional: true,
    max: 50,
    fields: { claim: { kind: 'pick', label: 'record.desk.kind.claim', list: 'list-claim' } },
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

const collapsed = {
  label: 'publishing.articles.sentence.more',
  names: ['confirm', 'reporter', 'basis', 'override', 'overrideConfirmed'],
};

const sentenceSchema = z.object({
  id: z.string().optional(),
  text: z.string().default(''),
  kind: z.enum(sentenceKinds, 'documents.error.kind.bad').default('cited'),
  claims: z.array(z.object({ claim: z.string().max(700, 'documents.error.text.long') })).default([]),
  inherited,
  confirm: z.boolean().default(false),
  reporter: z.string().optional(),
  basis: z.string().optional(),
  override: z.string().optional(),
  overrideConfirmed: z.boolean().default(false),
  whole: z
    .string()
    .optional()
    .transform((whole) => whole === '1'),
});

const sentences: Fields = {
  sentences: {
    kind: 'rows',
    label: 'publishing.articles.sentences',
    addLabel: 'publishing.articles.add_sentence',
    fields: sentenceFields,
    collapsed,
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

/** The form of an article for browsers without scripts. `toArticle` turns its values into the input of the operations. */
export const articleWebForm = defineForm({
  name: 'article',
  limit: 4 * 1_048_576,
  schema: z
    .object({
      headline: sentenceSchema.prefault({}),
      standfirst: z.object(sentencesSchema).prefault({}),
      byline: z
        .object({
          kind: z.enum(['by', 'compiled-by'], 'documents.error.byline.bad').default('by'),
          names: z.string().default(''),
        })
        .prefault({}),
      language: z.string().default('en'),
      cases: casesSchema,
      blocks: z
        .array(
          z.object({
            type: z.enum(blockTypes, 'documents.error.block.bad').default('paragraph'),
            ref: z.string().optional(),
            on: z.string().optional(),
            alt: z.string().optional(),
            finding: z.string().optional(),
            findingConfirmed: z.boolean().default(false),
            ...sentencesSchema,
          }),
        )
        .default([]),
      find: z.string().max(200).optional(),
      why: z.string().optional(),
    })
    .transform(({ byline, ...rest }) => ({
      ...rest,
      byline: {
        kind: byline.kind,
        names: byline.names
          .split(/\n|;/)
          .map((name) => name.trim())
          .filter(Boolean),
      },
    })),
  fields: {
    headline: { kind: 'section', label: 'publishing.articles.headline', fields: sentenceFields, collapsed },
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
    cases: casesField,
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
          kind: 'pick',
          label: 'publishing.articles.embed',
          hint: 'publishing.articles.embed_hint',
          optional: true,
        },
        on: {
          kind: 'date',
          wholeDay: true,
          label: 'publishing.articles.embed_on',
          hint: 'kit.date.day_hint',
          optional: true,
          width: 'half',
        },
        alt: {
          kind: 'text',
          label: 'publishing.articles.photo_alt',
          hint: 'publishing.articles.photo_alt_hint',
          optional: true,
        },
        finding: {
          kind: 'text',
          label: 'publishing.articles.finding',
          hint: 'publishing.articles.finding_hint',
          optional: true,
        },
        findingConfirmed: { kind: 'checkbox', label: 'publishing.articles.finding_confirm' },
      },
      collapsed: {
        label: 'publishing.articles.shows_more',
        names: ['ref', 'on', 'alt', 'finding', 'findingConfirmed'],
      },
    },
    find: { kind: 'search', label: 'publishing.articles.find', hint: 'publishing.articles.find_hint', optional: true },
    why: { kind: 'text', label: 'publishing.articles.why', hint: 'publishing.articles.why_hint', optional: true },
  },
});

type WebValues = z.output<typeof articleWebForm.schema>;

export const languageOptions = (t: Translate, paper: Publication, ...own: readonly string[]): Option[] =>
  [...new Set([paper.language, ...paper.contentLanguages, ...own])].map((value) => ({
    value,
    text: languageName(value, t.locale),
  }));

type WebSentence = z.output<typeof sentenceSchema>;

/**
 * Converts the form values to the input of the operations. `find` and `why` are left out, because only the page uses
 * them. If a name fits several items or none, `picks` gets an error.
 */
export async function toArticle(
  picks: Picks,
  { find: _find, why: _why, headline, standfirst, blocks, cases, ...rest }: WebValues,
): Promise<ArticleFormInput> {
  const sentence = async (path: string, { claims, confirm, inherited: from, ...one }: WebSentence) => {
    const cited: string[] = [];
    for (const [index, { claim }] of claims.entries()) {
      const ref = await picks.read(`${path}.claims[${index}].claim`, claim, { kinds: ['claim'] });
      if (ref) cited.push(ref);
    }
    return {
      ...one,
      claims: [...new Set(confirm ? [...cited, ...from] : cited)],
      inherited: confirm ? [] : from.filter((ref) => !cited.includes(ref)),
    };
  };
  const within = async (path: string, part: { sentences: WebSentence[]; text?: string }) => {
    const read = [];
    for (const [index, one] of part.sentences.entries()) read.push(await sentence(`${path}.sentences[${index}]`, one));
    return { sentences: read, text: part.text };
  };
  const body = [];
  for (const [index, { on, ...block }] of blocks.entries()) {
    const path = `blocks[${index}]`;
    body.push({
      ...block,
      ...(await within(path, block)),
      ref: await readEmbed(picks, `${path}.ref`, { type: block.type, ref: block.ref, on }),
    });
  }
  return {
    ...rest,
    headline: { ...(await sentence('headline', headline)), text: headline.text },
    standfirst: await within('standfirst', standfirst),
    blocks: body,
    cases: await readCases(picks, cases),
  };
}

/** The form values of a stored article. */
export async function toValues(db: Reader, form: ArticleForm): Promise<Tree> {
  const all = [form.headline, ...form.standfirst.sentences, ...form.blocks.flatMap((block) => block.sentences)];
  const embed = (block: BlockForm): { ref?: string; on?: string } => {
    const [ref, on] = block.type === 'provision' ? (block.ref?.split('@') ?? []) : [block.ref];
    return { ref, on };
  };
  const texts = await pickTexts(db, [
    ...form.cases,
    ...all.flatMap((one) => one.claims),
    ...form.blocks.flatMap((block) => (block.type === 'statistic' ? [] : [embed(block).ref])),
  ]);
  const named = (ref: string): string => texts.get(ref) ?? ref;
  const sentence = (one: ArticleForm['headline']) => ({
    ...one,
    claims: one.claims.map((ref) => ({ claim: named(ref) })),
    inherited: one.inherited.map((ref) => ref.split('/')[1]).join(', '),
    whole: one.whole ? '1' : '',
  });
  const within = (part: ArticleForm['standfirst']) => ({ sentences: part.sentences.map(sentence), text: part.text });
  return toTree({
    headline: sentence(form.headline),
    standfirst: within(form.standfirst),
    byline: { kind: form.byline.kind, names: form.byline.names.join('\n') },
    language: form.language,
    cases: form.cases.map((ref) => ({ case: named(ref) })),
    blocks: form.blocks.map((block) => {
      const { ref, on } = embed(block);
      return { type: block.type, ...within(block), ref: ref && named(ref), on, alt: block.alt, finding: block.finding };
    }),
  }) as Tree;
}

/** Moves the errors of an operation to this form's fields. */
export const atFields = (path: string): string =>
  path
    .replace(/^articles\.0\./, '')
    .replace(/\.claims\.(\d+)$/, '.claims[$1].claim')
    .replace(/^cases\.(\d+)$/, 'cases[$1].case')
    .replace(/(\.(?:inherited|names))\.\d+$/, '$1');
