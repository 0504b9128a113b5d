import { z } from 'zod';
import { refSchema } from '../../record/refs.ts';
import { tidyBasis } from '../computed/figures.ts';
import { tidyEmbed } from '../embeds/registry.ts';
import { embedKinds, isSentenceId, maxFindingLength, sentenceKinds, type EmbedKind } from './schema.ts';

const claimRef = z.string().regex(/^claim\/[1-9]\d{0,15}$/, 'documents.error.claim.bad');
const claims = z.array(claimRef).max(50, 'documents.error.many').default([]);
const longText = (limit: number) => z.string().max(limit, 'documents.error.text.long');
const optionalText = z.string().trim().max(300, 'documents.error.text.long').optional();

/** The minimum number of characters of an exception's reason. A shorter reason would not help readers. */
export const overrideLength = 10;

/** One sentence in the form. A sentence from a stored document has its `id`. */
export const sentenceForm = z.object({
  id: z.string().refine(isSentenceId, 'documents.error.sentence.id').optional(),
  /** `[words](https://…)` is a link. */
  text: longText(5000).default(''),
  kind: z.enum(sentenceKinds, 'documents.error.kind.bad').default('cited'),
  /** Claims that the editor cites for the sentence. */
  claims,
  /** Claims that the sentence inherited from a split sentence or from a guessed origin. An editor must confirm them. */
  inherited: claims,
  reporter: optionalText,
  /** For a calculated sentence: the address of its statistic. */
  basis: optionalText.transform((basis) => basis && tidyBasis(basis)),
  override: z
    .string()
    .trim()
    .min(overrideLength, 'documents.error.override.short')
    .max(1000, 'documents.error.text.long')
    .optional(),
  /** Whether the reason also covers problems that appeared after the reason was entered. */
  overrideConfirmed: z.boolean().default(false),
  /** Whether the text is one sentence, even if it contains full stops. */
  whole: z.boolean().default(false),
});

/** Sentences one by one, followed by bare text, which is split into sentences. */
const sentences = {
  sentences: z.array(sentenceForm).max(200, 'documents.error.many').default([]),
  text: longText(50_000).optional(),
};

export const blockTypes = [
  'paragraph',
  'heading',
  'quotation',
  'bullet',
  'number',
  'background',
  'photo',
  ...embedKinds,
] as const;
export type BlockType = (typeof blockTypes)[number];
/** The message key of a block's kind. */
export const blockLabel = (type: BlockType): string => `documents.block.${type}`;
export const isEmbedKind = (type: string): type is EmbedKind => (embedKinds as readonly string[]).includes(type);

/** Turns "12", `photo/12` or the address of a photo's page into `photo/12`; null for anything else. */
function tidyPhoto(text: string): string | null {
  const number = /^(?:photo\/|\S*\/photos\/)?([1-9]\d{0,15})$/.exec(text)?.[1];
  return number ? `photo/${number}` : null;
}

/**
 * A block of the body. Consecutive blocks of type `bullet`, `number` or `background` are the items of one list or box.
 * A photo's sentences are its caption, and can be empty.
 */
export const blockForm = z
  .object({
    type: z.enum(blockTypes, 'documents.error.block.bad').default('paragraph'),
    ...sentences,
    /**
     * What the block shows. An embed: `case/12`, a statistic's address, `provision/12@2018-03-30`, `source/12` or
     * `letter/12`. A photo: `photo/12`.
     */
    ref: z.string().trim().max(2000, 'documents.error.text.long').optional(),
    /** The alternative text in this article; by default the photo's own. */
    alt: z.string().trim().max(1000, 'documents.error.text.long').optional(),
    /** The headline of a chart; by default it is calculated. Each number in it must be in the chart. */
    finding: z.string().trim().max(maxFindingLength, 'documents.error.text.long').optional(),
    /** Whether the headline also fits the numbers that the chart has now. */
    findingConfirmed: z.boolean().optional(),
  })
  .superRefine(({ type, ref, alt, finding, sentences, text }, context) => {
    if (type === 'photo' && !ref)
      context.addIssue({ code: 'custom', path: ['ref'], message: 'documents.error.photo.missing' });
    else if (type === 'photo' && tidyPhoto(ref!) === null)
      context.addIssue({ code: 'custom', path: ['ref'], message: 'documents.error.photo.bad' });
    if (type !== 'photo' && alt)
      context.addIssue({ code: 'custom', path: ['type'], message: 'documents.error.photo.elsewhere' });
    if (type !== 'statistic' && finding)
      context.addIssue({ code: 'custom', path: ['finding'], message: 'documents.error.finding.elsewhere' });
    if (!isEmbedKind(type)) return;
    if (!ref) context.addIssue({ code: 'custom', path: ['ref'], message: 'documents.error.embed.missing' });
    else if (tidyEmbed(type, ref) === null)
      context.addIssue({ code: 'custom', path: ['ref'], message: `documents.error.embed.${type}` });
    if (sentences.some((one) => one.text.trim()) || text?.trim())
      context.addIssue({ code: 'custom', path: ['type'], message: 'documents.error.embed.words' });
  })
  .transform(
    ({ ref, ...block }) =>
      ({
        ...block,
        ...(isEmbedKind(block.type) && ref && { ref: tidyEmbed(block.type, ref) ?? ref }),
        ...(block.type === 'photo' && ref && { ref: tidyPhoto(ref) ?? ref }),
      }) as typeof block & { ref?: string },
  );

export const bylineForm = z.object({
  kind: z.enum(['by', 'compiled-by'], 'documents.error.byline.bad').default('by'),
  names: z
    .array(z.string().trim().max(120, 'documents.error.text.long'))
    .max(20, 'documents.error.many')
    .default([])
    .transform((names) => [...new Set(names.filter(Boolean))]),
});
export type Byline = z.output<typeof bylineForm>;
/** The message key of a byline, with the placeholder `names`. */
export const bylineLabel = (kind: Byline['kind']): string => `documents.byline.${kind}`;

/** An article as the plain form sends it. */
export const articleForm = z.object({
  headline: sentenceForm.extend({
    text: z.string().trim().min(1, 'documents.error.headline.missing').max(300, 'documents.error.text.long'),
  }),
  standfirst: z.object(sentences).prefault({}),
  byline: bylineForm.prefault({}),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'documents.error.language.bad')
    .default('en'),
  blocks: z.array(blockForm).max(500, 'documents.error.many').default([]),
  /** The cases that the article is about. */
  cases: z.array(refSchema).max(50, 'documents.error.many').default([]),
});

export type ArticleForm = z.output<typeof articleForm>;
export type ArticleFormInput = z.input<typeof articleForm>;
export type SentenceForm = z.output<typeof sentenceForm>;
export type BlockForm = z.output<typeof blockForm>;
