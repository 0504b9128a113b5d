import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { allOf, conditionsOf } from './facets.ts';
import { baseCondition, type SearchQuery } from './find.ts';
import { loosened, readText, type ReadText } from './terms.ts';

export type FoundIds = { kind: string; ids: number[] }[];

const pageSize = 20_000;

/**
 * The ids of all results of a search, for an export: in batches, sorted by kind and then by id, each item once. If no
 * item has the words of the text, finds items with words that begin with them, as the search itself does.
 */
export async function* findAllIds(
  db: Reader,
  query: SearchQuery,
  audience: Audience,
  kind: string | null = null,
): AsyncGenerator<FoundIds> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  const { conditions } = await conditionsOf(db, query, audience);
  const matching = (words: ReadText | null): AsyncGenerator<FoundIds> =>
    pages(db, allOf([baseCondition(words, audience, kind), ...Object.values(conditions)]));
  let some = false;
  for await (const page of matching(text)) {
    some = true;
    yield page;
  }
  const loose = text && !some ? loosened(text) : null;
  if (loose) yield* matching(loose);
}

async function* pages(db: Reader, condition: RawBuilder<boolean>): AsyncGenerator<FoundIds> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ kind: string; ids: number[] }>`
      select kind, array_agg(thing_id order by thing_id) as ids from (
        select e.thing_id, e.kind from search_key e where e.thing_id > ${after} and ${condition} order by e.thing_id limit ${pageSize}
      ) e group by kind`.execute(db);
    if (rows.length === 0) return;
    yield rows;
    const found = rows.reduce((sum, row) => sum + row.ids.length, 0);
    if (found < pageSize) return;
    after = Math.max(...rows.map((row) => Number(row.ids.at(-1))));
  }
}
