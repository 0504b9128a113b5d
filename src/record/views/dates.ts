import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../kinds/within.ts';
import { dateTimeText, type DateTime } from '../values/date-time.ts';
import type { Audience } from './briefs.ts';
import { countedClaim } from '../claims/counted.ts';
import { beganOf, partDates } from './began.ts';

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
 * A date of an item. An attributed date must not be shown without its speakers. `time`: when a hearing begins; then
 * `edtf` is the day of the hearing. `claimIds`: the claims that state the date. They are loaded only if the date is
 * attributed, or if its property also has other dates.
 */
export type DateView = {
  property: DateProperty;
  edtf: string;
  time?: DateTime;
  from: string | null;
  to: string | null;
  attributed: boolean;
  claimIds: number[];
  /** The hash by which answers to disagreements refer to the value. */
  mark: string;
};

/**
 * The dates of items, by the item's id, the earliest first. This is for timelines, which show only dates; `loadFacts`
 * would load far more.
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
    mark: string;
    date_from: string | null;
    date_to: string | null;
    attributed: boolean;
    statements: { value: string | DateTime; claim: number }[] | null;
  }>`
    select d.*, case when d.attributed or d.dates > 1 then (
      select json_agg(json_build_object('value', st.value, 'claim', c.id))
      from thing s join statement st on st.subject_id = s.id and st.rank <> 'deprecated' and st.property = d.property
      join claim c on c.id = st.claim_id and ${countedClaim('c')} join thing ct on ct.id = c.id
      where s.canonical_id = d.subject_id and ct.withdrawn_at is null and ct.redacted_at is null and ct.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    ) end as statements
    from (
      select f.subject_id, f.property, f.value, f.value_key, md5(f.value_key) as mark, f.date_from, f.date_to, ${attributed} as attributed, count(*) over (partition by f.subject_id, f.property) as dates
      from fact f where f.subject_id = any(${[...new Set(thingIds)]}::bigint[]) and f.property = any(${[...dateProperties]}::text[]) and ${shown}
    ) d
    order by d.subject_id, d.date_from nulls last, d.date_to nulls last, d.value_key`.execute(db);
  const textOf = (value: string | DateTime): string => (typeof value === 'string' ? value : dateTimeText(value));
  for (const row of rows) {
    const id = Number(row.subject_id);
    const statements = (row.statements ?? []).filter(({ value }) => textOf(value) === textOf(row.value));
    found.set(id, [
      ...(found.get(id) ?? []),
      {
        property: row.property,
        ...(typeof row.value === 'string' ? { edtf: row.value } : { edtf: row.value.at.slice(0, 10), time: row.value }),
        from: row.date_from,
        to: row.date_to,
        attributed: row.attributed,
        mark: row.mark,
        claimIds: [...new Set(statements.map(({ claim }) => claim))].toSorted((a, b) => a - b),
      },
    ]);
  }
  return found;
}

/**
 * The dates of cases and of their parts, by the case's id. Alleged, denied, estimated and unclear dates are left out,
 * because a line in a list is too short for their attribution.
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

/** When cases without their own date began, by the dates of their parts: EDTF, by the case's id. */
export async function loadBeganOfParts(
  db: Reader,
  caseIds: readonly number[],
  audience: Audience,
): Promise<Map<number, string>> {
  const dates = await loadCaseDates(db, caseIds, audience);
  return new Map(
    [...dates].flatMap(([id, all]): [number, string][] => {
      const parts = all
        .filter(({ property }) => (partDates as readonly string[]).includes(property))
        .map(({ edtf, from, to }) => ({ value: edtf, from, to }));
      const { edtf } = beganOf([], false, parts);
      return edtf ? [[id, edtf]] : [];
    }),
  );
}
