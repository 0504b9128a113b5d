import { z } from 'zod';
import { sealForInput } from '../protection/new-sealed.ts';
import { caseParts, type CasePart } from '../kinds/parts.ts';
import { refSchema } from '../refs.ts';
import { claimModes } from '../tables.ts';
import { tagNames } from '../tags/tables.ts';
import { termKeys } from '../vocabulary/terms.ts';

const key = z
  .string()
  .regex(/^[\w.:-]{1,80}$/, 'errors.field.key.bad')
  .optional();
const visibility = z.enum(['public', 'desk']).default('desk');
const title = z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long');
/** The maximum number of characters of a wording, a summary or a note. */
export const maxTextLength = 20_000;
const longText = z.string().trim().max(maxTextLength, 'errors.field.text.long');
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad');

/**
 * The maximum number of names of an actor, and of letters of a name. More and longer names take longer to compare and
 * to redact.
 */
export const nameLimits = { names: 30, letters: 150 };
/**
 * The limits for actors that were created before `nameLimits` existed, and for the record files that an installation
 * exports and imports.
 */
export const storedNameLimits = { names: 100, letters: 300 };
const nameText = z.string().trim().min(1, 'errors.field.name.missing');

export const nameInput = z.object({
  text: nameText.max(nameLimits.letters, 'errors.field.actorName.long'),
  kind: z.enum(['preferred', 'alias', 'transliteration', 'acronym']).default('alias'),
  language: language.optional(),
});

export const actorInput = z.object({
  key,
  kind: z.enum(
    ['person', 'outlet', 'organisation', 'authority', 'court', 'company', 'network'],
    'errors.field.actorKind.bad',
  ),
  names: z.array(nameInput).min(1, 'errors.field.name.missing').max(nameLimits.names, 'errors.field.actorNames.many'),
  visibility,
});

/**
 * The input for an actor that already exists. It accepts more and longer names than `nameLimits`, because the actor may
 * have been created before these limits existed (`changeActor`).
 */
export const actorChange = actorInput.extend({
  names: z
    .array(nameInput.extend({ text: nameText.max(storedNameLimits.letters, 'errors.field.actorName.long') }))
    .min(1, 'errors.field.name.missing')
    .max(storedNameLimits.names, 'errors.field.actorNames.many')
    .describe(
      `At most ${nameLimits.names} names, each of at most ${nameLimits.letters} characters. An actor that already has more or longer names may keep them`,
    ),
});

export const derivationInput = z.object({
  origin: refSchema,
  kind: z.enum(['republishes', 'cites', 'translates', 'compiles']),
  basis: longText.optional(),
});

export const sourceInput = z.object({
  key,
  kind: z.string().min(1, 'errors.field.kind.missing').max(40),
  title,
  publisher: refSchema.optional(),
  published: z.string().max(100).optional(),
  language: language.optional(),
  note: longText.optional(),
  addresses: z
    .array(z.url({ protocol: /^https?$/, error: 'errors.field.url.bad' }))
    .max(50)
    .default([]),
  derivedFrom: z.array(derivationInput).max(100).default([]),
  withheld: z
    .enum(termKeys('withheld-reason'))
    .nullish()
    .describe(
      'The reason that readers see in place of the source while it is not public. Left out: unchanged; null: no reason',
    ),
  visibility,
});

export const caseInput = z.object({ key, title, summary: longText.optional(), visibility });

const partInput = <Part extends CasePart>({ parent }: Part) =>
  z.object({ key, title, visibility, sealFor: sealForInput, [parent]: refSchema } as {
    [Name in 'title']: typeof title;
  } & {
    key: typeof key;
    visibility: typeof visibility;
    sealFor: typeof sealForInput;
  } & { [Name in Part['parent']]: typeof refSchema });

type PartLists = {
  [Part in CasePart as Part['list']]: z.ZodDefault<z.ZodArray<ReturnType<typeof partInput<Part>>>>;
};
const partLists = Object.fromEntries(
  caseParts.map((part) => [part.list, z.array(partInput(part)).default([])]),
) as unknown as PartLists;

export const linkInput = z
  .object({
    actor: refSchema.optional(),
    asWritten: z.string().trim().max(300).optional(),
    verb: z.string().trim().max(100).optional(),
    source: refSchema.optional(),
    carriedOver: z.boolean().default(false),
    pagesOwn: z.boolean().default(false),
    visibility: z.enum(['public', 'desk']).default('public'),
  })
  .refine((link) => link.actor || link.asWritten || link.pagesOwn, 'errors.field.link.empty');

export const supportInput = z.discriminatedUnion('kind', [
  /** A passage of a capture. `start` and `end` are positions in its text, in UTF-16 code units. */
  z.object({
    kind: z.literal('passage'),
    capture: refSchema,
    start: z.number().int().min(0),
    end: z.number().int().min(1),
    visibility: z.enum(['public', 'desk']).default('public'),
  }),
  /** A cited page without a preserved copy. */
  z.object({ kind: z.literal('reference'), source: refSchema, note: longText.optional() }),
  /** Something told to the desk. The note says when, and to whom. */
  z.object({ kind: z.literal('direct-word'), note: longText.min(1, 'errors.field.support.missing') }),
]);

export const statementInput = z.object({
  subject: refSchema,
  property: z.string().min(1, 'errors.field.property.missing').max(60),
  value: z.unknown(),
  rank: z.enum(['preferred', 'normal', 'deprecated']).default('normal'),
});

export const claimInput = z.object({
  key,
  case: refSchema.optional(),
  wording: z.string().trim().min(1, 'errors.field.wording.missing').max(maxTextLength, 'errors.field.text.long'),
  kind: z.enum(['quotation', 'paraphrase']),
  language: language.default('en'),
  mode: z.enum(claimModes),
  certainty: z.string().max(40).default('unknown'),
  chain: z.array(linkInput).min(1, 'errors.field.chain.missing').max(12),
  support: supportInput,
  statements: z.array(statementInput).max(200).default([]),
  /** Whether the person who files the claim has compared it with its support. */
  checked: z.boolean().default(false),
  visibility,
});

/**
 * A claim from a table or a record file. If `imported` is set, the claim's values count even before someone has
 * compared it with its source.
 */
const importedClaimInput = claimInput.extend({ imported: z.boolean().default(false) });

export const questionInput = z.object({
  key,
  case: refSchema.optional(),
  wording: title,
  language: language.default('en'),
  raisedBy: refSchema.optional(),
  visibility,
});

/** The items that cannot be sealed accept it, too, so that it is refused and never ignored. */
const sealable = { sealFor: sealForInput };

const tagged = { tags: tagNames.optional().describe('Tags of the desk. Readers never see them') };

/** Everything that one filing can create. Items can refer to each other by `#key` within the same input. */
export const filingInput = z.object({
  actors: z.array(actorInput.extend({ ...tagged, ...sealable })).default([]),
  sources: z.array(sourceInput.extend({ ...tagged, ...sealable })).default([]),
  cases: z.array(caseInput.extend({ ...tagged, ...sealable })).default([]),
  ...partLists,
  claims: z.array(claimInput.extend(sealable)).default([]),
  questions: z.array(questionInput.extend(sealable)).default([]),
});

/** A filing by an import. Only imports can mark claims as imported. */
export const importedFilingInput = filingInput.extend({
  claims: z.array(importedClaimInput.extend(sealable)).default([]),
});

export type Filing = z.output<typeof filingInput>;
export type FilingInput = z.input<typeof filingInput>;
export type ImportedFilingInput = z.input<typeof importedFilingInput>;
/** Only imports set `imported`. */
export type ClaimInput = z.output<typeof claimInput> & { imported?: boolean };
export type StatementInput = z.output<typeof statementInput>;
export type LinkInput = z.output<typeof linkInput>;
