import type { ThingKind } from '../tables.ts';
import type { IdentifierScheme } from '../values/identifier-schemes.ts';
import type { ValueKind } from '../values/datatypes.ts';

/** One property of the catalogue. Its label is `record.property.<key>`. */
export type PropertyEntry = {
  key: string;
  /** The kinds of items that the property describes. */
  on: readonly ThingKind[];
  value: ValueKind;
  /** Whether several values of the property can be true at once. */
  many: boolean;
  /**
   * `exclusive`: two different values conflict, unless their datatype says that both can be true. `listed`: different
   * values are listed side by side, and can conflict only if they refer to the same item. The default is `listed` if
   * `many` is true, otherwise `exclusive`.
   */
  comparison?: 'exclusive' | 'listed';
  /**
   * Makes the property a filter of lists and of the search, a dimension of statistics, a parameter of the API and a
   * column of the export, with no further code. A string is the name of the parameter, which several properties can
   * share; `true` means that the property's key is the name. The values must be choices, countries, places, dates,
   * languages, or yes or no.
   */
  facet?: true | string;
  /**
   * `desk`: claims that state the property can't be public, and only the desk can filter by it. Readers see only
   * counts, and only if these are large enough to reveal no single case (search/statistics/count-alone.ts).
   */
  visibility?: 'desk';
  /**
   * Whether two items with the same value are suggested as duplicates. If `many` is false, two items with different
   * values are never suggested.
   */
  identifies?: true;
  /** For identifiers: the property of a LegalEntity in FollowTheMoney. */
  ftm?: string;
  /** The field of HURIDOCS' Events Standard Formats. */
  esf?: string;
  /** For dates: whether the date can be in the future when a source states it. */
  future?: true;
  /** Whether the property is a field of this installation. */
  own?: true;
  /** Whether forms no longer offer the property. Existing values remain in the record. */
  retired?: true;
  /** Whether the value is a status that changes with time, so that a later value does not contradict an earlier one. */
  changes?: boolean;
};

const choice = (list: Extract<ValueKind, { type: 'choice' }>['list']): ValueKind => ({ type: 'choice', list });
const thing = (...kinds: ThingKind[]): ValueKind => ({ type: 'thing', kinds });
const date: ValueKind = { type: 'date' };
const text: ValueKind = { type: 'text' };
const identifier = (scheme: IdentifierScheme): ValueKind => ({ type: 'identifier', scheme });
const yesNo: ValueKind = { type: 'yes-no' };
const country: ValueKind = { type: 'country' };
const tie: ValueKind = { type: 'tie' };

/** The catalogue of properties. Keys are stored in records and never change. */
export const propertyEntries = [
  // ── A case ─────────────────────────────────────────────────────────────────────────────────────────────
  { key: 'incident-type', on: ['case'], value: choice('incident-type'), many: true, facet: 'type', esf: '2109' },
  { key: 'place', on: ['case'], value: { type: 'place' }, many: true, facet: 'country', esf: '0111' },
  { key: 'state-behind', on: ['case'], value: country, many: true, facet: 'state' },
  { key: 'outlet-home', on: ['case'], value: country, many: true, facet: 'home' },
  {
    key: 'case-status',
    on: ['case'],
    value: choice('case-status'),
    many: false,
    facet: 'status',
    changes: true,
    esf: '0172',
  },
  { key: 'slapp', on: ['case', 'proceeding'], value: yesNo, many: false, facet: true },
  { key: 'began', on: ['case'], value: date, many: false, facet: 'year', esf: '0113' },
  { key: 'ended', on: ['case'], value: date, many: false, esf: '0114' },
  {
    key: 'target',
    on: ['case', 'event', 'proceeding', 'order'],
    value: thing('actor'),
    many: true,
    esf: '2102',
  },
  {
    key: 'follows',
    on: ['case', 'event', 'proceeding'],
    value: thing('case', 'event', 'proceeding'),
    many: true,
    esf: '2203',
  },
  { key: 'same-dispute', on: ['case'], value: thing('case'), many: true, esf: '2203' },
  {
    key: 'retaliation-for',
    on: ['case', 'event', 'proceeding'],
    value: thing('case', 'event', 'proceeding', 'source'),
    many: true,
    esf: '2203',
  },
  {
    key: 'legal-basis',
    on: ['case', 'event', 'proceeding', 'order'],
    value: text,
    many: true,
    facet: 'law',
    esf: '2154',
  },
  {
    key: 'stated-reason',
    on: ['case', 'event', 'proceeding', 'order', 'hearing'],
    value: text,
    many: true,
    esf: '2113',
  },
  { key: 'impact', on: ['case', 'event'], value: text, many: true, esf: '0116' },
  { key: 'desk-note', on: ['case'], value: text, many: true, visibility: 'desk' },

  // ── An event ───────────────────────────────────────────────────────────────────────────────────────────
  { key: 'took-place', on: ['event'], value: yesNo, many: false, esf: '0151' },
  { key: 'event-type', on: ['event'], value: choice('event-type'), many: false, facet: true, esf: '2109' },
  { key: 'date', on: ['event', 'charge', 'order'], value: date, many: false, facet: 'year', esf: '2111' },
  { key: 'end-date', on: ['event'], value: date, many: false, future: true, facet: 'year', esf: '2121' },
  { key: 'event-place', on: ['event'], value: { type: 'place' }, many: false, facet: 'country', esf: '2112' },
  { key: 'event-outcome', on: ['event'], value: choice('event-outcome'), many: false },
  { key: 'part-of', on: ['event'], value: thing('event', 'proceeding'), many: true },
  {
    key: 'related-to',
    on: ['case', 'event', 'proceeding', 'order', 'charge', 'source', 'law'],
    value: thing('case', 'event', 'proceeding', 'order', 'charge', 'source', 'law'),
    many: true,
  },
  {
    key: 'involvement',
    on: ['case', 'event', 'proceeding', 'charge', 'order', 'hearing'],
    value: { type: 'involvement' },
    many: true,
    esf: '2409',
  },
  { key: 'taken-items', on: ['event', 'order'], value: text, many: true },
  { key: 'people-affected', on: ['event'], value: { type: 'count' }, many: false },
  { key: 'duration', on: ['event', 'order'], value: { type: 'duration' }, many: false },
  { key: 'address-affected', on: ['event', 'order'], value: { type: 'url' }, many: true },

  // ── A proceeding ───────────────────────────────────────────────────────────────────────────────────────
  { key: 'proceeding-kind', on: ['proceeding'], value: choice('proceeding-kind'), many: false, facet: true },
  { key: 'filed', on: ['proceeding'], value: date, many: false, facet: 'year' },
  { key: 'opened', on: ['proceeding'], value: date, many: false, facet: 'year' },
  { key: 'closed', on: ['proceeding'], value: date, many: false },
  { key: 'heard-by', on: ['proceeding', 'hearing'], value: thing('actor'), many: true, esf: '3116' },
  { key: 'instance', on: ['proceeding'], value: choice('court-instance'), many: false },
  { key: 'case-number', on: ['proceeding'], value: { type: 'identifier' }, many: true, esf: '3118' },
  { key: 'ecli', on: ['proceeding', 'source', 'law'], value: { type: 'identifier' }, many: true },
  { key: 'appeal-of', on: ['proceeding'], value: thing('proceeding'), many: false },
  { key: 'hearings', on: ['proceeding', 'event'], value: choice('hearings'), many: false },
  {
    key: 'proceeding-status',
    on: ['proceeding'],
    value: choice('proceeding-status'),
    many: false,
    changes: true,
  },
  { key: 'ground', on: ['proceeding', 'charge'], value: text, many: true, esf: '3110' },
  { key: 'provision', on: ['proceeding', 'charge', 'order'], value: text, many: true, facet: 'law', esf: '2154' },
  { key: 'contested-work', on: ['proceeding', 'order', 'charge', 'event'], value: thing('source'), many: true },
  { key: 'proceeding-outcome', on: ['proceeding'], value: choice('proceeding-outcome'), many: false, facet: true },
  { key: 'opened-on-complaint-of', on: ['proceeding'], value: thing('actor'), many: true },
  { key: 'amount-sought', on: ['proceeding'], value: { type: 'money' }, many: false },

  // ── A charge ───────────────────────────────────────────────────────────────────────────────────────────
  { key: 'charged', on: ['charge'], value: thing('actor'), many: true },
  {
    key: 'charge-status',
    on: ['charge'],
    value: choice('charge-status'),
    many: false,
    changes: true,
    esf: '2422',
  },
  { key: 'possible-penalty', on: ['charge'], value: text, many: true },

  // ── An order ───────────────────────────────────────────────────────────────────────────────────────────
  { key: 'order-kind', on: ['order'], value: choice('order-kind'), many: false, facet: true },
  { key: 'amount', on: ['order', 'event'], value: { type: 'money' }, many: false },
  { key: 'payable-to', on: ['order'], value: thing('actor'), many: true },
  { key: 'ordered-on', on: ['order'], value: thing('actor'), many: true },
  { key: 'ordered-by', on: ['order'], value: thing('actor'), many: false },
  { key: 'complied', on: ['order'], value: choice('compliance'), many: false, changes: true },
  { key: 'deadline', on: ['order'], value: date, many: false, future: true },

  // ── A hearing ──────────────────────────────────────────────────────────────────────────────────────────
  { key: 'hearing-time', on: ['hearing'], value: { type: 'date-time' }, many: false },
  { key: 'room', on: ['hearing'], value: { type: 'identifier' }, many: false },
  { key: 'hearing-access', on: ['hearing'], value: choice('hearing-access'), many: false },
  { key: 'hearing-outcome', on: ['hearing'], value: choice('hearing-outcome'), many: false },

  // ── An actor ───────────────────────────────────────────────────────────────────────────────────────────
  { key: 'position', on: ['actor'], value: { type: 'position' }, many: true },
  { key: 'kinship', on: ['actor'], value: { type: 'kinship' }, many: true },
  { key: 'member-of', on: ['actor'], value: tie, many: true },
  { key: 'owner-of', on: ['actor'], value: tie, many: true },
  { key: 'works-for', on: ['actor'], value: tie, many: true },
  { key: 'part-of-organisation', on: ['actor'], value: tie, many: true },
  { key: 'home-country', on: ['actor'], value: country, many: true, facet: 'country' },
  { key: 'seat', on: ['actor'], value: { type: 'place' }, many: true },
  { key: 'founded', on: ['actor'], value: date, many: false },
  { key: 'dissolved', on: ['actor'], value: date, many: false },
  { key: 'born', on: ['actor'], value: date, many: false },
  { key: 'died', on: ['actor'], value: date, many: false },
  { key: 'gender', on: ['actor'], value: choice('gender'), many: false, facet: true, visibility: 'desk' },
  { key: 'website', on: ['actor'], value: { type: 'url' }, many: true },
  { key: 'issn', on: ['actor'], value: { type: 'identifier' }, many: true },
  {
    key: 'wikidata',
    on: ['actor', 'case'],
    value: identifier('wikidata'),
    many: false,
    identifies: true,
    ftm: 'wikidataId',
  },
  { key: 'opensanctions', on: ['actor'], value: identifier('opensanctions'), many: false, identifies: true },
  { key: 'lei', on: ['actor'], value: identifier('lei'), many: false, identifies: true, ftm: 'leiCode' },
  { key: 'isni', on: ['actor'], value: identifier('isni'), many: true, identifies: true },
  {
    key: 'register-number',
    on: ['actor'],
    value: identifier('register'),
    many: true,
    identifies: true,
    ftm: 'registrationNumber',
  },
  { key: 'organisation-kind', on: ['actor'], value: choice('organisation-kind'), many: true, esf: '2412' },
  { key: 'works-in', on: ['actor'], value: { type: 'language' }, many: true },

  // ── A source, a claim ──────────────────────────────────────────────────────────────────────────────────
  { key: 'retracted-by-source', on: ['source', 'claim'], value: yesNo, many: false },
  { key: 'retracted-on', on: ['source', 'claim'], value: date, many: false },
  { key: 'corrected-by-source', on: ['source', 'claim'], value: text, many: true },
  { key: 'removed-from-web', on: ['source'], value: date, many: true },

  // ── A letter known from sources ────────────────────────────────────────────────────────────────────────
  { key: 'signatories', on: ['event', 'source'], value: { type: 'count' }, many: false },
  { key: 'signatory', on: ['event', 'source'], value: thing('actor'), many: true },
  { key: 'addressee', on: ['event', 'source'], value: thing('actor'), many: true, esf: '2612' },
  { key: 'sent', on: ['event', 'source'], value: date, many: false, esf: '2611' },
  { key: 'posted-at', on: ['event', 'source'], value: { type: 'url' }, many: true },
  { key: 'letter-response', on: ['event', 'source'], value: choice('letter-response'), many: true, esf: '2613' },

  // ── A law, also as an event or a source if nothing else is known about it ──────────────────────────────
  { key: 'law-name', on: ['law', 'event', 'source'], value: text, many: true },
  { key: 'law-kind', on: ['law'], value: choice('law-kind'), many: false },
  { key: 'law-number', on: ['law'], value: { type: 'identifier' }, many: true },
  { key: 'jurisdiction', on: ['law'], value: country, many: true, facet: 'country' },
  { key: 'enacted-by', on: ['law'], value: thing('actor'), many: true },
  { key: 'eli', on: ['law', 'event', 'source'], value: { type: 'identifier' }, many: true },
  { key: 'adopted', on: ['law'], value: date, many: false },
  { key: 'signed', on: ['law', 'event', 'source'], value: date, many: false },
  { key: 'in-force', on: ['law', 'event', 'source'], value: date, many: false, future: true },
  { key: 'struck-down', on: ['law', 'provision'], value: date, many: false },
  { key: 'repealed', on: ['law'], value: date, many: false },
  { key: 'duty', on: ['law', 'provision', 'event', 'source'], value: text, many: true },
  { key: 'retention-period', on: ['law', 'provision', 'event', 'source'], value: { type: 'duration' }, many: false },
  { key: 'criticism', on: ['law', 'provision'], value: text, many: true },
  { key: 'held-against', on: ['law', 'provision'], value: text, many: true },
  {
    key: 'under-law',
    on: ['case', 'event', 'proceeding', 'charge', 'order'],
    value: thing('law', 'provision'),
    many: true,
  },
] as const satisfies readonly PropertyEntry[];
