import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import './tables.ts';

/** A preserved copy of a page, by the numbers of the source and the capture. */
export type HeldCopy = { source: number; capture: number };

/** The result of checking an address: the server's response, or the reason why there was no response. */
export type LinkTry = {
  at: Date;
  status: number | null;
  failure: string | null;
  /** If the check failed: the newest preserved copy. */ held: HeldCopy | null;
};

/** The results of addresses that failed, by the address. */
export type FailedLinks = ReadonlyMap<string, LinkTry>;

export const hashOf = (address: string): string => createHash('sha256').update(address).digest('hex');

/** The addresses that failed when they were last checked. */
export async function loadFailed(db: Reader, addresses: readonly string[]): Promise<FailedLinks> {
  if (addresses.length === 0) return new Map();
  const byHash = new Map(addresses.map((address) => [hashOf(address), address]));
  const { rows } = await sql<{ hash: string; at: Date; status: number | null; failure: string | null }>`
    select encode(address, 'hex') as hash, at, status, failure from link_try
    where encode(address, 'hex') = any(${[...byHash.keys()]}::text[]) and (status is null or status >= 400)`.execute(
    db,
  );
  const failed = rows.map((row) => byHash.get(row.hash)!);
  const held = await loadHeld(db, failed);
  return new Map(
    rows.map(({ hash, at, status, failure }) => [
      byHash.get(hash)!,
      { at: new Date(at), status, failure, held: held.get(byHash.get(hash)!) ?? null },
    ]),
  );
}

/**
 * The newest good capture for each address. It was fetched from the address, or it belongs to a source with the
 * address. Sealed and redacted captures, and captures of sealed sources, are left out.
 */
async function loadHeld(db: Reader, addresses: readonly string[]): Promise<Map<string, HeldCopy>> {
  if (addresses.length === 0) return new Map();
  const { rows } = await sql<{ address: string; source: number; capture: number }>`
    select distinct on (a.address) a.address, st.number as source, t.number as capture
    from unnest(${[...addresses]}::text[]) as a (address)
    join capture k on k.final_url = a.address or k.requested_url = a.address or k.source_id in (select source_id from source_address where url = a.address)
    join thing t on t.id = k.id join thing s on s.id = k.source_id join thing st on st.id = s.canonical_id
    where k.bytes_size > 0 and t.visibility <> 'sealed' and t.redacted_at is null and st.visibility <> 'sealed' and (k.status is null or k.status < 400)
    order by a.address, k.captured_at desc, k.id desc`.execute(db);
  return new Map(
    rows.map(({ address, source, capture }) => [address, { source: Number(source), capture: Number(capture) }]),
  );
}

/** When an article's links were last checked. `pending`: a check is running now. */
export type LinkRound = { askedAt: Date; doneAt: Date | null; pending: boolean };

/** Milliseconds after which an unfinished check no longer counts as running. */
export const roundLasts = 15 * 60_000;

export async function loadRound(db: Reader, documentId: number, now: Date): Promise<LinkRound | null> {
  const row = await db.selectFrom('link_round').selectAll().where('document_id', '=', documentId).executeTakeFirst();
  return row
    ? {
        askedAt: row.asked_at,
        doneAt: row.done_at,
        pending: row.done_at === null && now.getTime() - row.asked_at.getTime() < roundLasts,
      }
    : null;
}
