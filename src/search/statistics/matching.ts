import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { allOf, conditionsOf } from '../query/facets.ts';
import { readText, textCondition } from '../query/terms.ts';
import type { StatisticQuery } from './query.ts';

/** The condition on `search_entry e` for the cases that match the text and the filters of a statistic. */
export async function matching(db: Reader, query: StatisticQuery, audience: Audience): Promise<RawBuilder<boolean>> {
  const { conditions } = await conditionsOf(db, query.filters, audience);
  const text = query.text === null ? null : await readText(db, query.text, audience);
  const words =
    text && textCondition(text, { tsv: sql.ref('e.tsv'), actors: sql.ref('e.actors'), terms: sql.ref('e.terms') });
  return allOf([
    audience === 'public' ? sql<boolean>`e.for_public` : sql<boolean>`e.for_desk`,
    sql<boolean>`e.kind = 'case'`,
    ...Object.values(conditions),
    ...(text ? [words ?? sql<boolean>`false`] : []),
  ]);
}

/** Whether the record has invented items. Most records have none. */
export const hasInvented = async (db: Reader): Promise<boolean> =>
  (await db
    .selectFrom('thing')
    .select('id')
    .where(sql<boolean>`invented`)
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** Adds to a condition of `matching` that a case is not invented. */
export const withoutInvented = (condition: RawBuilder<boolean>): RawBuilder<boolean> =>
  sql<boolean>`(${condition} and e.thing_id not in (select id from thing where invented))`;

/** Adds to a condition of `matching` that a case is invented. */
export const onlyInvented = (condition: RawBuilder<boolean>): RawBuilder<boolean> =>
  sql<boolean>`(${condition} and e.thing_id = any(array(select id from thing where invented)))`;
