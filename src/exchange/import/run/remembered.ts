import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import { countedClaim } from '../../../record/claims/counted.ts';
import { addressKey } from '../../../record/sources/address.ts';
import { placeType } from '../../../record/values/place.ts';
import type { RowRead } from '../mapping/apply.ts';

/** A row of the data set from an earlier import. */
export type Remembered = {
  hash: string;
  /** The ref of the row's case, or of the case that it was merged into. */
  case: string;
  caseState: 'open' | 'withdrawn' | 'redacted' | 'sealed';
  event: string | null;
  claim: string;
  /** Whether the claim is not withdrawn, redacted or sealed. */
  claimActive: boolean;
  /** Whether readers see the claim. */
  claimShown: boolean;
  /** The claim with the values for the desk only; null if there is none, or it is withdrawn, redacted or sealed. */
  deskClaim: string | null;
};

export const rowKey = (identity: string, occurrence: number): string => `${identity} ${occurrence}`;

/** Finds rows of a data set that were imported before, by their identities. */
export async function findRemembered(
  db: Reader,
  sourceId: number,
  rows: readonly { identity: string; occurrence: number }[],
): Promise<Map<string, Remembered>> {
  if (rows.length === 0) return new Map();
  const found = await sql<{
    identity: string;
    occurrence: number;
    hash: string;
    case_number: number;
    withdrawn: boolean;
    redacted: boolean;
    visibility: string;
    event_number: number | null;
    claim_number: number;
    claim_stands: boolean;
    claim_shown: boolean;
    desk_claim: number | null;
  }>`
    select r.identity, r.occurrence, r.hash, c.number as case_number, c.withdrawn_at is not null as withdrawn, c.redacted_at is not null as redacted, c.visibility,
      case when e.withdrawn_at is null and e.redacted_at is null then e.number end as event_number,
      k.number as claim_number, k.withdrawn_at is null and k.redacted_at is null and k.visibility <> 'sealed' as claim_stands,
      k.withdrawn_at is null and k.redacted_at is null and k.visibility = 'public' and ${countedClaim('kc')} as claim_shown,
      case when d.withdrawn_at is null and d.redacted_at is null and d.visibility <> 'sealed' then d.number end as desk_claim
    from unnest(${rows.map((row) => row.identity)}::text[], ${rows.map((row) => row.occurrence)}::int[]) as q(identity, occurrence)
    -- The last that was not undone: of an import that was, it is as if it had not been.
    cross join lateral (
      select r.* from import_row r join thing k on k.id = r.claim_id
      where r.source_id = ${sourceId}::bigint and r.identity = q.identity and r.occurrence = q.occurrence
        and not (k.withdrawn_at is not null and exists (select 1 from undo u where u.undoes_batch = r.batch and u.finished_at is not null))
      order by r.id desc limit 1
    ) r
    join thing t on t.id = r.case_id join thing c on c.id = t.canonical_id
    join thing k on k.id = r.claim_id join claim kc on kc.id = k.id left join thing e on e.id = r.event_id
    left join thing d on d.id = r.desk_claim_id`.execute(db);
  return new Map(
    found.rows.map((row) => [
      rowKey(row.identity, Number(row.occurrence)),
      {
        hash: row.hash,
        case: `case/${row.case_number}`,
        caseState: row.redacted
          ? 'redacted'
          : row.visibility === 'sealed'
            ? 'sealed'
            : row.withdrawn
              ? 'withdrawn'
              : 'open',
        event: row.event_number === null ? null : `event/${row.event_number}`,
        claim: `claim/${row.claim_number}`,
        claimActive: row.claim_stands,
        claimShown: row.claim_shown,
        deskClaim: row.desk_claim === null ? null : `claim/${row.desk_claim}`,
      } satisfies Remembered,
    ]),
  );
}

/** The cases that rows name by ref, if they exist and can be changed. */
export async function findCases(db: Reader, refs: readonly string[]): Promise<Set<string>> {
  const numbers = refs.map((ref) => Number(ref.split('/')[1]));
  if (numbers.length === 0) return new Set();
  const rows = await db
    .selectFrom('thing')
    .select('number')
    .where('kind', '=', 'case')
    .where('number', 'in', numbers)
    .where('redacted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('visibility', '<>', 'sealed')
    .execute();
  return new Set(rows.map((row) => `case/${row.number}`));
}

/** The tags of cases, including those of cases that were merged into them. The caller may change the lists. */
export async function findTags(db: Reader, refs: readonly string[]): Promise<Map<string, string[]>> {
  const numbers = [...new Set(refs)].map((ref) => Number(ref.split('/')[1]));
  if (numbers.length === 0) return new Map();
  const { rows } = await sql<{ number: number; names: string[] }>`
    select t.number, array(
      select distinct g.name from thing m join thing_tag g on g.thing_id = m.id
      where m.canonical_id = t.canonical_id) as names
    from thing t where t.kind = 'case' and t.number = any(${numbers}::bigint[])`.execute(db);
  return new Map(rows.map(({ number, names }) => [`case/${number}`, names]));
}

/** The refs of the sources in the record that have these URLs, by `addressKey` of the URL. */
export async function findSources(db: Reader, addresses: readonly string[]): Promise<Map<string, string>> {
  const keys = [...new Set(addresses.map(addressKey))];
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; number: number }>`
    select a.address_key as key, c.number from source_address a join thing t on t.id = a.source_id join thing c on c.id = t.canonical_id
    where a.address_key = any(${keys}::text[]) and c.redacted_at is null and c.visibility <> 'sealed'`.execute(db);
  return new Map(rows.map((row) => [row.key, `source/${row.number}`]));
}

export type LikelyCase = { case: string; title: string };

/**
 * Cases from other sources that a row may describe: they began on the row's day, and have the row's place or one of its
 * actors. Cases from the data set itself are recognised by the identity of their rows.
 * @param actorsOf the actors in the record whom a row names
 */
export async function findLikely(
  db: Reader,
  sourceId: number,
  rows: readonly RowRead[],
  actorsOf: (row: RowRead) => readonly string[],
): Promise<Map<RowRead, LikelyCase>> {
  const days: [number, string][] = [];
  const features: [number, string, string][] = [];
  for (const [index, row] of rows.entries()) {
    const places = row.facts
      .filter((fact) => fact.property === 'place')
      .map((fact) => placeType.key(z.parse(placeType.schema, fact.value)))
      .filter((key) => key.includes(' '));
    for (const place of places) features.push([index, 'place', place]);
    const actors = actorsOf(row);
    for (const actor of actors) features.push([index, 'actor', actor]);
    if (places.length || actors.length)
      for (const fact of row.facts)
        if (fact.property === 'began' && String(fact.value).length === 10) days.push([index, String(fact.value)]);
  }
  if (days.length === 0) return new Map();
  const found = await sql<{ index: number; number: number; title: string }>`
    -- Laterals with "offset 0" keep the planner at index look-ups.
    with candidate as (
      select d.index, day.subject_id as id
      from unnest(${days.map(([index]) => index)}::int[], ${days.map(([, day]) => day)}::text[]) as d(index, day)
      cross join lateral (
        select f.subject_id from fact f
        where f.property = 'began' and f.value_key = d.day and f.desk_shown
          and not exists (select 1 from import_row own where own.case_id = f.subject_id and own.source_id = ${sourceId}::bigint)
        limit 30 offset 0
      ) day
    ), feature as (
      select s.index, s.kind, s.key from unnest(${features.map(([index]) => index)}::int[], ${features.map(([, kind]) => kind)}::text[], ${features.map(([, , key]) => key)}::text[]) as s(index, kind, key)
    )
    select distinct on (candidate.index) candidate.index, t.number, t.title
    from candidate cross join lateral (
      select t.number, c.title from thing t join "case" c on c.id = t.id
      where t.id = candidate.id and t.kind = 'case' and t.withdrawn_at is null and t.redacted_at is null and t.merged_into is null and t.visibility <> 'sealed' offset 0
    ) t join feature on feature.index = candidate.index
    where case feature.kind
      when 'place' then exists (select 1 from fact p where p.subject_id = candidate.id and p.property = 'place' and p.value_key = feature.key)
      else exists (select 1 from fact a join thing who on who.id = a.value_thing where a.subject_id = candidate.id and a.property in ('target', 'involvement') and 'actor/' || who.number = feature.key)
    end
    order by candidate.index, t.number`.execute(db);
  return new Map(found.rows.map((row) => [rows[Number(row.index)]!, { case: `case/${row.number}`, title: row.title }]));
}
