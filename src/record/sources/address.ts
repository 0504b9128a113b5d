import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';

/**
 * The key of an address. Addresses with the same key are the same page. The key has the host without "www." and a
 * sorted query, but no scheme, fragment, final slash or tracking parameters.
 */
export function addressKey(address: string): string {
  const url = new URL(address);
  const query = [...url.searchParams].filter(
    ([name]) => !/^(utm_\w+|fbclid|gclid|yclid|mc_[ce]id|_openstat)$/.test(name),
  );
  query.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  const search = query.length ? `?${new URLSearchParams(query)}` : '';
  return `${url.host.toLowerCase().replace(/^www\./, '')}${dropEnd(url.pathname, /\//)}${search}`;
}

/**
 * The key of the advisory locks that make transactions with the same address run one after the other. Any unused 32-bit
 * number is suitable.
 */
const addressLock = 702_041_095;

/**
 * Locks address keys, so that no other transaction adds one of these addresses before this one ends. Returns the
 * addresses that a source already has, except sources that the person may not see: a source that is limited to another
 * team may have the same address.
 */
export async function lockAddresses(tx: Tx, keys: readonly string[]) {
  // Any number of addresses needs at most 64 locks. They are always taken in the same order, so that no two
  // transactions wait for each other.
  await sql`select pg_advisory_xact_lock(${addressLock}::int, part) from (
    select distinct hashtext(key) & 63 as part from unnest(${[...keys]}::text[]) as key order by part) parts`.execute(
    tx,
  );
  return tx
    .selectFrom('source_address')
    .innerJoin('thing', 'thing.id', 'source_address.source_id')
    .select(['address_key', 'thing.number', 'source_id'])
    .where(sql<boolean>`address_key = any(${[...keys]}::text[])`)
    .orderBy('source_id')
    .execute();
}

/** The ref of the source with a web address; null if there is none. Needed for embeds in articles. */
export async function sourceAt(db: Reader, url: string): Promise<string | null> {
  if (!URL.canParse(url)) return null;
  const found = await db
    .selectFrom('source_address')
    .innerJoin('thing as named', 'named.id', 'source_address.source_id')
    .innerJoin('thing', 'thing.id', 'named.canonical_id')
    .select('thing.number')
    .where('source_address.address_key', '=', addressKey(url))
    .orderBy('thing.id')
    .executeTakeFirst();
  return found ? `source/${found.number}` : null;
}
