import { forgetChangesOf } from '../history/forget.ts';
import { sql } from 'kysely';
import { withViewer } from '../../platform/database/viewer.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { eraseUnused } from '../../platform/storage/holders.ts';

/**
 * Deletes the names of the items' files, and sets their `size` to 0. The rows remain; `sweepFiles` deletes the bytes
 * after the commit.
 */
export const forgetFiles = (tx: Tx, thingIds: readonly number[]) =>
  sql`update held_file set name = '', size = 0 where thing_id = any(${[...thingIds]}::bigint[])`.execute(tx);

/** Deletes the files and the history of items. */
export async function deleteFiles(tx: Tx, thingIds: readonly number[]): Promise<void> {
  if (thingIds.length === 0) return;
  await forgetFiles(tx, thingIds);
  await forgetChangesOf(tx, thingIds);
}

/**
 * Deletes the files and the history of items, and marks the items as redacted. Only their numbers remain, with a note
 * that gives the reason.
 */
export async function redactItems(tx: Tx, thingIds: readonly number[], at: Date, ground: string): Promise<void> {
  await deleteFiles(tx, thingIds);
  await sql`update thing set redacted_at = ${at}, withdrawn_reason = null where id = any(${[...thingIds]}::bigint[])`.execute(
    tx,
  );
  for (const id of thingIds) await tx.insertInto('tombstone').values({ thing_id: id, at, ground }).execute();
}

/**
 * Deletes the bytes of files whose rows have `size` 0 (deleted or sealed), of all teams. Bytes to which another row
 * also refers are not deleted. Safe to run repeatedly.
 */
export async function sweepFiles(app: App): Promise<void> {
  const ended = await withViewer(undefined, () =>
    app.db.read.selectFrom('held_file').select('sha256').distinct().where('size', '=', 0).execute(),
  );
  await eraseUnused(
    app,
    ended.map((row) => row.sha256),
  );
}
