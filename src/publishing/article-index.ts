import { sql } from 'kysely';
import type { Indexer } from '../search/index/indexer.ts';
import { insertTwofold } from '../search/index/insert-twofold.ts';
import { idsAfter, live } from '../search/index/lookups.ts';
import { named } from '../search/index/others.ts';

/** All sentences of a revision's ProseMirror JSON. */
const words = (doc: string) => sql`(select coalesce(string_agg(v #>> '{}', E'\\n'), '') from jsonb_path_query(${sql.ref(doc)}, 'strict $.**.text', '{}', true) as v)`;

/** Articles in the search: readers find the edition that stands, the desk its newest revision. */
export const articleIndexer: Indexer = {
  kind: 'article',
  touched: async (_tx, changes) => new Set(changes.flatMap((change) => (change.kind === 'article' ? [change.thingId] : []))),
  async insert(tx, ids) {
    await insertTwofold(tx, 'article', sql`
      standing as (
        select t.id, t.changed_at, d.first_published_at, d.state = 'published' and t.visibility = 'public' as is_public, r.headline, r.standfirst, r.language, r.doc,
          e.headline as edition_headline, e.standfirst as edition_standfirst, e.language as edition_language, e.doc as edition_doc, coalesce(n.at, t.changed_at) as edition_at
        from thing t join document d on d.id = t.id join revision r on r.id = d.revision_id
        left join edition n on n.id = d.edition_id left join revision e on e.id = n.revision_id
        where t.id = any(${[...ids]}::bigint[]) and ${live}
      ), twofold as (
        select s.id as thing_id, s.is_public as has_public, s.headline as desk_title, coalesce(s.edition_headline, '') as public_title,
          s.headline as desk_a, s.standfirst as desk_b, '' as desk_c, ${words('s.doc')} as desk_d,
          coalesce(s.edition_headline, '') as public_a, coalesce(s.edition_standfirst, '') as public_b, '' as public_c, ${words('s.edition_doc')} as public_d,
          '{}'::text[] as desk_country, '{}'::text[] as public_country, '{}'::text[] as desk_type, '{}'::text[] as public_type, '{}'::text[] as desk_status, '{}'::text[] as public_status,
          '{}'::bigint[] as desk_outlet, '{}'::bigint[] as public_outlet, '{}'::bigint[] as desk_actor, '{}'::bigint[] as public_actor,
          d.years as desk_year, d.years as public_year, array[s.language] as desk_language, array[coalesce(s.edition_language, s.language)] as public_language,
          d.day as desk_on, d.day as public_on, s.changed_at as desk_changed, s.edition_at as public_changed,
          ${named('year', 'd.years')} || array['language=' || s.language] as desk_facet, ${named('year', 'd.years')} || array['language=' || coalesce(s.edition_language, s.language)] as public_facet
        from standing s cross join lateral (select p.day, case when p.day is null then '{}' else array[extract(year from p.day)::smallint] end as years from (select (s.first_published_at at time zone 'UTC')::date as day) p) d
      )`, ['b', 'd']);
  },
  page: (tx, after, limit) => idsAfter(tx, 'article', after, limit),
};
