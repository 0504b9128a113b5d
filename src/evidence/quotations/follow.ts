import { sql } from 'kysely';
import { changesOf, type ChangeSet } from '../../platform/changes.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { closedCaptures, redactedCaptures } from '../republished/follow.ts';
import type { ReadCapturesJob } from '../republished/read-captures.ts';

/**
 * Deletes comparisons of quotations with captures that were sealed or redacted. If such a capture had the fuller text,
 * the capture that lacks words is compared again, because a third capture may have the missing words.
 *
 * A capture is also compared again if a claim quotes words in it that have no quotation marks there.
 *
 * Runs before `captureListener`, which deletes sketches that this listener reads.
 */
export const quotationListener = (job: ReadCapturesJob): ChangeListener => ({
  name: 'evidence.quotations',
  wordsIn: ['quotation_warning'],
  async onChange(tx, set) {
    const closed = await closedCaptures(tx, set);
    const struck = await redactedCaptures(tx, set);
    const quoting = await newlyQuoted(tx, set);
    const lacking = [...(await drop(tx, closed, sql`true`)), ...(await drop(tx, struck, sql`state = 'open'`))].filter(
      (id) => !closed.includes(id),
    );
    const toCompare = [...lacking, ...quoting];
    if (toCompare.length === 0) return;
    await sql`update text_sketch set compared_at = null where capture_id = any(${toCompare}::bigint[])`.execute(tx);
    await sendJob(tx, job, {});
  },
});

/** The captures in which new claims quote words without quotation marks that have not been compared yet. */
async function newlyQuoted(tx: Tx, set: ChangeSet): Promise<number[]> {
  const claims = changesOf(set.changes, 'claim')
    .filter(
      ({ action, after }) =>
        (action === 'created' || action === 'changed') && (after as { kind?: string } | null)?.kind !== 'paraphrase',
    )
    .map((one) => one.thingId);
  if (claims.length === 0) return [];
  const { rows } = await sql<{ capture_id: number }>`
    select distinct p.capture_id from claim c join passage p on p.id = c.passage_id join text_sketch x on x.capture_id = p.capture_id
    where c.id = any(${claims}::bigint[]) and c.kind = 'quotation' and not exists (
      select from generate_series(1, cardinality(x.quotes), 2) at where x.quotes[at] < p.end_at and p.start_at < x.quotes[at + 1]
    )`.execute(tx);
  return rows.map((row) => Number(row.capture_id));
}

/**
 * Deletes comparisons in which one of these captures lacks words or has the fuller text.
 * @returns the captures that lack words
 */
async function drop(tx: Tx, captures: readonly number[], which: ReturnType<typeof sql>): Promise<number[]> {
  if (captures.length === 0) return [];
  const { rows } = await sql<{ capture_id: number }>`
    delete from quotation_warning where (capture_id = any(${[...captures]}::bigint[]) or witness_id = any(${[...captures]}::bigint[])) and ${which} returning capture_id`.execute(
    tx,
  );
  return [...new Set(rows.map((row) => Number(row.capture_id)))];
}
