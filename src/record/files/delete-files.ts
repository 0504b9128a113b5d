import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { eraseUnused } from '../../platform/storage/holders.ts';

/** Ends the files of things: names at once, bytes by `sweepFiles` once that is committed. The rows stay, and say so. */
export const forgetFiles = (tx: Tx, thingIds: readonly number[]) =>
  sql`update held_file set name = '', size = 0 where thing_id = any(${[...thingIds]}::bigint[])`.execute(tx);

/** What was kept of things loses its files and its history. */
export async function deleteFiles(tx: Tx, thingIds: readonly number[]): Promise<void> {
  if (thingIds.length === 0) return;
  await forgetFiles(tx, thingIds);
  await sql`update change set before = null, after = null, redacted = true where thing_id = any(${[...thingIds]}::bigint[]) and kind <> 'account'`.execute(
    tx,
  );
}

/** The same where nothing but the number may stay: a tombstone says that something was erased. */
export async function eraseFiles(tx: Tx, thingIds: readonly number[], at: Date, ground: string): Promise<void> {
  await deleteFiles(tx, thingIds);
  await sql`update thing set redacted_at = ${at}, withdrawn_reason = null where id = any(${[...thingIds]}::bigint[])`.execute(
    tx,
  );
  for (const id of thingIds) await tx.insertInto('tombstone').values({ thing_id: id, at, ground }).execute();
}

/** Erases the bytes of files that ended, unless something else holds the same. May be run as often as one likes. */
export async function sweepFiles(app: App): Promise<void> {
  const ended = await app.db.read.selectFrom('held_file').select('sha256').distinct().where('size', '=', 0).execute();
  await eraseUnused(
    app,
    ended.map((row) => row.sha256),
  );
}
