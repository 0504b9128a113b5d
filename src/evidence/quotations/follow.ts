import { sql } from 'kysely';
import { sendJob } from '../../platform/jobs.ts';
import type { Follower } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { closedCaptures, struckCaptures } from '../copies/follow.ts';
import type { ReadCapturesJob } from '../copies/read-captures.ts';

/**
 * Drops what was found of quotations in captures that are closed or struck out, and has those that lose their witness
 * compared anew: another capture may have the words. Stands before `followCaptures`.
 */
export const followQuotations = (job: ReadCapturesJob): Follower => ({
  name: 'evidence.quotations',
  wordsIn: ['quotation_warning'],
  async follow(tx, set) {
    const closed = await closedCaptures(tx, set);
    const struck = await struckCaptures(tx, set);
    const bereft = [...(await drop(tx, closed, sql`true`)), ...(await drop(tx, struck, sql`state = 'open'`))].filter((id) => !closed.includes(id));
    if (bereft.length === 0) return;
    await sql`update text_sketch set compared_at = null where capture_id = any(${bereft}::bigint[])`.execute(tx);
    await sendJob(tx, job, {});
  },
});

/** Answers the captures whose places were dropped because their witness is gone. */
async function drop(tx: Tx, captures: readonly number[], which: ReturnType<typeof sql>): Promise<number[]> {
  if (captures.length === 0) return [];
  const { rows } = await sql<{ capture_id: number }>`
    delete from quotation_warning where (capture_id = any(${[...captures]}::bigint[]) or witness_id = any(${[...captures]}::bigint[])) and ${which} returning capture_id`.execute(tx);
  return [...new Set(rows.map((row) => Number(row.capture_id)))];
}
