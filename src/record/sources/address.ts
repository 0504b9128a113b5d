import type { Reader } from '../../platform/database/tx.ts';
/**
 * Two addresses with the same key are the same page: host without "www.", no scheme, no fragment, no final slash, no
 * tracking parameters, sorted query.
 */
export function addressKey(address: string): string {
  const url = new URL(address);
  const query = [...url.searchParams].filter(
    ([name]) => !/^(utm_\w+|fbclid|gclid|yclid|mc_[ce]id|_openstat)$/.test(name),
  );
  query.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  const search = query.length ? `?${new URLSearchParams(query)}` : '';
  return `${url.host.toLowerCase().replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${search}`;
}

/** The source with a web address, as a ref for embeds; null if there is none. */
export async function sourceAt(db: Reader, url: string): Promise<string | null> {
  if (!URL.canParse(url)) return null;
  const found = await db
    .selectFrom('source_address')
    .innerJoin('thing as named', 'named.id', 'source_address.source_id')
    .innerJoin('thing', (join) => join.on((eb) => eb('thing.id', '=', eb.fn.coalesce('named.merged_into', 'named.id'))))
    .select('thing.number')
    .where('source_address.address_key', '=', addressKey(url))
    .executeTakeFirst();
  return found ? `source/${found.number}` : null;
}
