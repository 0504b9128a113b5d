import { sql } from 'kysely';
import { changedIds, type ChangeSet } from '../../platform/changes.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { ReadCapturesJob } from './read-captures.ts';
import { settle } from './settle.ts';

/** If one operation creates more captures than this, the job gets no list, and reads all unread captures instead. */
const maxAtOnce = 1000;

/**
 * Starts the job that reads new captures. When a capture is sealed, its sketch (hashes of its words) and its
 * suggestions are deleted at once. When a capture is redacted, it is also read again. When sources change, their
 * suggestions are updated.
 */
export const captureListener = (job: ReadCapturesJob): ChangeListener => ({
  name: 'evidence.copies',
  wordsIn: ['text_sketch', 'copy_pair', 'agency_credit'],
  async onChange(tx, set) {
    const fresh = changedIds(set.changes, 'capture', 'created');
    const closed = await closedCaptures(tx, set);
    const struck = await redactedCaptures(tx, set);
    const opened = await capturesOf(
      tx,
      changedIds(set.changes, 'capture', 'visibility'),
      changedIds(set.changes, 'source', 'visibility'),
    );
    await forget(tx, closed, { decided: true });
    await forget(tx, struck, { decided: false });
    const sources = changedIds(set.changes, 'source', 'changed', 'merged');
    const publishers = changedIds(set.changes, 'actor', 'merged');
    await settle(tx, [...sources, ...(publishers.length ? await publishedBy(tx, publishers) : [])]);
    const unread = await unreadOf(tx, [...fresh, ...struck, ...opened]);
    if (unread.length) await sendJob(tx, job, unread.length > maxAtOnce ? {} : { captures: unread });
  },
});

/** Captures that were sealed, or whose source was sealed. */
export const closedCaptures = (tx: Tx, set: ChangeSet): Promise<number[]> =>
  capturesOf(tx, changedIds(set.changes, 'capture', 'sealed'), changedIds(set.changes, 'source', 'sealed'));

/** Captures from whose text a name was redacted. The change is one of the capture or of its source. */
export const redactedCaptures = (tx: Tx, set: ChangeSet): Promise<number[]> =>
  capturesOf(tx, changedIds(set.changes, 'capture', 'redacted'), changedIds(set.changes, 'source', 'redacted'));

async function capturesOf(tx: Tx, captures: readonly number[], sources: readonly number[]): Promise<number[]> {
  if (captures.length + sources.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select c.id from capture c join thing s on s.id = c.source_id
    where c.id = any(${[...captures]}::bigint[]) or s.id = any(${[...sources]}::bigint[]) or s.merged_into = any(${[...sources]}::bigint[])`.execute(
    tx,
  );
  return rows.map((row) => Number(row.id));
}

async function publishedBy(tx: Tx, actors: readonly number[]): Promise<number[]> {
  const rows = await tx
    .selectFrom('source')
    .select('id')
    .where('publisher_id', 'in', [...actors])
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Deletes the sketches of these captures and the suggestions about them on which no one has decided. With
 * `decided`, also deletes the suggestions on which someone has decided.
 */
async function forget(tx: Tx, captures: readonly number[], { decided }: { decided: boolean }): Promise<void> {
  if (captures.length === 0) return;
  const ids = sql`any(${[...captures]}::bigint[])`;
  const those = decided ? sql`true` : sql`state in ('open', 'settled')`;
  await sql`delete from text_sketch where capture_id = ${ids}`.execute(tx);
  await sql`delete from copy_pair where (a_capture = ${ids} or b_capture = ${ids}) and ${those}`.execute(tx);
  await sql`delete from agency_credit where capture_id = ${ids} and ${those}`.execute(tx);
}

async function unreadOf(tx: Tx, captures: readonly number[]): Promise<number[]> {
  if (captures.length === 0) return [];
  const { rows } = await sql<{
    id: number;
  }>`select c.id from capture c join thing t on t.id = c.id where c.id = any(${[...new Set(captures)]}::bigint[]) and t.visibility <> 'sealed' and c.text <> ''`.execute(
    tx,
  );
  return rows.map((row) => Number(row.id));
}
