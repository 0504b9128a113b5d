import { z } from 'zod';
import { claimModes } from '../record/tables.ts';

/**
 * A draft: what Kronika reads in a page, before anyone has checked it. `kronika draft --json` and the desk use the same
 * shape. All offsets count UTF-16 units of the extracted text.
 */

export const modes = claimModes;
export const actorKinds = ['person', 'outlet', 'organisation', 'authority', 'court', 'company', 'network'] as const;
export const eventTypes = [
  'complaint',
  'lawsuit',
  'investigation',
  'search',
  'seizure',
  'questioning',
  'detention',
  'arrest',
  'hearing',
  'ruling',
  'conviction',
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
] as const;
export const missingWordsReasons = [
  'words-missing',
  'double-space',
  'empty-quotation',
  'determiner-missing',
  'unfinished',
] as const;

export const moneySchema = z.object({ text: z.string(), amount: z.number(), currency: z.string(), about: z.boolean() });
export const passageSchema = z.object({
  exact: z.string(),
  prefix: z.string(),
  suffix: z.string(),
  start: z.number().int(),
  end: z.number().int(),
});

export const linkSchema = z.object({
  /** The resolved name; null if the speaker has no known name ("critics", "the letter") or a pronoun is unresolved. */
  actor: z.string().nullable(),
  /** The words of the page for the speaker; null if the page mentions none ("is accused of"). */
  asWritten: z.string().nullable(),
  /** Null for the page's own words. */
  verb: z.string().nullable(),
  carriedOver: z.boolean(),
  /** A document through which it was said, as written ("a Facebook post"). */
  source: z.string().optional(),
});

const actorValue = z.object({ name: z.string() });
const moneyValue = z.object({ amount: z.number(), currency: z.string(), about: z.boolean() });
export const statementSchema = z.object({
  property: z.string(),
  value: z.union([z.string(), z.number(), actorValue, moneyValue]),
});

export const claimSchema = z.object({
  wording: z.string(),
  kind: z.enum(['quotation', 'paraphrase']),
  mode: z.enum(modes),
  /** The attribution, innermost speaker first. */
  chain: z.array(linkSchema).min(1),
  passage: passageSchema,
  statements: z.array(statementSchema),
  dates: z.array(z.object({ text: z.string(), edtf: z.string() })),
  money: z.array(moneySchema),
  /** Who or what it names. `kind` is null if the page does not show it. */
  actors: z.array(z.object({ name: z.string(), kind: z.enum(actorKinds).nullable() })),
  acts: z.array(z.enum(eventTypes)),
  /** 0–1: how certain the rules are; the desk sorts by it. */
  confidence: z.number().min(0).max(1),
  /** Only the page itself says so. */
  pagesOwn: z.boolean().optional(),
});

export const draftSchema = z.object({
  fields: z.object({
    title: z.string().nullable(),
    standfirst: z.string().nullable(),
    published: z.string().nullable(),
    language: z.string().nullable(),
    byline: z.array(z.object({ role: z.string(), name: z.string() })),
    photoCredit: z.string().nullable(),
    publisher: z.string().nullable(),
    /** The news agency whose text the page prints; the page's own words are the agency's. */
    agency: z.string().nullable(),
    issn: z.string().nullable(),
    body: z.array(z.string()),
  }),
  /** The page's structure did not show where the article is: the body is its densest text. */
  unclear: z.boolean(),
  furniture: z.array(z.object({ text: z.string(), reason: z.enum(boilerplateReasons) })),
  claims: z.array(claimSchema),
  questions: z.array(z.object({ wording: z.string(), passage: passageSchema })),
  gaps: z.array(z.object({ passage: passageSchema, reason: z.enum(missingWordsReasons) })),
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
export type Draft = z.infer<typeof draftSchema>;
export type DraftFields = Draft['fields'];
