import { z } from 'zod';
import { claimModes } from '../record/tables.ts';
import { termKeys } from '../record/vocabulary/terms.ts';

/**
 * A draft: what Kronika reads in a page, before a person has checked it. `kronika draft --json` and the desk use the
 * same shape. All offsets count UTF-16 units of the extracted text.
 */

export const modes = claimModes;
export const actorKinds = ['person', 'outlet', 'organisation', 'authority', 'court', 'company', 'network'] as const;
export const eventTypes = [
  'complaint',
  'lawsuit',
  'investigation',
  'search',
  'seizure',
  'account-frozen',
  'questioning',
  'summons',
  'detention',
  'arrest',
  'house-arrest',
  'charge',
  'hearing',
  'ruling',
  'conviction',
  'sentence',
  'acquittal',
  'fine',
  'blocking',
  'removal-order',
  'retraction-order',
  'attack',
  'threat',
  'harassment',
  'surveillance',
  'killing',
  'law-signed',
  'law-in-force',
  'law-proposed',
  'letter-sent',
  'statement',
  'reply',
  'denial-of-access',
  'deportation',
  'closure',
  'suspension',
  'licence-revoked',
  'other',
] as const;
export const orderChoices = [
  'damages',
  'removal',
  'retraction',
  'blocking',
  'seizure',
  'fine',
  'detention',
  'imprisonment',
  'closure',
  'deportation',
  'apology',
  'costs',
] as const;
export const boilerplateReasons = [
  'appeal',
  'toolbar',
  'share',
  'navigation',
  'related',
  'cookies',
  'newsletter',
  'footer',
  'copyright',
  'imprint',
  'comments',
  'advertisement',
  'account',
  'caption',
  'credit',
  'author-box',
  'correction-policy',
  'live-player',
  'tags',
  'outside-article',
  'page-edge',
  'footnote',
] as const;
export const missingWordsReasons = [
  'words-missing',
  'double-space',
  'empty-quotation',
  'determiner-missing',
  'unfinished',
] as const;

export const moneySchema = z.strictObject({
  text: z.string(),
  amount: z.number(),
  currency: z.string(),
  about: z.boolean(),
});
export const passageSchema = z.strictObject({
  exact: z.string(),
  prefix: z.string(),
  suffix: z.string(),
  start: z.number().int(),
  end: z.number().int(),
});

/** A place in the page's text. */
export const spanSchema = z.strictObject({ start: z.number().int(), end: z.number().int() });

export const linkSchema = z.strictObject({
  /** The resolved name; null if the speaker has no known name ("critics", "the letter") or a pronoun is unresolved. */
  actor: z.string().nullable(),
  /** The page's words for the speaker; null if the page mentions no speaker ("is accused of"). */
  asWritten: z.string().nullable(),
  /** The verb of saying; null if there is none, for example if the page itself is the speaker. */
  verb: z.string().nullable(),
  /**
   * Where the speaker is named, perhaps in an earlier sentence (`carriedOver`); null if the page mentions no speaker.
   */
  source: z.array(spanSchema).min(1).nullable(),
  /** The words that attribute: "said", "according to". Null in "Minister: …", and if the page itself is the speaker. */
  cue: z.array(spanSchema).min(1).nullable(),
  carriedOver: z.boolean(),
  /** The document in which it was said, in the page's words ("a Facebook post"). */
  document: z.string().optional(),
});

const actorValue = z.strictObject({ name: z.string() });
const moneyValue = z.strictObject({ amount: z.number(), currency: z.string(), about: z.boolean() });
export const statementSchema = z.strictObject({
  property: z.string(),
  value: z.union([z.string(), z.number(), actorValue, moneyValue]),
});

export const claimSchema = z.strictObject({
  wording: z.string(),
  kind: z.enum(['quotation', 'paraphrase']),
  mode: z.enum(modes),
  /** The attribution, innermost speaker first. */
  chain: z.array(linkSchema).min(1),
  passage: passageSchema,
  /**
   * What is said, without its speaker and the words that attribute it; perhaps in pieces. Empty if the page reports in
   * its own words what a court or authority decided ("fined her 200 euros").
   */
  content: z.array(spanSchema),
  statements: z.array(statementSchema),
  dates: z.array(z.strictObject({ text: z.string(), edtf: z.string() })),
  money: z.array(moneySchema),
  /** The actors that the claim names. `kind` is null if the page does not show the kind. */
  actors: z.array(
    z.strictObject({ name: z.string(), kind: z.enum(actorKinds).nullable(), spans: z.array(spanSchema).min(1) }),
  ),
  acts: z.array(z.enum(eventTypes)),
  /**
   * 0–1: how probable it is that Kronika read the claim correctly: its words and its first speaker
   * (docs/reading-model.md). It says nothing about whether the claim is true. For claims of the page itself, and for
   * Russian and Kazakh, it is not a probability, but a rating by the rules.
   */
  confidence: z.number().min(0).max(1),
  /** Whether `confidence` was measured on annotated pages. Otherwise, it can only be used to sort claims. */
  calibrated: z.boolean().optional(),
  /** The page itself is the speaker: `chain` has no other speaker. */
  pagesOwn: z.boolean().optional(),
  /** The incidents that the claim is about, by their index in the draft's `incidents`. */
  incidents: z.array(z.number().int()).optional(),
});

export const incidentFields = ['act', 'date', 'place', 'country', 'target', 'authority', 'law', 'outcome'] as const;

/** One act of pressure or legal step that the page reports. A field is null or empty if the page does not state it. */
export const incidentSchema = z.strictObject({
  act: z.enum(termKeys('event-type')),
  /** Whether the incident is background, not the page's news; null if undecided. */
  background: z.boolean().nullable(),
  /** EDTF. */
  date: z.string().nullable(),
  place: z.string().nullable(),
  /** ISO 3166-1. */
  country: z.string().nullable(),
  targets: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(actorKinds).nullable(),
      role: z.string().nullable(),
      outlet: z.string().nullable(),
    }),
  ),
  authority: z.string().nullable(),
  law: z.string().nullable(),
  /** The value is a sum ("500000KZT") or a term ("P3Y"). */
  outcome: z.strictObject({ kind: z.string(), value: z.string().nullable() }).nullable(),
  /** The places of the words that each field is read from. */
  spans: z.array(spanSchema.extend({ field: z.enum(incidentFields) })).min(1),
});

export const draftSchema = z.strictObject({
  fields: z.strictObject({
    title: z.string().nullable(),
    standfirst: z.string().nullable(),
    published: z.string().nullable(),
    language: z.string().nullable(),
    byline: z.array(z.strictObject({ role: z.string(), name: z.string() })),
    photoCredit: z.string().nullable(),
    publisher: z.string().nullable(),
    /** The news agency whose text the page prints. If there is one, the page's own words are the agency's. */
    agency: z.string().nullable(),
    issn: z.string().nullable(),
    body: z.array(z.string()),
  }),
  /** The page's structure did not show where the article is, so its densest text is used as the body. */
  unclear: z.boolean(),
  furniture: z.array(z.strictObject({ text: z.string(), reason: z.enum(boilerplateReasons) })),
  claims: z.array(claimSchema),
  incidents: z.array(incidentSchema),
  questions: z.array(
    z.strictObject({
      wording: z.string(),
      passage: passageSchema,
      /** The incidents that the question is about, by their index. */
      incidents: z.array(z.number().int()).optional(),
    }),
  ),
  gaps: z.array(z.strictObject({ passage: passageSchema, reason: z.enum(missingWordsReasons) })),
});

export type Mode = (typeof modes)[number];
export type ActorKind = (typeof actorKinds)[number];
export type EventType = (typeof eventTypes)[number];
export type BoilerplateReason = (typeof boilerplateReasons)[number];
export type MissingWordsReason = (typeof missingWordsReasons)[number];
export type Passage = z.infer<typeof passageSchema>;
export type Money = z.infer<typeof moneySchema>;
export type ChainLink = z.infer<typeof linkSchema>;
export type Statement = z.infer<typeof statementSchema>;
export type DraftClaim = z.infer<typeof claimSchema>;
export type DraftIncident = z.infer<typeof incidentSchema>;
export type Draft = z.infer<typeof draftSchema>;
export type DraftFields = Draft['fields'];
