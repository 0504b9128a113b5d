import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import { wordVector } from '../words.ts';

/**
 * Inserts entries from a relation `twofold` with what the desk sees beside what the public sees. `ctes` are the
 * expressions of the WITH, the last of them `twofold`: thing_id, has_public, and for each audience (`desk_…`,
 * `public_…`) title, text of the weights a–d, on (date), changed (time), the values of country, type, year, status,
 * language, outlet and actor, and `facet`, which names all that it can be filtered by (`country=KZ`).
 * Where both see the same, one row serves both. `shown`: which of the texts may stand in a list.
 */
export async function insertTwofold(tx: Tx, kind: string, ctes: RawBuilder<unknown>, shown: readonly ('b' | 'c' | 'd')[] = ['b', 'c']): Promise<void> {
  const columns = ['title', 'a', 'b', 'c', 'd', 'country', 'type', 'year', 'status', 'language', 'outlet', 'actor', 'facet', 'on', 'changed'];
  const of = (audience: string) => sql.join(columns.map((column) => sql.ref(`t.${audience}_${column}`)));
  await sql`
    with ${ctes}, entry as materialized (
      select row_number() over () as row, t.thing_id, u.for_public, u.for_desk, u.title, u.a, u.b, u.c, u.d, u.countries, u.types, u.years, u.statuses, u.languages, u.outlets, u.actors,
        u.facets, coalesce(u.sort_on, '-infinity') as sort_on, u.changed_at
      from twofold t
      cross join lateral (select t.has_public and (${of('desk')}) is not distinct from (${of('public')}) as alike) same
      cross join lateral (
        select true as for_desk, same.alike as for_public, ${of('desk')}
        union all
        select false, true, ${of('public')} where t.has_public and not same.alike
      ) as u (for_desk, for_public, title, a, b, c, d, countries, types, years, statuses, languages, outlets, actors, facets, sort_on, changed_at)
    ), entry_name as materialized (
      select e.row, f.name from entry e
      cross join lateral (select ${kind} || '/' || case when e.sort_on = '-infinity' then 0 else extract(year from e.sort_on)::int * 4 + extract(quarter from e.sort_on)::int - 1 end as place) s
      cross join lateral unnest(e.facets || array[${`kind=${kind}`}, case when e.for_public then 'shelf=public/' || s.place end, case when e.for_desk then 'shelf=desk/' || s.place end]) as f (name)
      where f.name is not null
    ), entry_wanted as (
      select distinct name from entry_name
    ), entry_made as (
      insert into search_term (name) select name from entry_wanted w where not exists (select from search_term t where t.name = w.name) order by name returning code, name
    ), entry_known as materialized (
      select min(t.code) as code, w.name from entry_wanted w join search_term t on t.name = w.name group by w.name union all select code, name from entry_made
    ), coded as materialized (
      select n.row, array_agg(k.code order by k.code) as terms from entry_name n join entry_known k on k.name = n.name group by n.row
    ), entry_counted as (
      insert into search_tally (for_public, kind, code, n)
      select a.is_public, ${kind}, c.code, count(*) from (values (true), (false)) as a (is_public)
      join entry e on case when a.is_public then e.for_public else e.for_desk end
      join coded on coded.row = e.row cross join lateral unnest(coded.terms) as c (code) group by 1, 3
    )
    insert into search_entry (thing_id, kind, for_public, for_desk, title, tsv, body, countries, types, years, statuses, languages, outlets, actors, terms, sort_on, changed_at)
    select thing_id, ${kind}, for_public, for_desk, title,
      setweight(${wordVector(sql.ref('a'))}, 'A') || setweight(${wordVector(sql.ref('b'))}, 'B') || setweight(${wordVector(sql.ref('c'))}, 'C') || ${wordVector(sql.ref('d'))},
      concat_ws(E'\n', ${sql.join(shown.map((text) => sql`nullif(${sql.ref(text)}, '')`))}),
      coalesce(countries, '{}'), coalesce(types, '{}'), coalesce(years, '{}'), coalesce(statuses, '{}'), coalesce(languages, '{}'), coalesce(outlets, '{}'), coalesce(actors, '{}'),
      coded.terms, sort_on, changed_at
    from entry e join coded on coded.row = e.row`.execute(tx);
}
