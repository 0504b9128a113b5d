import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Placed } from '../../documents/model/sentences.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { parseRef } from '../../record/refs.ts';
import { isOpen } from '../../record/views/listed.ts';

/** The numbers of the claims that an article's headline and standfirst cite. */
export type HeadCitations = { headline: readonly number[]; standfirst: readonly number[] };

/** Properties that say when something eventProperties, to cases, their parts, and laws. */
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
 * When the event of an article's headline took place (EDTF): the last date that the claims behind the headline state, or
 * else those behind the standfirst. Dates that are only alleged, denied or estimated do not count. Null without a date.
 */
export async function loadEventDate(db: Reader, { headline, standfirst }: HeadCitations): Promise<string | null> {
  const numbers = [...headline, ...standfirst];
  if (!numbers.length) return null;
  const { rows } = await sql<{ edtf: string }>`
    with cited as (select cited.place, c.id from unnest(${numbers}::int[], ${numbers.map((_, index) => Number(index >= headline.length))}::int[]) as cited (number, place)
    join thing asked on asked.kind = 'claim' and asked.number = cited.number
    join claim c on c.id = asked.canonical_id and ${countedClaim('c')}
    join thing t on t.id = c.id and ${isOpen('public', 't')})
    select edtf from (
    select cited.place, f.value #>> '{}' as edtf, f.date_from::text as on_day, f.date_to::text as last_day from cited
    join statement st on st.claim_id = cited.id and st.rank <> 'deprecated' and st.property = any(${eventProperties}::text[])
    join thing s on s.id = st.subject_id
    join fact f on f.subject_id = s.canonical_id and f.property = st.property and f.value_key = st.value_key
      and f.public_shown and not f.public_attributed
    union all select cited.place, day, day, day from cited join amendment a on a.claim_id = cited.id
      cross join lateral (select coalesce(a.commences, a.made) as day) d where day is not null
    ) dated order by place, on_day desc nulls last, last_day nulls last limit 1`.execute(db);
  return rows[0]?.edtf ?? null;
}
