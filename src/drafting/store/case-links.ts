import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { caseOf } from '../../record/kinds/within.ts';
import { targetRoles } from '../../record/vocabulary/target-roles.ts';

/** How a case names an actor, the strongest way first. If a case does so in several ways, only the strongest counts. */
export type InCase = 'target' | 'named' | 'speaks';
export type CaseLink = { case: number; inCase: InCase };
export type CaseDetails = {
  ref: string;
  title: string;
  days: { from: string; to: string }[];
  localities: Set<string>;
  countries: Set<string>;
  types: Set<string>;
};

/** How many statements are read for each actor and each way of naming it. The newest are read. */
const perActor = 300;
const ways: readonly InCase[] = ['speaks', 'named', 'target'];

const isThere = (thing: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${thing}.withdrawn_at`)} is null and ${sql.ref(`${thing}.redacted_at`)} is null and ${sql.ref(`${thing}.visibility`)} <> 'sealed'`;

/** For the number of each actor, the cases whose claims name it. Claims that are not checked yet also count. */
export async function casesOfActors(db: Reader, numbers: readonly number[]): Promise<Map<number, CaseLink[]>> {
  const links = new Map<number, CaseLink[]>();
  if (numbers.length === 0) return links;
  const { rows } = await sql<{ actor: number; case_id: number; way: number }>`
    with who as (
      select a.number, m.id from thing a join thing m on m.id = a.id or m.merged_into = a.id where a.kind = 'actor' and a.number = any(${numbers}::bigint[])
    ),
    link as (
      select w.number, s.case_id, s.way from who w cross join lateral (
        select ${caseOf(sql`t.kind`, sql`t.id`)} as case_id, case when s.property = 'target' or s.value ->> 'role' = any(${[...targetRoles]}::text[]) then 2 else 1 end as way
        from statement s join thing t on t.id = s.subject_id join thing c on c.id = s.claim_id
        where s.value_thing = w.id and ${isThere('c')} order by s.id desc limit ${perActor}
      ) s
      union all
      select w.number, l.case_id, 0 from who w cross join lateral (
        select cl.case_id from chain_link l join claim cl on cl.id = l.claim_id join thing c on c.id = cl.id
        where l.actor_id = w.id and ${isThere('c')} order by l.claim_id desc limit ${perActor}
      ) l
    )
    select link.number as actor, t.id as case_id, max(link.way) as way from link
    join thing n on n.id = link.case_id join thing t on t.id = n.canonical_id
    where ${isThere('t')} group by link.number, t.id`.execute(db);
  for (const row of rows)
    links.set(Number(row.actor), [
      ...(links.get(Number(row.actor)) ?? []),
      { case: Number(row.case_id), inCase: ways[Number(row.way)]! },
    ]);
  return links;
}

/** A place (by its key), and the days within which something happened there. */
export type PlaceAndDays = { place: string; from: string; to: string };

/** Cases with an event at one of these places within its days. The cases of the first place come first. */
export async function casesAt(db: Reader, asked: readonly PlaceAndDays[]): Promise<number[]> {
  if (asked.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select c.id from unnest(${asked.map(({ place }) => place)}::text[], ${asked.map(({ from }) => from)}::date[], ${asked.map(({ to }) => to)}::date[])
      with ordinality as a (place, first, last, turn)
    cross join lateral (
      select ${caseOf(sql`t.kind`, sql`t.id`)} as case_id from fact f join thing t on t.id = f.subject_id
      join fact d on d.subject_id = f.subject_id and d.property in ('date', 'began') and d.date_from <= a.last and coalesce(d.date_to, d.date_from) >= a.first
      where f.property in ('place', 'event-place') and f.value_key = a.place and f.desk_shown and d.desk_shown limit 50
    ) f join thing n on n.id = f.case_id join thing c on c.id = n.canonical_id where ${isThere('c')}
    group by c.id order by min(a.turn), c.id`.execute(db);
  return rows.map(({ id }) => Number(id));
}

/** The days, places and types of cases. Statements that are not checked yet also count. */
export async function detailsOfCases(db: Reader, ids: readonly number[]): Promise<Map<number, CaseDetails>> {
  const found = new Map<number, CaseDetails>();
  if (ids.length === 0) return found;
  const { rows: cases } = await sql<{ id: number; number: number; title: string }>`
    select t.id, t.number, k.title from thing t join "case" k on k.id = t.id where t.id = any(${ids}::bigint[]) and ${isThere('t')}`.execute(
    db,
  );
  for (const { id, number, title } of cases)
    found.set(Number(id), {
      ref: `case/${number}`,
      title,
      days: [],
      localities: new Set(),
      countries: new Set(),
      types: new Set(),
    });
  const { rows } = await sql<{
    case_id: number;
    property: string;
    value: unknown;
    date_from: string | null;
    date_to: string | null;
  }>`
    with one as (select i as id, m.id as member from unnest(${[...found.keys()]}::bigint[]) i join thing m on m.id = i or m.merged_into = i),
    part as (
      select id as case_id, member as id from one
      union all select one.id, e.id from one cross join lateral (select e.id from event e where e.case_id = one.member limit 60) e
      union all select one.id, p.id from one cross join lateral (select p.id from proceeding p where p.case_id = one.member limit 20) p
    )
    select p.case_id, s.property, s.value, s.date_from, s.date_to from part p cross join lateral (
      select s.* from statement s join thing c on c.id = s.claim_id where s.subject_id = p.id and s.rank <> 'deprecated' and ${isThere('c')}
      and s.property in ('began', 'date', 'filed', 'opened', 'place', 'event-place', 'incident-type', 'event-type') limit 200
    ) s`.execute(db);
  for (const { case_id, property, value, date_from: from, date_to: to } of rows) {
    const one = found.get(Number(case_id))!;
    if (property.endsWith('type')) one.types.add(String(value));
    else if (property.endsWith('place')) {
      const { country, locality } = value as { country?: string; locality?: string };
      if (country) one.countries.add(country);
      if (locality) one.localities.add(locality);
    } else if (from) one.days.push({ from, to: to ?? from });
  }
  return found;
}
