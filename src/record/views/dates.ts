import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../kinds/within.ts';
import { dateTimeText, type DateTime } from '../values/date-time.ts';
import type { Audience } from './briefs.ts';
import { countedClaim } from '../claims/counted.ts';

/** The properties that are dates, for items of any kind. */
export const dateProperties = [
  'began',
  'ended',
  'date',
  'end-date',
  'filed',
  'opened',
  'closed',
  'hearing-time',
] as const;
export type DateProperty = (typeof dateProperties)[number];

/**
 * A date of an item. An attributed date must not be shown without naming who states it. `time`: when a hearing begins;
 * then `edtf` is the day of the hearing. `claimIds`: the claims that state the date. They are loaded only if the date
 * is attributed, or if its property has other dates, too.
 */
export type DateView = {
  property: DateProperty;
  edtf: string;
  time?: DateTime;
  from: string | null;
  to: string | null;
  attributed: boolean;
  claimIds: number[];
};

/**
 * The dates of items, by the item's id, the earliest first. Timelines use this function, because `loadFacts` would load
 * far more than they need.
 */
export async function loadDates(
  db: Reader,
  thingIds: readonly number[],
  audience: Audience,
): Promise<Map<number, DateView[]>> {
  const found = new Map<number, DateView[]>();
  if (thingIds.length === 0) return found;
  const [shown, attributed] =
    audience === 'public'
      ? [sql.ref('f.public_shown'), sql.ref('f.public_attributed')]
      : [sql.ref('f.desk_shown'), sql.ref('f.desk_attributed')];
  const { rows } = await sql<{
    subject_id: number;
    property: DateProperty;
    value: string | DateTime;
    date_from: string | null;
    date_to: string | null;
    attributed: boolean;
  }>`
    select f.subject_id, f.property, f.value, f.date_from, f.date_to, ${attributed} as attributed
    from fact f where f.subject_id = any(${[...new Set(thingIds)]}::bigint[]) and f.property = any(${[...dateProperties]}::text[]) and ${shown}
    order by f.subject_id, f.date_from nulls last, f.date_to nulls last, f.value_key`.execute(db);
  for (const row of rows) {
    const id = Number(row.subject_id);
    found.set(id, [
      ...(found.get(id) ?? []),
      {
        property: row.property,
        ...(typeof row.value === 'string' ? { edtf: row.value } : { edtf: row.value.at.slice(0, 10), time: row.value }),
        from: row.date_from,
        to: row.date_to,
        attributed: row.attributed,
        claimIds: [],
      },
    ]);
  }
  await nameCarriers(db, found, audience);
  return found;
}

/** Sets `claimIds` of the dates whose speakers must be named. */
async function nameCarriers(db: Reader, found: ReadonlyMap<number, DateView[]>, audience: Audience): Promise<void> {
  const needed = [...found].flatMap(([id, dates]) =>
    dates
      .filter((date) => date.attributed || dates.some((other) => other !== date && other.property === date.property))
      .map((date) => ({ id, date })),
  );
  if (needed.length === 0) return;
  const { rows } = await sql<{
    subject_id: number;
    property: string;
    value: string | DateTime;
    claim_ids: number[];
  }>`
    select s.canonical_id as subject_id, st.property, st.value, array_agg(distinct c.id) as claim_ids
    from thing s join statement st on st.subject_id = s.id and st.rank <> 'deprecated' and st.property = any(${[...dateProperties]}::text[])
    join claim c on c.id = st.claim_id and ${countedClaim('c')} join thing ct on ct.id = c.id and ct.withdrawn_at is null and ct.redacted_at is null and ct.visibility <> 'sealed'
    where (s.id = any(${needed.map(({ id }) => id)}::bigint[]) or s.merged_into = any(${needed.map(({ id }) => id)}::bigint[])) ${audience === 'public' ? sql`and ct.visibility = 'public'` : sql``}
    group by 1, 2, 3`.execute(db);
  const keyOf = (id: number, property: string, value: string | DateTime): string =>
    `${id} ${property} ${typeof value === 'string' ? value : dateTimeText(value)}`;
  const carriers = new Map(
    rows.map((row) => [keyOf(Number(row.subject_id), row.property, row.value), row.claim_ids.map(Number)]),
  );
  for (const { id, date } of needed)
    date.claimIds = carriers.get(keyOf(id, date.property, date.time ?? date.edtf)) ?? [];
}

/**
 * The dates of cases and of their parts, by the case's id. Alleged and denied dates are left out, because a line in a
 * list has no room for their attribution.
 */
export async function loadCaseDates(
  db: Reader,
  caseIds: readonly number[],
  audience: Audience,
): Promise<Map<number, DateView[]>> {
  const found = new Map<number, DateView[]>();
  if (caseIds.length === 0) return found;
  const { rows: parts } = await sql<{ case_id: number; id: number }>`
    with mine as materialized (select t.id as case_id, m.id from thing t cross join lateral (select m.id from thing m where m.id = t.id or m.merged_into = t.id) m where t.id = any(${[...new Set(caseIds)]}::bigint[])),
    p as (
      select distinct case_id, case_id as id from mine
      union all select m.case_id, p.id from ${partsOfCases(sql`select id from mine`)} p join mine m on m.id = p.case_id
    )
    select p.case_id, p.id from p join thing t on t.id = p.id
    where t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    order by p.case_id, p.id`.execute(db);
  const dates = await loadDates(
    db,
    parts.map((part) => Number(part.id)),
    audience,
  );
  for (const part of parts) {
    const own = (dates.get(Number(part.id)) ?? []).filter((date) => !date.attributed);
    if (own.length) found.set(Number(part.case_id), [...(found.get(Number(part.case_id)) ?? []), ...own]);
  }
  return found;
}
