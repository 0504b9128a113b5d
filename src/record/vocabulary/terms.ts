import type { Relation } from '../values/relation.ts';
import { eventTypes } from './event-types.data.ts';
import { incidentTypes } from './incident-types.data.ts';
import * as lists from './lists.ts';
import type { Term } from './term.ts';

/** All built-in lists of choices. Keys never change, because they are stored in records and exports. */
export const vocabularies = {
  'event-type': eventTypes,
  'incident-type': incidentTypes,
  'event-outcome': lists.eventOutcomes,
  'case-status': lists.caseStatuses,
  'involvement-role': lists.involvementRoles,
  'proceeding-kind': lists.proceedingKinds,
  'proceeding-status': lists.proceedingStatuses,
  'proceeding-outcome': lists.proceedingOutcomes,
  'court-instance': lists.courtInstances,
  hearings: lists.hearings,
  'hearing-access': lists.hearingAccess,
  'hearing-outcome': lists.hearingOutcomes,
  'charge-status': lists.chargeStatuses,
  'order-kind': lists.orderKinds,
  compliance: lists.compliance,
  kinship: lists.kinships,
  employment: lists.employments,
  beat: lists.beats,
  'targeting-reason': lists.targetingReasons,
  'actor-kind': lists.actorKinds,
  'organisation-kind': lists.organisationKinds,
  gender: lists.genders,
  'name-kind': lists.nameKinds,
  'source-kind': lists.sourceKinds,
  derivation: lists.derivations,
  'withheld-reason': lists.withheldReasons,
  mode: lists.modes,
  certainty: lists.certainties,
  'claim-state': lists.claimStates,
  'claim-kind': lists.claimKinds,
  support: lists.supports,
  rank: lists.ranks,
  visibility: lists.visibilities,
  'count-bound': lists.countBoundTerms,
  'letter-response': lists.letterResponses,
  'law-kind': lists.lawKinds,
} as const satisfies Record<string, readonly Term[]>;

export type VocabularyKey = keyof typeof vocabularies;
export const vocabularyKeys = Object.keys(vocabularies) as [VocabularyKey, ...VocabularyKey[]];
/** The keys of one list: `TermKey<'mode'>` is 'stated' | 'quoted' | … */
export type TermKey<List extends VocabularyKey> = (typeof vocabularies)[List][number]['key'];

const indexes = new Map<VocabularyKey, ReadonlyMap<string, Term>>(
  (Object.entries(vocabularies) as [VocabularyKey, readonly Term[]][]).map(([list, terms]) => [
    list,
    new Map(terms.map((term) => [term.key, term])),
  ]),
);

/** The same lists with a simple type. With the exact types of all terms, the compiler would be slow. */
const plainLists: Record<VocabularyKey, readonly Term[]> = { ...vocabularies };

/** The lists of this installation. `VocabularyKey` does not contain their keys, which are known only at run time. */
const ownLists = new Set<VocabularyKey>();
/** The keys of all lists, including those of this installation. */
export const allLists = (): readonly VocabularyKey[] => [...vocabularyKeys, ...ownLists];
export const isList = (key: string): key is VocabularyKey => indexes.has(key as VocabularyKey);

/**
 * Adds a list of this installation. @returns a function that removes it
 * @throws TypeError if a list with this key exists
 */
export function addList(name: string, terms: readonly Term[]): () => void {
  const list = name as VocabularyKey;
  if (indexes.has(list)) throw new TypeError(`The list ${name} is declared twice.`);
  plainLists[list] = terms;
  indexes.set(list, new Map(terms.map((term) => [term.key, term])));
  ownLists.add(list);
  return () => {
    delete (plainLists as Partial<typeof plainLists>)[list];
    indexes.delete(list);
    ownLists.delete(list);
  };
}

export const termsOf = (list: VocabularyKey): readonly Term[] => plainLists[list];

/** The keys of a list as a tuple, for `z.enum`. */
export function termKeys<List extends VocabularyKey>(list: List): [TermKey<List>, ...TermKey<List>[]] {
  return termsOf(list).map((term) => term.key) as unknown as [TermKey<List>, ...TermKey<List>[]];
}

export function findTerm(list: VocabularyKey, key: string): Term | undefined {
  return indexes.get(list)?.get(key);
}

/** The message key of a term's label: `vocabulary.event-type.search`. */
export function termLabel(list: VocabularyKey, key: string): string {
  return `vocabulary.${list}.${key}`;
}

/** The message key of the list's own name: `vocabulary.event-type`. */
export function listLabel(list: VocabularyKey): string {
  return `vocabulary.${list}`;
}

/** A term and all broader terms, the narrowest first. */
export function lineOf(list: VocabularyKey, key: string): string[] {
  const line: string[] = [];
  for (
    let term = findTerm(list, key);
    term && !line.includes(term.key);
    term = term.broader ? findTerm(list, term.broader) : undefined
  )
    line.push(term.key);
  return line;
}

/** A term and all narrower terms. A filter by the term finds all of these. */
export function withNarrower(list: VocabularyKey, key: string): string[] {
  return termsOf(list)
    .filter((term) => lineOf(list, term.key).includes(key))
    .map((term) => term.key);
}

/** A narrower term refines a broader one, and every term refines "unknown". All other pairs of terms conflict. */
export function compareTerms(list: VocabularyKey, a: string, b: string): Relation {
  if (a === b) return 'same';
  if (a === 'unknown' || lineOf(list, b).includes(a)) return 'refined-by';
  if (b === 'unknown' || lineOf(list, a).includes(b)) return 'refines';
  return 'conflicts';
}
