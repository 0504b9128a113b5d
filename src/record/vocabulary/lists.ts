import { claimModes } from '../tables.ts';
import type { Term } from './term.ts';

/** Creates terms that have only a key. */
function plain<const Keys extends readonly string[]>(...keys: Keys): { [I in keyof Keys]: { key: Keys[I] } } {
  return keys.map((key) => ({ key })) as { [I in keyof Keys]: { key: Keys[I] } };
}

// ── Claims ───────────────────────────────────────────────────────────────────────────────────────────────

export const modes = plain(...claimModes);

/** List 42 of HURIDOCS' Events Standard Formats (ESF): reliability of information. */
export const certainties = [
  { key: 'highly-reliable', esf: [42, '010000000000'] },
  { key: 'likely-reliable', esf: [42, '020000000000'] },
  { key: 'unsure', esf: [42, '030000000000'] },
  { key: 'likely-unreliable', esf: [42, '040000000000'] },
  { key: 'highly-unreliable', esf: [42, '050000000000'] },
  { key: 'unknown', esf: [42, '990000000000'] },
] as const satisfies readonly Term[];

export const claimStates = plain('draft', 'imported', 'checked', 'withdrawn');
export const claimKinds = plain('quotation', 'paraphrase');
export const supports = plain('passage', 'reference', 'direct-word');
export const ranks = plain('preferred', 'normal', 'deprecated');
export const visibilities = plain('public', 'desk', 'sealed');
export const countBoundTerms = plain('exact', 'about', 'at-least', 'at-most');

// ── Involvements ─────────────────────────────────────────────────────────────────────────────────────────

/**
 * How someone worked for an outlet at the time. `staff` and `freelance` are used as CPJ counts them. `citizen` is
 * someone who is not a professional journalist. `support` (drivers, fixers, interpreters) are the media support workers
 * of RSF and CPJ.
 */
export const employments = plain('staff', 'freelance', 'citizen', 'support', 'unknown');
/**
 * The subject on which someone reported: the beats of CPJ, and narrower ones that people who record cases need. CPJ's
 * “war” is `conflict` here.
 */
export const beats = plain(
  'politics',
  'elections',
  'corruption',
  'crime',
  'courts',
  'human-rights',
  'conflict',
  'protests',
  'business',
  'environment',
  'religion',
  'gender',
  'culture',
  'sport',
  'technology',
  'health',
  'other',
  'unknown',
);
/**
 * Why someone was targeted, according to sources. CPJ and the US Press Freedom Tracker record only whether journalism
 * was the motive. These terms name the aspect of journalism that was the motive. Details are in the claim's wording.
 */
export const targetingReasons = plain(
  'published-work',
  'newsgathering',
  'opinion',
  'protection-of-sources',
  'affiliation',
  'identity',
  'other',
  'unknown',
);

// ── Cases, events ────────────────────────────────────────────────────────────────────────────────────────

export const caseStatuses = plain('ongoing', 'dormant', 'resolved', 'settled', 'dismissed', 'unknown');
export const eventOutcomes = plain('carried-out', 'attempted', 'prevented', 'ended', 'unknown');

/** An actor's role in an event, proceeding or case. ESF codes: list 18, degree of involvement. */
export const involvementRoles = [
  { key: 'target' },
  { key: 'victim', broader: 'target' },
  { key: 'perpetrator' },
  { key: 'instigator', broader: 'perpetrator', esf: [18, '010200000000'] },
  { key: 'direct-perpetrator', broader: 'perpetrator', esf: [18, '010100000000'] },
  { key: 'suspected-perpetrator', esf: [18, '010600000000'] },
  { key: 'source-of-threat' },
  { key: 'beneficiary' },
  { key: 'party' },
  { key: 'plaintiff', broader: 'party' },
  { key: 'defendant', broader: 'party' },
  { key: 'co-defendant', broader: 'defendant' },
  { key: 'third-party', broader: 'party' },
  { key: 'appellant', broader: 'party' },
  { key: 'respondent', broader: 'party' },
  { key: 'complainant' },
  { key: 'suspect' },
  { key: 'accused', broader: 'suspect' },
  { key: 'convicted', broader: 'accused' },
  { key: 'witness' },
  { key: 'witness-with-right-to-defence', broader: 'witness' },
  { key: 'expert' },
  { key: 'court' },
  { key: 'judge' },
  { key: 'prosecutor' },
  { key: 'investigating-authority' },
  { key: 'executing-authority' },
  { key: 'regulator' },
  { key: 'legislator', esf: [18, '030000000000'] },
  { key: 'lawyer' },
  { key: 'lawyer-for-plaintiff', broader: 'lawyer' },
  { key: 'lawyer-for-defendant', broader: 'lawyer' },
  { key: 'author' },
  { key: 'publisher' },
  { key: 'editor' },
  { key: 'addressee' },
  { key: 'sender' },
  { key: 'signatory' },
  { key: 'recipient' },
  { key: 'intermediary' },
  { key: 'employer' },
  { key: 'owner' },
  { key: 'subject-of-reporting' },
  { key: 'speaker' },
  { key: 'supporter' },
  { key: 'observer' },
  { key: 'other' },
] as const satisfies readonly Term[];

/** Pairs of roles. In one event or proceeding, an actor cannot have both roles of a pair. */
export const excludingRoles: readonly (readonly [string, string])[] = [
  ['plaintiff', 'defendant'],
  ['witness', 'suspect'],
  ['target', 'perpetrator'],
  ['addressee', 'sender'],
  ['complainant', 'suspect'],
  ['judge', 'party'],
];

export const letterResponses = [
  { key: 'favourable', esf: [27, '010000000000'] },
  { key: 'assistance', broader: 'favourable', esf: [27, '010100000000'] },
  { key: 'financial-assistance', broader: 'assistance', esf: [27, '010101000000'] },
  { key: 'legal-assistance', broader: 'assistance', esf: [27, '010102000000'] },
  { key: 'medical-assistance', broader: 'assistance', esf: [27, '010103000000'] },
  { key: 'pressure-on-authorities', broader: 'favourable', esf: [27, '010200000000'] },
  { key: 'publicity', broader: 'favourable', esf: [27, '010300000000'] },
  { key: 'campaign-strengthened', broader: 'favourable', esf: [27, '010400000000'] },
  { key: 'commitment', esf: [27, '020000000000'] },
  { key: 'commitment-assistance', broader: 'commitment', esf: [27, '020100000000'] },
  { key: 'commitment-laws', broader: 'commitment', esf: [27, '020200000000'] },
  { key: 'commitment-treatment', broader: 'commitment', esf: [27, '020300000000'] },
  { key: 'commitment-punishment', broader: 'commitment', esf: [27, '020400000000'] },
  { key: 'commitment-relief', broader: 'commitment', esf: [27, '020500000000'] },
  { key: 'commitment-publicity', broader: 'commitment', esf: [27, '020600000000'] },
  { key: 'commitment-campaign', broader: 'commitment', esf: [27, '020700000000'] },
  { key: 'countered', esf: [27, '030000000000'] },
  { key: 'denial', broader: 'countered', esf: [27, '030100000000'] },
  { key: 'inhibited', broader: 'countered', esf: [27, '030200000000'] },
  { key: 'request-for-information', esf: [27, '040000000000'] },
  { key: 'token', esf: [27, '050000000000'] },
  { key: 'none', esf: [27, '060000000000'] },
  { key: 'other', esf: [27, '900000000000'] },
] as const satisfies readonly Term[];

// ── Proceedings, charges, orders ─────────────────────────────────────────────────────────────────────────

export const proceedingKinds = [
  { key: 'civil-suit' },
  { key: 'defamation-suit', broader: 'civil-suit' },
  { key: 'privacy-suit', broader: 'civil-suit' },
  { key: 'copyright-suit', broader: 'civil-suit' },
  { key: 'labour-suit', broader: 'civil-suit' },
  { key: 'prosecutors-civil-action', broader: 'civil-suit' },
  { key: 'criminal-case' },
  { key: 'criminal-investigation', broader: 'criminal-case' },
  { key: 'criminal-trial', broader: 'criminal-case' },
  { key: 'private-prosecution', broader: 'criminal-case' },
  { key: 'administrative-case' },
  { key: 'licensing-case', broader: 'administrative-case' },
  { key: 'tax-case', broader: 'administrative-case' },
  { key: 'blocking-case', broader: 'administrative-case' },
  { key: 'constitutional-case' },
  { key: 'international-complaint' },
  { key: 'arbitration' },
  { key: 'press-council' },
  { key: 'enforcement' },
  { key: 'subpoena' },
  { key: 'other' },
] as const satisfies readonly Term[];

/** `map`: the case statuses of the US Press Freedom Tracker. */
export const proceedingStatuses = [
  { key: 'open', map: { uspft: ['case-ongoing'] } },
  { key: 'pre-trial', broader: 'open' },
  { key: 'in-trial', broader: 'open' },
  { key: 'suspended', broader: 'open' },
  { key: 'on-appeal', broader: 'open', map: { uspft: ['case-appealed'] } },
  { key: 'closed' },
  { key: 'decided', broader: 'closed' },
  { key: 'final', broader: 'decided' },
  { key: 'settled', broader: 'closed', map: { uspft: ['case-settled'] } },
  { key: 'dismissed', broader: 'closed', map: { uspft: ['case-dismissed'] } },
  { key: 'withdrawn', broader: 'closed' },
  { key: 'discontinued', broader: 'closed' },
  { key: 'unknown', map: { uspft: ['case-unknown'] } },
] as const satisfies readonly Term[];

export const proceedingOutcomes = [
  { key: 'against-target' },
  { key: 'claim-upheld', broader: 'against-target' },
  { key: 'claim-upheld-in-part', broader: 'claim-upheld' },
  { key: 'conviction', broader: 'against-target' },
  { key: 'for-target' },
  { key: 'claim-rejected', broader: 'for-target' },
  { key: 'acquittal', broader: 'for-target' },
  { key: 'no-charge', broader: 'for-target' },
  { key: 'settlement' },
  { key: 'remitted' },
  { key: 'appeal-dismissed' },
  { key: 'appeal-upheld' },
  { key: 'unknown' },
] as const satisfies readonly Term[];

export const courtInstances = plain(
  'first',
  'second',
  'cassation',
  'supreme',
  'constitutional',
  'international',
  'pre-court',
  'unknown',
);
export const hearings = plain('open', 'closed', 'partly-closed', 'no-hearing', 'unknown');

export const hearingAccess = plain('open', 'closed', 'partly-closed');

export const hearingOutcomes = [
  { key: 'held' },
  { key: 'adjourned', broader: 'held' },
  { key: 'decision-given', broader: 'held' },
  { key: 'not-held' },
  { key: 'postponed', broader: 'not-held' },
  { key: 'cancelled', broader: 'not-held' },
] as const satisfies readonly Term[];

/** `map`: the statuses of charges of the US Press Freedom Tracker. */
export const chargeStatuses = [
  { key: 'witness' },
  { key: 'suspect' },
  { key: 'charged', map: { uspft: ['charges-pending'] } },
  { key: 'on-trial', broader: 'charged', map: { uspft: ['charges-pending'] } },
  { key: 'convicted', map: { uspft: ['charges-convicted'] } },
  { key: 'convicted-on-appeal', broader: 'convicted', map: { uspft: ['charges-pending-appeal'] } },
  { key: 'acquitted', map: { uspft: ['charges-acquitted'] } },
  { key: 'dropped', map: { uspft: ['charges-dropped'] } },
  { key: 'not-charged', map: { uspft: ['charges-not-charged'] } },
  { key: 'pardoned' },
  { key: 'unknown', map: { uspft: ['charges-unknown'] } },
] as const satisfies readonly Term[];

export const orderKinds = [
  { key: 'payment' },
  { key: 'damages', broader: 'payment' },
  { key: 'moral-damages', broader: 'damages' },
  { key: 'fine', broader: 'payment' },
  { key: 'costs', broader: 'payment' },
  { key: 'bail', broader: 'payment' },
  { key: 'removal' },
  { key: 'retraction' },
  { key: 'apology' },
  { key: 'reply', broader: 'retraction' },
  { key: 'prohibition' },
  { key: 'prior-restraint', broader: 'prohibition' },
  { key: 'ban-on-profession', broader: 'prohibition' },
  { key: 'gag-order', broader: 'prohibition' },
  { key: 'travel-ban', broader: 'prohibition' },
  { key: 'blocking' },
  { key: 'domain-seizure', broader: 'blocking' },
  { key: 'registration-revoked' },
  { key: 'licence-revoked', broader: 'registration-revoked' },
  { key: 'suspension' },
  { key: 'closure' },
  { key: 'seizure' },
  { key: 'asset-freeze', broader: 'seizure' },
  { key: 'search' },
  { key: 'disclosure' },
  { key: 'source-disclosure', broader: 'disclosure' },
  { key: 'custody' },
  { key: 'house-arrest', broader: 'custody' },
  { key: 'imprisonment', broader: 'custody' },
  { key: 'suspended-sentence' },
  { key: 'community-service' },
  { key: 'restriction-of-liberty' },
  { key: 'deportation' },
  { key: 'release' },
  { key: 'reinstatement' },
  { key: 'other' },
] as const satisfies readonly Term[];

/**
 * Whether an order was carried out, similar to "action taken" in Lumen, a database of demands to remove content. `map`:
 * the statuses of orders of the US Press Freedom Tracker (`field-lists.ts`).
 */
export const compliance = [
  { key: 'yes', map: { uspft: ['order-carried-out'] } },
  { key: 'partly' },
  { key: 'no', map: { uspft: ['order-ignored'] } },
  { key: 'not-yet-due', map: { uspft: ['order-pending'] } },
  { key: 'stayed' },
  { key: 'set-aside', map: { uspft: ['order-quashed'] } },
  { key: 'unknown', map: { uspft: ['order-unknown'] } },
] as const satisfies readonly Term[];

// ── Actors ───────────────────────────────────────────────────────────────────────────────────────────────

export const actorKinds = plain('person', 'outlet', 'organisation', 'authority', 'court', 'company', 'network');
/**
 * A person's gender, as sources state it. CPJ, UNESCO and Mapping Media Freedom count by gender; ESF has no list of
 * genders.
 */
export const genders = plain('woman', 'man', 'non-binary', 'unknown');
export const nameKinds = plain('preferred', 'alias', 'transliteration', 'acronym');

/** The type of an actor, narrower than its kind. ESF codes: list 24, type of perpetrator. */
export const organisationKinds = [
  { key: 'journalist' },
  { key: 'editor', broader: 'journalist' },
  { key: 'photographer', broader: 'journalist' },
  { key: 'blogger' },
  { key: 'media-worker' },
  { key: 'publisher' },
  { key: 'politician' },
  { key: 'official', esf: [24, '010101000000'] },
  { key: 'local-official', broader: 'official', esf: [24, '010102000000'] },
  { key: 'businessperson' },
  { key: 'lawyer' },
  { key: 'activist' },
  { key: 'private-person' },
  { key: 'newspaper' },
  { key: 'magazine' },
  { key: 'news-site' },
  { key: 'news-agency' },
  { key: 'broadcaster' },
  { key: 'public-broadcaster', broader: 'broadcaster' },
  { key: 'channel' },
  { key: 'blog' },
  { key: 'press-freedom-organisation' },
  { key: 'human-rights-organisation' },
  { key: 'journalists-union' },
  { key: 'coalition' },
  { key: 'international-organisation' },
  { key: 'political-party' },
  { key: 'police', esf: [24, '010104000000'] },
  { key: 'prosecutors-office' },
  { key: 'security-service', esf: [24, '010106000000'] },
  { key: 'military', esf: [24, '010103000000'] },
  { key: 'prison', esf: [24, '010105000000'] },
  { key: 'ministry', esf: [24, '010100000000'] },
  { key: 'regulator' },
  { key: 'parliament', esf: [24, '010200000000'] },
  { key: 'government' },
  { key: 'head-of-state' },
  { key: 'local-government', esf: [24, '010102000000'] },
  { key: 'judiciary', esf: [24, '010300000000'] },
  { key: 'platform', broader: 'business' },
  { key: 'internet-provider', broader: 'business' },
  { key: 'business', esf: [24, '210100000000'] },
  { key: 'criminal-group' },
  { key: 'armed-group' },
  { key: 'crowd', esf: [24, '020500000000'] },
  { key: 'other', esf: [24, '900000000000'] },
  { key: 'unknown', esf: [24, '990000000000'] },
] as const satisfies readonly Term[];

/** How the subject is related to the other actor. With `child`, the subject is a child of the other actor. */
export const kinships = [
  { key: 'relative' },
  { key: 'child', broader: 'relative' },
  { key: 'parent', broader: 'relative' },
  { key: 'sibling', broader: 'relative' },
  { key: 'spouse', broader: 'relative' },
  { key: 'partner', broader: 'relative' },
  { key: 'grandchild', broader: 'relative' },
  { key: 'grandparent', broader: 'relative' },
  { key: 'in-law', broader: 'relative' },
] as const satisfies readonly Term[];

// ── Sources ──────────────────────────────────────────────────────────────────────────────────────────────

/** ESF codes: list 16, type of source material. */
export const sourceKinds = [
  { key: 'article', esf: [16, '140523191601'] },
  { key: 'agency-wire', esf: [16, '140523191601'] },
  { key: 'post' },
  { key: 'letter', esf: [16, '120520200501'] },
  { key: 'statement', esf: [16, '161805191902'] },
  { key: 'official-statement', esf: [16, '161805191901'] },
  { key: 'appeal', esf: [16, '011616050101'] },
  { key: 'judgment', esf: [16, '031521182001'] },
  { key: 'court-document', esf: [16, '031521182001'] },
  { key: 'law-text' },
  { key: 'report' },
  { key: 'broadcast', esf: [16, '200512052201'] },
  { key: 'radio', esf: [16, '180104091501'] },
  { key: 'interview', esf: [16, '091420051801'] },
  { key: 'video', esf: [16, '220904051501'] },
  { key: 'photograph', esf: [16, '160815201501'] },
  { key: 'testimony', esf: [16, '230920140501'] },
  { key: 'dataset' },
  { key: 'book' },
  { key: 'web-page' },
  { key: 'other', esf: [16, '900000000000'] },
] as const satisfies readonly Term[];

export const derivations = plain('republishes', 'cites', 'translates', 'compiles');

/** Why readers do not see a source. */
export const withheldReasons = plain('confidence', 'safety', 'legal', 'unpublished');

/** The type of a law, independent of its name in its country. */
export const lawKinds = plain('constitution', 'code', 'act', 'decree', 'regulation', 'treaty', 'bill', 'other');
