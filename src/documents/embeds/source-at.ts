import { addressKey } from '../../record/sources/address.ts';
import type { Reader } from '../../platform/database/tx.ts';

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
