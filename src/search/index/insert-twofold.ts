import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * Inserts entries from a relation `twofold` with what the desk sees beside what the public sees. `ctes` are the
 * expressions of the WITH, the last of them `twofold`: thing_id, has_public, and for each audience (`desk_…`,
 * `public_…`) title, text of the weights a–d, on (date), country, type, year, status, language, outlet, actor.
 * Where both see the same, one row serves both.
 */
export async function insertTwofold(tx: Tx, kind: string, ctes: RawBuilder<unknown>): Promise<void> {
  const columns = ['title', 'a', 'b', 'c', 'd', 'country', 'type', 'year', 'status', 'language', 'outlet', 'actor', 'on'];
  const of = (audience: string) => sql.join(columns.map((column) => sql.ref(`t.${audience}_${column}`)));
  await sql`
    with ${ctes}, entry as (
      select t.thing_id, u.for_public, u.for_desk, u.title, u.a, u.b, u.c, u.d, u.countries, u.types, u.years, u.statuses, u.languages, u.outlets, u.actors, u.sort_on
      from twofold t
      cross join lateral (select t.has_public and (${of('desk')}) is not distinct from (${of('public')}) as alike) same
      cross join lateral (
        select true as for_desk, same.alike as for_public, ${of('desk')}
        union all
        select false, true, ${of('public')} where t.has_public and not same.alike
      ) as u (for_desk, for_public, title, a, b, c, d, countries, types, years, statuses, languages, outlets, actors, sort_on)
    )
    insert into search_entry (thing_id, kind, for_public, for_desk, title, tsv, countries, types, years, statuses, languages, outlets, actors, sort_on)
    select thing_id, ${kind}, for_public, for_desk, title,
      setweight(to_tsvector('russian', unaccent(a)), 'A') || setweight(to_tsvector('russian', unaccent(b)), 'B') || setweight(to_tsvector('russian', unaccent(c)), 'C') || to_tsvector('russian', unaccent(d)),
      coalesce(countries, '{}'), coalesce(types, '{}'), coalesce(years, '{}'), coalesce(statuses, '{}'), coalesce(languages, '{}'), coalesce(outlets, '{}'), coalesce(actors, '{}'),
      coalesce(sort_on, '-infinity')
    from entry`.execute(tx);
}
