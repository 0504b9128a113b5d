import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { entryHash, retainedSince, type SecurityEntry } from './append-entry.ts';

export type LoggedEntry = SecurityEntry & {
  id: number;
  at: Date;
  /** The current name of the account that acted. Null for Kronika, and for someone who was not signed in. */
  byName: string | null;
  accountName: string | null;
};

/**
 * One page of the log, the newest entries first. Entries whose content was deleted are not listed and not counted. An
 * entry's change is left out if the person cannot open it, because its items may have been limited to a team later.
 */
export async function listEntries(
  db: Reader,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: LoggedEntry[]; total: number }> {
  const { rows } = await sql<{
    id: number;
    entry: string;
    at: Date;
    by_name: string | null;
    account_name: string | null;
    opens: boolean;
  }>`
    select e.id, e.entry, e.at, b.name as by_name, a.name as account_name, s.id is not null as opens
    from (select id, at, entry from security_entry where entry is not null order by id desc limit ${limit} offset ${offset}) e
    left join account b on b.id = (e.entry::json ->> 'by')::bigint
    left join account a on a.id = (e.entry::json ->> 'account')::bigint
    left join change_set s on s.id = (e.entry::json ->> 'change')::bigint
    order by e.id desc`.execute(db);
  const { total } = await db
    .selectFrom('security_entry')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('entry', 'is not', null)
    .executeTakeFirstOrThrow();
  return {
    total,
    rows: rows.map((row) => {
      const { change, ...entry } = JSON.parse(row.entry) as SecurityEntry;
      return {
        ...entry,
        ...(row.opens && { change }),
        id: row.id,
        at: row.at,
        byName: row.by_name,
        accountName: row.account_name,
      };
    }),
  };
}

const pageSize = 1000;

/** All entries in order, in batches. The content of old entries is null. */
async function* pages(db: Reader) {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom('security_entry')
      .select(['id', 'at', 'hash', 'entry'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize)
      .execute();
    if (rows.length) yield rows;
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.id;
  }
}

/**
 * The log as JSON Lines: `{"id":1,"hash":"…","entry":{…}}`. `hash` is computed from the hash before it and the exact
 * text of `entry`, so that anyone can verify the file.
 */
export async function* securityLines(db: Reader): AsyncGenerator<string> {
  for await (const rows of pages(db))
    yield rows
      .map(
        (row) => `{"id":${row.id},"hash":"${Buffer.from(row.hash).toString('hex')}","entry":${row.entry ?? 'null'}}\n`,
      )
      .join('');
}

/**
 * Verifies the log. Entries whose content was deleted after a year cannot be checked and are skipped.
 * @returns the id of the first entry whose hash is wrong, or whose content was deleted earlier; null if there is none
 */
export async function verifyLog(db: Reader, now: Date): Promise<number | null> {
  const kept = retainedSince(now, 1);
  // If an entry from after this time still has its content, no later entry may be empty, whatever time the later entry
  // states.
  const certainlyKept = retainedSince(now, 2);
  let before: Uint8Array | null = null;
  let hasKept = false;
  for await (const rows of pages(db))
    for (const row of rows) {
      const isRight =
        row.entry === null
          ? row.at < kept && !hasKept
          : Buffer.from(entryHash(before, row.entry)).equals(Buffer.from(row.hash));
      if (!isRight) return row.id;
      hasKept ||= row.entry !== null && row.at > certainlyKept;
      before = row.hash;
    }
  return null;
}
