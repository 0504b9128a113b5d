import './tables.ts';
import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';
import type { ThingKind } from '../tables.ts';
import { comesAlong, references } from './references.ts';

/** Why an item is limited: the limited items to which it refers, directly or through others, each with its team. */
export async function limitedBecause(db: Reader, thing: number): Promise<{ of: Brief; team: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    with recursive down (id) as (
      select ${thing}::bigint
      union
      select n.target from down d cross join lateral (${references((owner) => sql`${owner} = d.id`)}) n
      where n.target in (select thing_id from thing_team)
    )
    select distinct coalesce(l.with_id, l.thing_id) as id, t.name from down d join team_limit l on l.thing_id = d.id
    join team t on t.id = l.team_id where coalesce(l.with_id, l.thing_id) <> ${thing} order by t.name, id limit 20`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'desk',
  );
  return rows.flatMap(({ id, name }) => {
    const of = briefs.get(Number(id));
    return of ? [{ of, team: name }] : [];
  });
}

/**
 * The items that everyone at the desk would see if someone lifted the limit of an item. Items that are also limited
 * because of another item are left out. `counts`: how many items of each kind, without the item itself. `opens`:
 * whether everyone would see the item itself.
 */
export async function openedWith(
  db: Reader,
  thing: number,
): Promise<{ opens: boolean; counts: { kind: ThingKind; count: number }[] }> {
  const named = references((_, target) => sql`${target} = r.id`);
  const { rows } = await sql<{ kind: ThingKind; count: number; itself: boolean }>`
    with recursive opened (id) as (
      select thing_id from team_limit where thing_id = ${thing} or with_id = ${thing}
    ), people (id) as (
      select o.id from opened o join thing a on a.id = o.id and ${comesAlong(sql`a.kind`)}
    ), mine (id) as (
      select id from opened where id not in (select id from people)
      union select n.owner from mine r cross join lateral (${named}) n
    ), others (id) as (
      select thing_id from team_limit where thing_id not in (select id from opened)
      union select n.owner from others r cross join lateral (${named}) n
    ), alone (id) as (
      -- People and photos that remain limited, because only items that remain limited refer to them.
      select r.id from people r where not exists (select from (${named}) n where n.owner not in (select id from others))
        and exists (select from (${named}) n)
    ), still (id) as (
      select id from alone union
      select r.id from people r where exists (select from (${named}) n) and not exists (
        select from (${named}) n where n.owner not in (select id from others union select id from alone)
      )
    )
    select t.kind, t.id = ${thing} as itself, count(*)::int as count from thing t
    where t.id in (select id from mine union select id from people)
      and t.id not in (select id from others union select id from still) group by 1, 2 order by min(t.id)`.execute(db);
  return {
    opens: rows.some((row) => row.itself),
    counts: rows.flatMap(({ kind, count, itself }) => (itself ? [] : [{ kind, count: Number(count) }])),
  };
}
