import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import { claimsDependingOn, recomputeOrigins } from '../projection/origins.ts';
import { project, subjectsOf } from '../projection/project.ts';

/**
 * Recalculates independent sources and facts after the items `ids` were merged or separated. This is done for these
 * items and for all items that name them.
 */
export async function recount(tx: Tx, ids: readonly number[]): Promise<void> {
  const among = sql`any(${[...ids]}::bigint[])`;
  const named = await sql<{
    subject_id: number;
  }>`select subject_id from statement where value_thing = ${among} union select subject_id from statement where subject_id = ${among}`.execute(
    tx,
  );
  const chained = await sql<{
    claim_id: number;
  }>`select claim_id from chain_link where actor_id = ${among} union select claim_id from chain_link where source_id = ${among}`.execute(
    tx,
  );
  const published = await sql<{
    id: number;
  }>`select id from source where publisher_id = ${among} union select id from source where id = ${among}`.execute(tx);
  const claims = [
    ...chained.rows.map((row) => Number(row.claim_id)),
    ...(await claimsDependingOn(
      tx,
      published.rows.map((row) => Number(row.id)),
    )),
  ];
  await recomputeOrigins(tx, claims);
  await project(tx, [...ids, ...named.rows.map((row) => Number(row.subject_id)), ...(await subjectsOf(tx, claims))]);
}
