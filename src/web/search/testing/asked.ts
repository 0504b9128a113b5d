import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../platform/config/package-root.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { ExampleRefs } from '../../../exchange/example/load.ts';
import { searchThings } from '../../../search/query/find.ts';
import type { Facts, Invented } from './searched-record.ts';

export const askedIn = ['en', 'ru', 'kk', 'cs'] as const;
type Locale = (typeof askedIn)[number];

/**
 * Which results are wanted. `is`: items of the sample, by their keys; `actor`: an actor, by name; `outlet`: an outlet,
 * what it published, or cases against it. The other keys describe invented cases; a case must match all of them.
 */
export type Want = {
  is?: string[];
  actor?: string;
  outlet?: string;
  country?: string;
  city?: string;
  type?: string[];
  law?: string[];
  year?: string;
  month?: string;
  months?: string[];
  day?: string;
};

/** A query of corpus/search. `blind`: it only measures, and no one looks at its results to change the search. */
export type Asked = { locale: Locale; kind: string; query: string; want: Want; blind: boolean };

export const readAsked = (): Asked[] =>
  askedIn.flatMap((locale) =>
    (
      JSON.parse(readFileSync(join(packageRoot, `corpus/search/queries.${locale}.json`), 'utf8')) as {
        kind: string;
        query: string;
        want: Want;
      }[]
    ).map((one, index) => ({ ...one, locale, blind: index % 2 === 1 })),
  );

/** What is true of the cases of the sample, as far as queries ask for it. */
const sampleCases: Record<string, Partial<Facts> & { country: string }> = {
  'case-suit': { country: 'KZ', city: 'Almaty', type: 'civil-suit', day: '2017-04-04' },
  'case-probe': { country: 'KZ', city: 'Almaty', type: 'newsroom-search', day: '2018-04-02' },
  'case-blocking': { country: 'KZ', city: 'Almaty', type: 'blocking', day: '2018-03-31' },
  'case-law': { country: 'KZ', type: 'restrictive-law', day: '2017-12-28' },
};

/** The refs of all results that a query wants. */
export function wanted(want: Want, invented: Invented, refs: ExampleRefs): Set<string> {
  const { is, actor, outlet, ...facts } = want;
  const found = new Set((is ?? []).map((key) => refs[key] ?? key));
  if (actor !== undefined) found.add(invented.actors.get(actor)!);
  if (outlet !== undefined) {
    found.add(invented.actors.get(outlet)!);
    for (const one of invented.cases) if (one.outlet === outlet) found.add(one.ofOutlet ? one.ref : one.source);
  }
  if (Object.keys(facts).length === 0) return found;
  const fits = (one: Partial<Facts>): boolean =>
    (facts.country === undefined || one.country === facts.country) &&
    (facts.city === undefined || one.city === facts.city) &&
    (facts.type === undefined || facts.type.includes(one.type!)) &&
    (facts.law === undefined || facts.law.includes(one.law!)) &&
    (facts.year === undefined || one.day?.slice(0, 4) === facts.year) &&
    (facts.month === undefined || one.day?.slice(0, 7) === facts.month) &&
    (facts.months === undefined || facts.months.includes(one.day?.slice(0, 7) ?? '')) &&
    (facts.day === undefined || one.day === facts.day);
  // A source about such a case answers a query by date.
  const sources =
    want.day !== undefined || want.month !== undefined || want.months !== undefined || want.year !== undefined;
  for (const one of invented.cases)
    if (fits(one)) {
      found.add(one.ref);
      if (sources) found.add(one.source);
    }
  for (const [key, one] of Object.entries(sampleCases)) if (fits(one)) found.add(refs[key]!);
  return found;
}

/** The rank of the first wanted result, from 1; Infinity if it is not among the first ten. */
export async function rankOf(db: Reader, { query }: Asked, wants: ReadonlySet<string>): Promise<number> {
  const { direct, hits } = await searchThings(db, { text: query, perPage: 10, mostWords: true }, 'public');
  // A provision leads to its place on the page of its law.
  const shown = [...new Set([...direct, ...hits].map((hit) => (hit.inLaw ? `law/${hit.inLaw.number}` : hit.ref)))];
  const at = shown.slice(0, 10).findIndex((ref) => wants.has(ref));
  return at < 0 ? Infinity : at + 1;
}
