import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { dayOf } from './calendar.ts';
import { retentionReport, type RetentionReport } from './end-identities.ts';

/** The last retention runs, newest first. Runs in a format that this version cannot read are left out. */
export async function loadRetention(db: Reader, limit: number): Promise<{ at: Date; report: RetentionReport }[]> {
  const rows = await db
    .selectFrom('retention_report')
    .select(['at', 'report'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({ at, report }) => {
    const read = retentionReport.safeParse(report);
    return read.success ? [{ at, report: read.data }] : [];
  });
}

/** The number of stored identities, for each last day of storage. */
export async function loadKept(db: Reader): Promise<{ until: string; count: number }[]> {
  const { rows } = await sql<{
    until: string;
    count: number;
  }>`select kept_until as until, count(*)::int as count from commenter_identity where sealed is not null group by 1 order by 1`.execute(
    db,
  );
  return rows;
}

/**
 * The comments whose writers were identified. `keptUntil` is the last day of the identity's storage; null if the
 * identity is not stored.
 */
export async function identitiesOf(
  db: Reader,
  comments: readonly number[],
  at: Date,
): Promise<Map<number, { keptUntil: string | null }>> {
  const rows = comments.length
    ? await db
        .selectFrom('commenter_identity')
        .select(['comment_id', 'kept_until', 'identified_on'])
        .where('comment_id', 'in', [...comments])
        .where('identified_on', 'is not', null)
        .execute()
    : [];
  return new Map(
    rows.map((row) => [
      row.comment_id,
      { keptUntil: row.kept_until !== null && row.kept_until >= dayOf(at) ? row.kept_until : null },
    ]),
  );
}
