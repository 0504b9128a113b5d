import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { allOf, conditionsOf } from './facets.ts';
import { baseCondition, type SearchQuery } from './find.ts';
import { readText } from './terms.ts';

export type FoundIds = { kind: string; ids: number[] }[];

const pageSize = 20_000;

/** The ids of everything a search finds, by kind, ascending, in pages: what an export of it takes. Each thing once. */
export async function* findAllIds(db: Reader, query: SearchQuery, audience: Audience, kind: string | null = null): AsyncGenerator<FoundIds> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  const { conditions } = await conditionsOf(db, query, audience);
  const all = allOf([baseCondition(text, audience, kind), ...Object.values(conditions)]);
  for (let after = 0; ; ) {
    const { rows } = await sql<{ kind: string; ids: number[] }>`
      select kind, array_agg(thing_id order by thing_id) as ids from (
        select e.thing_id, e.kind from search_entry e where e.thing_id > ${after} and ${all} order by e.thing_id limit ${pageSize}
      ) e group by kind`.execute(db as never);
    if (rows.length === 0) return;
    yield rows;
    const found = rows.reduce((sum, row) => sum + row.ids.length, 0);
    if (found < pageSize) return;
    after = Math.max(...rows.map((row) => row.ids.at(-1)!));
  }
}
