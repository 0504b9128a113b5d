import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { addressKey } from '../../../record/sources/address.ts';
import { placeType } from '../../../record/values/place.ts';
import type { RowRead } from '../mapping/apply.ts';

/** A row of the data set that is on record from an earlier import. */
export type Remembered = {
  hash: string;
  /** The case as it answers now (merged ones lead on). */
  case: string;
  caseState: 'open' | 'withdrawn' | 'redacted' | 'sealed';
  event: string | null;
  claim: string;
  /** Whether the desk still holds to the claim. */
  claimStands: boolean;
  /** The import that made it was undone: it is as if it had not been. */
  undone: boolean;
};

export const rowKey = (identity: string, occurrence: number): string => `${identity} ${occurrence}`;

/** Which rows of a data set are on record. */
export async function findRemembered(db: Reader, sourceId: number, rows: readonly { identity: string; occurrence: number }[]): Promise<Map<string, Remembered>> {
  if (rows.length === 0) return new Map();
  const found = await sql<{ identity: string; occurrence: number; hash: string; case_number: number; withdrawn: boolean; redacted: boolean; visibility: string; event_number: number | null; claim_number: number; claim_stands: boolean; undone: boolean }>`
    select r.identity, r.occurrence, r.hash, c.number as case_number, c.withdrawn_at is not null as withdrawn, c.redacted_at is not null as redacted, c.visibility,
      case when e.withdrawn_at is null and e.redacted_at is null then e.number end as event_number,
      k.number as claim_number, k.withdrawn_at is null and k.redacted_at is null and k.visibility <> 'sealed' as claim_stands,
      k.withdrawn_at is not null and exists (select 1 from undo u where u.undoes_batch = r.batch and u.finished_at is not null) as undone
    from unnest(${rows.map((row) => row.identity)}::text[], ${rows.map((row) => row.occurrence)}::int[]) as q(identity, occurrence)
    join import_row r on r.source_id = ${sourceId}::bigint and r.identity = q.identity and r.occurrence = q.occurrence
    join thing t on t.id = r.case_id join thing c on c.id = coalesce(t.merged_into, t.id)
    join thing k on k.id = r.claim_id left join thing e on e.id = r.event_id`.execute(db as never);
  return new Map(
    found.rows.map((row) => [
      rowKey(row.identity, Number(row.occurrence)),
      {
        hash: row.hash,
        case: `case/${row.case_number}`,
        caseState: row.redacted ? 'redacted' : row.visibility === 'sealed' ? 'sealed' : row.withdrawn ? 'withdrawn' : 'open',
        event: row.event_number === null ? null : `event/${row.event_number}`,
        claim: `claim/${row.claim_number}`,
        claimStands: row.claim_stands,
        undone: row.undone,
      } satisfies Remembered,
    ]),
  );
}

/** Cases that rows name as being on record: those that are there and may be added to. */
export async function findCases(db: Reader, refs: readonly string[]): Promise<Set<string>> {
  const numbers = refs.map((ref) => Number(ref.split('/')[1]));
  if (numbers.length === 0) return new Set();
  const rows = await db.selectFrom('thing').select('number').where('kind', '=', 'case').where('number', 'in', numbers).where('redacted_at', 'is', null).where('withdrawn_at', 'is', null).where('visibility', '<>', 'sealed').execute();
  return new Set(rows.map((row) => `case/${row.number}`));
}

/** Sources on record by their addresses: refs by address key. */
export async function findSources(db: Reader, addresses: readonly string[]): Promise<Map<string, string>> {
  const keys = [...new Set(addresses.map(addressKey))];
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; number: number }>`
    select a.address_key as key, c.number from source_address a join thing t on t.id = a.source_id join thing c on c.id = coalesce(t.merged_into, t.id)
    where a.address_key = any(${keys}::text[]) and c.redacted_at is null and c.visibility <> 'sealed'`.execute(db as never);
  return new Map(rows.map((row) => [row.key, `source/${row.number}`]));
}

export type LikelyCase = { case: string; title: string };

/**
 * Cases on record that rows may speak of, though they come from elsewhere: of the same day and the same place, or
 * with an actor of the same name. Those of the data set itself are told apart by it.
 * @param actorsOf the actors on record whom a row names
 */
export async function findLikely(db: Reader, sourceId: number, rows: readonly RowRead[], actorsOf: (row: RowRead) => readonly string[]): Promise<Map<RowRead, LikelyCase>> {
  const asked = rows.flatMap((row, index) => {
    const days = row.facts.filter((fact) => fact.property === 'began' || fact.property === 'date').map((fact) => String(fact.value)).filter((day) => day.length === 10);
    const places = row.facts.filter((fact) => fact.property === 'place').map((fact) => placeType.key(fact.value as never)).filter((key) => key.includes(' '));
    const actors = actorsOf(row);
    return days.length && (places.length || actors.length) ? [{ index, days, places, actors }] : [];
  });
  if (asked.length === 0) return new Map();
  const found = await sql<{ index: number; number: number; title: string }>`
    select distinct on (r.index) r.index, t.number, c.title
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r(index int, days jsonb, places jsonb, actors jsonb)
    cross join lateral (
      select began.subject_id as id from fact began
      where began.property = 'began' and began.value_key in (select jsonb_array_elements_text(r.days)) and began.desk_shown
      limit 50
    ) day
    join thing t on t.id = day.id and t.kind = 'case' and t.withdrawn_at is null and t.redacted_at is null and t.merged_into is null and t.visibility <> 'sealed'
    join "case" c on c.id = t.id
    where not exists (select 1 from import_row own where own.case_id = t.id and own.source_id = ${sourceId}::bigint)
      and (exists (select 1 from fact p where p.subject_id = t.id and p.property = 'place' and p.value_key in (select jsonb_array_elements_text(r.places)))
        or exists (select 1 from fact a join thing who on who.id = a.value_thing where a.subject_id = t.id and a.property in ('target', 'involvement') and 'actor/' || who.number in (select jsonb_array_elements_text(r.actors))))
    order by r.index, t.number`.execute(db as never);
  return new Map(found.rows.map((row) => [rows[Number(row.index)]!, { case: `case/${row.number}`, title: row.title }]));
}
