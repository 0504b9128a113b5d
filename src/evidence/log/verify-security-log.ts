import { sql } from 'kysely';
import { retainedSince } from '../../accounts/security-log/append-entry.ts';
import { verifyLog } from '../../accounts/security-log/read-log.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { isSignedBy, SigningKeys } from '../../platform/signing/signing-keys.ts';
import { readRoot } from './proof.ts';

/** What is wrong with the security log. */
export type LogFault =
  /** The entry, or the one before it, was changed or removed. */
  | { of: 'entry'; id: number }
  /** A daily hash is missing, was changed, or is not signed with a key of this installation. */
  | { of: 'hash'; number: number }
  /** The entry that a daily hash names as the last one before `through` is no longer in the log. */
  | { of: 'day'; through: string };

/**
 * Verifies the security log. Each entry must contain the hash of the entry before it. Each signed daily hash names the
 * last entry of its day, which must be in the log.
 *
 * So without the signing key, no one can remove entries before the last daily hash unnoticed. Someone can still remove
 * later entries, or the last daily hashes together with their entries. Only copies of the log show that.
 * @returns the first fault, and the number of daily hashes that were compared
 */
export async function verifySecurityLog({
  db,
  config,
  now,
}: Pick<App, 'db' | 'config' | 'now'>): Promise<{ fault: LogFault | null; days: number }> {
  const id = await verifyLog(db.read, now());
  if (id !== null) return { fault: { of: 'entry', id }, days: 0 };
  const keys = new Set((await new SigningKeys(config.dataDir).history()).map((key) => key.publicKey));
  const roots = await db.read
    .selectFrom('daily_root')
    .select(['number', 'document', 'signature'])
    .orderBy('number')
    .execute();
  const abouts = roots.map(({ document }) => readRoot(document));
  const entries = await entriesWith(
    db.read,
    abouts.flatMap((about) => about?.security ?? []),
  );
  let [previous, days, last, named]: [string | null, number, number, boolean] = [null, 0, 0, false];
  let newerThan: number | null = null;
  for (const [index, { number, document, signature }] of roots.entries()) {
    const about = abouts[index] ?? null;
    const genuine =
      about !== null &&
      about.previous === previous &&
      keys.has(about.key) &&
      isSignedBy(about.key, document, signature) &&
      // The first daily hashes of an installation may name no entry. Once a daily hash names one, all later ones must.
      (about.security !== undefined || !named);
    if (!genuine) return { fault: { of: 'hash', number }, days };
    previous = about.root;
    if (about.security === undefined) continue;
    named = true;
    const entry = entries.get(about.security);
    // If no earlier hash names this entry, the entry is newer than the day of the hash before. If that day is in the
    // last year, the entry must still have its content.
    const isNew = entry !== undefined && entry.id !== last && newerThan !== null;
    const isEmptied = isNew && entry.isEmpty && newerThan! > retainedSince(now(), 2).getTime();
    newerThan = Date.parse(about.through);
    if (entry === undefined || entry.id < last || isEmptied)
      return { fault: { of: 'day', through: about.through }, days };
    last = entry.id;
    days++;
  }
  return { fault: null, days };
}

/** The entries with these hashes, and whether their content was deleted. */
async function entriesWith(
  db: Reader,
  hashes: readonly string[],
): Promise<Map<string, { id: number; isEmpty: boolean }>> {
  const { rows } = await sql<{ id: number; hash: string; empty: boolean }>`
    select id, encode(hash, 'hex') as hash, entry is null as empty
    from security_entry where encode(hash, 'hex') = any(${hashes}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.hash, { id: Number(row.id), isEmpty: row.empty }]));
}
