import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { ThingKind } from '../../record/tables.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { findAllIds } from '../../search/query/all-ids.ts';
import { isNarrowed, type Asked } from './about.ts';
import { IdSet } from './id-set.ts';

const pageSize = 20_000;

/** All things of a kind that the audience may see under their own numbers, ascending. A merged one is the canonical one. */
export async function* allOfKind(db: Reader, kind: ThingKind, audience: Audience): AsyncGenerator<number[]> {
  const seen = audience === 'public' ? sql`visibility = 'public'` : sql`visibility <> 'sealed'`;
  for (let after = 0; ; ) {
    const { rows } = await sql<{ ids: number[] | null }>`
      select array_agg(id order by id) as ids from (
        select id from thing where kind = ${kind} and id > ${after} and merged_into is null and withdrawn_at is null and redacted_at is null and ${seen} order by id limit ${pageSize}
      ) t`.execute(db as never);
    const ids = rows[0]?.ids ?? [];
    if (ids.length) yield ids.map(Number);
    if (ids.length < pageSize) return;
    after = Number(ids.at(-1));
  }
}

/** The cases that a query finds, each once; every case where nothing is asked for. */
export async function selectCases(db: Reader, query: Asked, audience: Audience): Promise<IdSet> {
  const cases = new IdSet();
  if (!isNarrowed({ ...query, kind: undefined })) {
    for await (const ids of allOfKind(db, 'case', audience)) cases.addAll(ids);
    return cases;
  }
  for await (const page of findAllIds(db, { ...query, kind: undefined }, audience, 'case')) for (const { ids } of page) cases.addAll(ids.map(Number));
  return cases;
}
