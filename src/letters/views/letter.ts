import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Thing } from '../../record/things.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { loadFacts, type FactView, type PropertyView } from '../../record/views/facts.ts';
import { loadCasesOf } from '../../record/views/parts.ts';
import { loadSourceBriefs, type SourceBrief } from '../../record/views/sources.ts';
import type { LetterSort } from '../tables.ts';
import { countOrigins } from '../../record/claims/counted.ts';

/** The properties of an event that describe the letter sent by that event. */
export const letterProperties = [
  'sent',
  'date',
  'addressee',
  'signatories',
  'signatory',
  'posted-at',
  'letter-response',
] as const;

/** A letter with its facts. `words`: claims that quote the letter. */
export type LetterView = {
  brief: Brief;
  version: number;
  example: boolean;
  changedAt: Date;
  sort: LetterSort;
  language: string;
  source: SourceBrief | null;
  events: { event: Brief; case: Brief | null }[];
  facts: PropertyView[];
  claims: Map<number, ClaimView>;
  words: ClaimView[];
  sources: SourceBrief[];
  /** The number of independent sources about the letter. */
  origins: number;
};

/** A letter as the audience may see it. */
export async function loadLetter(db: Reader, thing: Thing, audience: Audience): Promise<LetterView> {
  const row = await db.selectFrom('letter').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  const linked = await db
    .selectFrom('letter_event')
    .select('event_id')
    .where('letter_id', '=', thing.id)
    .orderBy('position')
    .execute();
  const briefs = await loadBriefs(db, [thing.id, ...linked.map((one) => one.event_id)], audience);
  const events = linked.flatMap((one) => shownTo(audience, briefs.get(one.event_id)) ?? []);
  const ids = events.map((event) => event.id);
  const facts = mergeFacts([...(await loadFacts(db, ids, audience)).values()]);
  const cases = await loadCasesOf(db, ids, audience);
  const quoting = row.source_id === null ? [] : (await quotedIn(db, row.source_id)).map((one) => Number(one.id));
  const claims = await loadClaims(
    db,
    [...new Set([...facts.flatMap((fact) => fact.values.flatMap((value) => value.claimIds)), ...quoting])],
    audience,
  );
  const known = new Map(claims.map((claim) => [claim.id, claim]));
  const quoted = new Set(quoting);
  const [source = null] = row.source_id === null ? [] : await loadSourceBriefs(db, [row.source_id], audience);
  return {
    brief: briefs.get(thing.id)!,
    version: thing.version,
    example: thing.example,
    changedAt: thing.changed_at,
    sort: row.sort,
    language: row.language,
    source,
    events: events.map((event) => ({ event, case: cases.get(event.id) ?? null })),
    facts,
    claims: known,
    words: claims.filter((claim) => quoted.has(claim.id) && claim.state !== 'withdrawn'),
    sources: await loadSourceBriefs(
      db,
      [...new Set(claims.flatMap((claim) => (claim.source ? [claim.source.id] : [])))],
      audience,
    ),
    origins: countOrigins(claims),
  };
}

/** Claims that quote the letter: the letter is the first speaker in their attribution. */
async function quotedIn(db: Reader, source: number): Promise<{ id: number }[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from claim c join chain_link l on l.claim_id = c.id and l.position = 0 join thing s on s.id = l.source_id
    where s.canonical_id = ${source} and l.actor_id is null and c.kind = 'quotation' order by c.id`.execute(db);
  return rows;
}

/**
 * Merges the facts of the events that record the sending of a letter. Equal values become one value with all their
 * claims.
 */
export function mergeFacts(all: readonly (readonly PropertyView[])[]): PropertyView[] {
  const merged = new Map<string, PropertyView>();
  for (const fact of all.flat()) {
    if (!(letterProperties as readonly string[]).includes(fact.property)) continue;
    const known = merged.get(fact.property);
    if (!known) {
      merged.set(fact.property, { ...fact, values: [...fact.values] });
      continue;
    }
    known.disagrees ||= fact.disagrees;
    for (const value of fact.values) {
      const same = known.values.findIndex((one) => sameValue(one, value));
      if (same < 0) known.values.push(value);
      else
        known.values[same] = {
          ...known.values[same]!,
          claimIds: [...new Set([...known.values[same]!.claimIds, ...value.claimIds])],
          origins: Math.max(known.values[same]!.origins, value.origins),
        };
    }
  }
  // The event's date is left out if it only repeats the day on which the letter was sent.
  const [sent, date] = [merged.get('sent'), merged.get('date')];
  if (sent && date && date.values.every((value) => sent.values.some((one) => sameValue(one, value))))
    merged.delete('date');
  return letterProperties.flatMap((property) => merged.get(property) ?? []);
}

const sameValue = (a: FactView, b: FactView): boolean =>
  a.thing?.id === b.thing?.id && JSON.stringify(a.value) === JSON.stringify(b.value);

export const valuesOf = (facts: readonly PropertyView[], property: (typeof letterProperties)[number]): FactView[] =>
  facts.find((one) => one.property === property)?.values ?? [];

/**
 * The number of signatories that sources report; null if no source does, if sources disagree, or if the number is only
 * alleged.
 */
export function reportedCount(facts: readonly PropertyView[]): { count: number; bound: string } | null {
  const [only, ...others] = valuesOf(facts, 'signatories');
  return only && others.length === 0 && !only.attributed ? (only.value as { count: number; bound: string }) : null;
}
