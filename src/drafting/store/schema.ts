import { z } from 'zod';
import { caseParts, proceedingParts, type CasePartKind } from '../../record/kinds/parts.ts';
import { termKeys } from '../../record/vocabulary/terms.ts';
import { actorKinds, boilerplateReasons, incidentSchema, missingWordsReasons } from '../schema.ts';

/**
 * A draft as the desk stores it: the suggestions, and what contributors made of them. Keys in a draft are `#a1`
 * (actors), `#e1` (events), `#p1` (proceedings), `#h1` (charges), `#o1` (orders), `#d1` (hearings, dates in court),
 * `#w1` (other sources), `#source`, or the ref of an item in the record. `#case` is the case of the claim.
 */

const visibility = z.enum(['public', 'desk']);
/**
 * What a person, source or part that the page names becomes in the record. `new`: it is created when the draft is
 * filed. A ref: it is that item. `words`: only the words for it are stored. Null: no one has decided yet.
 */
const use = z.string().max(40).nullable();
const key = z.string().regex(/^[a-z]\d{1,6}$/);
const ref = z.string().max(60);
const text = z.string().max(20_000);
const span = { start: z.number().int().min(0), end: z.number().int().min(1) };

export const partKinds = caseParts.map((part) => part.name);
export type PartKind = CasePartKind;
/** Whether parts of a kind belong to a proceeding. */
export const inProceeding = (kind: PartKind): boolean => proceedingParts.some((part) => part.name === kind);

export const castSchema = z.object({
  key,
  name: z.string().max(300),
  /** Null if the page does not show the kind and no one has chosen it yet. */ kind: z.enum(actorKinds).nullable(),
  asWritten: z.array(z.string()),
  use,
  visibility: visibility.optional(),
});
export const workSchema = z.object({
  key,
  title: z.string().max(500),
  kind: z.string().max(40),
  use,
  visibility: visibility.optional(),
});
export const partSchema = z.object({
  key,
  kind: z.enum(partKinds),
  title: z.string().max(500),
  /** The proceeding of a charge, an order or a hearing. */ parent: ref.nullable(),
  use,
  visibility: visibility.optional(),
  /** The case to which the part belongs; missing in drafts without parts in several cases. */ case: key.optional(),
  /**
   * If claims of several cases mention one part, each further case gets a copy, and this is the key of the original.
   * Claims always use the key of the original.
   */
  copyOf: key.optional(),
});

export const linkSchema = z.object({
  actor: ref.nullable(),
  asWritten: z.string().max(300).nullable(),
  verb: z.string().max(100).nullable(),
  source: ref.nullable(),
  carriedOver: z.boolean(),
  pagesOwn: z.boolean(),
  visibility,
});
export const statementSchema = z.object({
  subject: ref,
  property: z.string().max(60),
  value: z.unknown(),
  rank: z.enum(termKeys('rank')),
});

export const claimEditSchema = z.object({
  wording: text,
  kind: z.enum(['quotation', 'paraphrase']),
  mode: z.enum(termKeys('mode')),
  certainty: z.enum(termKeys('certainty')),
  language: z.string().max(35),
  visibility: visibility.optional(),
  chain: z.array(linkSchema).max(12),
  passage: z.object({ ...span, visibility }),
  statements: z.array(statementSchema).max(200),
});
export const decisions = ['open', 'accepted', 'skipped', 'filed'] as const;
export const claimSchema = claimEditSchema.extend({
  key,
  /** The index of the claim in the suggestions; null if it was marked by hand. */
  from: z.number().int().nullable(),
  decision: z.enum(decisions),
  /** Counts changes of this claim, so that two editors conflict only if they change the same claim. */
  rev: z.number().int(),
  edited: z.boolean(),
  /** Whether only the page itself is the speaker. */
  own: z.boolean(),
  confidence: z.number(),
  /** Missing in drafts that were created before this field existed. */
  calibrated: z.boolean().optional(),
  /** The incidents that the claim is about, by their key. Missing in drafts that were created before this field. */
  about: z.array(key).optional(),
  /** The case that someone chose for the claim. Missing: see `caseOfClaim`. */
  case: key.optional(),
  /** If the claim was accepted together with all claims of at least this confidence: that confidence, in percent. */
  above: z.number().int().optional(),
  /** The ref of the claim in the record. */
  filed: ref.nullable(),
});

export const questionSchema = z.object({
  key,
  wording: z.string().max(500),
  ...span,
  claim: z.string().nullable(),
  about: z.array(key).optional(),
  decision: z.enum(decisions),
  filed: ref.nullable(),
});

/** An incident that the page reports, and the case that the desk chose for it. */
export const storedIncidentSchema = incidentSchema.extend({
  key,
  /** `accepted`: the incident was put into `case`. `skipped`: it was left out. `filed`: its case is in the record. */
  decision: z.enum(decisions),
  rev: z.number().int(),
  /** The key of one of the draft's cases; null until someone chooses. */
  case: key.nullable(),
});

export const sourceEditSchema = z.object({
  title: z.string().max(500),
  kind: z.string().max(40),
  publisher: ref.nullable(),
  published: z.string().max(100).nullable(),
  language: z.string().max(35).nullable(),
  note: text,
  visibility: visibility.optional(),
});
export const caseEditSchema = z.object({
  use,
  title: z.string().max(500),
  summary: text,
  visibility: visibility.optional(),
});
/** A case to which parts of the page will be filed. `use`: a ref, or `new`. */
export const draftCaseSchema = caseEditSchema.extend({ key });

/** The role of a range of the page; the rest of the text is white space. */
export const blockSchema = z.object({
  ...span,
  role: z.enum(['title', 'standfirst', 'date', 'byline', 'credit', 'body', 'heading', 'furniture']),
  reason: z.enum(boilerplateReasons).optional(),
  item: z.boolean().optional(),
});

export const contentSchema = z.object({
  blocks: z.array(blockSchema),
  /** If the page is too long to be shown completely: the position where the rest begins, in UTF-16 units. */
  cut: z.number().int().nullable(),
  gaps: z.array(z.object({ ...span, reason: z.enum(missingWordsReasons) })),
  warnings: z.array(z.object({ message: z.string(), params: z.record(z.string(), z.string()) })),
  visibility,
  /** The agency whose words the page prints. */ voice: ref.optional(),
  revs: z.object({ source: z.number().int(), case: z.number().int(), cast: z.number().int(), parts: z.number().int() }),
  source: sourceEditSchema,
  /** The cases to which the page will be filed. What belongs to no single incident is filed to the first. */
  cases: z.array(draftCaseSchema).min(1).max(60),
  cast: z.array(castSchema),
  works: z.array(workSchema),
  parts: z.array(partSchema),
  claims: z.array(claimSchema),
  /** The claims as suggested, for a reset. */
  suggested: z.array(claimEditSchema),
  questions: z.array(questionSchema),
  incidents: z.array(storedIncidentSchema),
});

export type Content = z.infer<typeof contentSchema>;
export type Cast = z.infer<typeof castSchema>;
export type Work = z.infer<typeof workSchema>;
export type Part = z.infer<typeof partSchema>;
export type Link = z.infer<typeof linkSchema>;
export type StoredStatement = z.infer<typeof statementSchema>;
export type StoredClaim = z.infer<typeof claimSchema>;
export type ClaimEdit = z.infer<typeof claimEditSchema>;
export type StoredQuestion = z.infer<typeof questionSchema>;
export type StoredIncident = z.infer<typeof storedIncidentSchema>;
export type SourceEdit = z.infer<typeof sourceEditSchema>;
export type CaseEdit = z.infer<typeof caseEditSchema>;
export type DraftCase = z.infer<typeof draftCaseSchema>;
export type StoredBlock = z.infer<typeof blockSchema>;
export type Decision = (typeof decisions)[number];

/**
 * The link for the page's own words. The speaker is the agency whose text the page prints (`voice`), or else the
 * publisher.
 */
export const pagesOwnLink = (publisher: string | null, voice?: string): Link => ({
  actor: voice ?? publisher,
  asWritten: null,
  verb: null,
  source: null,
  carriedOver: false,
  pagesOwn: voice === undefined,
  visibility: 'public',
});

export const partLetters: Record<PartKind, string> = {
  event: 'e',
  proceeding: 'p',
  charge: 'h',
  order: 'o',
  hearing: 'd',
};
const letters = {
  ...partLetters,
  cast: 'a',
  works: 'w',
  claims: 'c',
  questions: 'q',
  cases: 'k',
} as const;

/** A key that is not used in the draft yet. */
export function nextKey(
  content: Pick<Content, 'cast' | 'works' | 'parts' | 'claims' | 'questions' | 'cases'>,
  of: keyof typeof letters,
): string {
  const letter = letters[of];
  const { cast, works, parts, claims, questions, cases } = content;
  const taken = [...cast, ...works, ...parts, ...claims, ...questions, ...cases].flatMap((one) =>
    one.key[0] === letter ? [Number(one.key.slice(1))] : [],
  );
  return `${letter}${Math.max(0, ...taken) + 1}`;
}
