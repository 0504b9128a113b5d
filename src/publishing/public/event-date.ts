import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Placed } from '../../documents/model/sentences.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { parseRef } from '../../record/refs.ts';
import { isOpen } from '../../record/views/listed.ts';

/** The numbers of the claims that an article's headline and standfirst cite. */
export type HeadCitations = { headline: readonly number[]; standfirst: readonly number[] };

/** Properties of cases, their parts and laws that say when something happened. */
const eventProperties = [
  'date',
  'began',
  'opened',
  'filed',
  'adopted',
  'signed',
  'in-force',
  'struck-down',
  'repealed',
];

/** The claims that the headline and the standfirst of a stored text cite. */
export function headCitations(sentences: readonly Placed[]): HeadCitations {
  const of = (where: Placed['where']): number[] =>
    sentences.flatMap((one) =>
      one.where === where ? one.citations.flatMap(({ claim }) => parseRef(claim)?.number ?? []) : [],
    );
  return { headline: of('headline'), standfirst: of('standfirst') };
}

/**
 * When the event of an article's headline took place (EDTF): the latest date that the claims cited in the headline
 * state, or otherwise those cited in the standfirst. Dates that are only alleged, denied or estimated do not count. Null if
 * there is no date.
 */
export async function loadEventDate(db: Reader, { headline, standfirst }: HeadCitations): Promise<string | null> {
  const numbers = [...headline, ...standfirst];
  if (!numbers.length) return null;
  const dates = await datesOf(
    db,
    sql`select 0 as article, cited.place, asked.canonical_id as claim from unnest(${numbers}::int[], ${numbers.map((_, index) => Number(index >= headline.length))}::int[]) as cited (number, place)
    join thing asked on asked.kind = 'claim' and asked.number = cited.number`,
  );
  return dates.get(0) ?? null;
}

/** Like `loadEventDate`, for the current editions of published articles, by the articles' ids. */
export async function loadEventDates(db: Reader, articles: readonly number[]): Promise<Map<number, string>> {
  if (!articles.length) return new Map();
  return datesOf(
    db,
    sql`with sentences as materialized (
    select d.id as article, (block ->> 'type' = 'standfirst')::int as place, r.id as revision, sentence #>> '{}' as sentence
    from document d join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id
    cross join lateral jsonb_path_query(r.doc, '$.content[*] ? (@.type == "headline" || @.type == "standfirst")') as block
    cross join lateral jsonb_path_query(block, '$.content[*].attrs.id') as sentence
    where d.id = any(${[...articles]}::bigint[]))
    select article, place, asked.canonical_id as claim from sentences
    join citation i on i.revision_id = revision and i.sentence_id = sentence
    join thing asked on asked.id = i.claim_id`,
  );
}

/**
 * The dates by article. Each step of the query is materialized, so that PostgreSQL reads only what the articles cite,
 * even without statistics about the tables.
 * @param cited a query for the canonical claims that each article cites, in its headline (`place` 0) or standfirst (1)
 */
async function datesOf(db: Reader, cited: RawBuilder<unknown>): Promise<Map<number, string>> {
  const { rows } = await sql<{ article: number; edtf: string }>`
    with asked as materialized (${cited}),
    cited as materialized (select asked.article, asked.place, c.id from asked
    join claim c on c.id = asked.claim and ${countedClaim('c')}
    join thing t on t.id = c.id and ${isOpen('public', 't')})
    select distinct on (article) article, edtf from (
    select cited.article, cited.place, f.value #>> '{}' as edtf, f.date_from::text as on_day, f.date_to::text as last_day from cited
    join statement st on st.claim_id = cited.id and st.rank <> 'deprecated' and st.property = any(${eventProperties}::text[])
    join thing s on s.id = st.subject_id
    join fact f on f.subject_id = s.canonical_id and f.property = st.property and f.value_key = st.value_key
      and f.public_shown and not f.public_attributed
    union all select cited.article, cited.place, day, day, day from cited join amendment a on a.claim_id = cited.id
      cross join lateral (select coalesce(a.commences, a.made) as day) d where day is not null
    ) dated order by article, place, on_day desc nulls last, last_day nulls last`.execute(db);
  return new Map(rows.map(({ article, edtf }) => [Number(article), edtf]));
}
