import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Audience } from './briefs.ts';
import { countedClaim } from '../claims/counted.ts';

/**
 * Whether the capture `k`, which is the item `t`, counts as a preserved copy. Sealed and redacted captures do not.
 *
 * For readers, a capture counts only if Kronika itself fetched the page, or if the capture is public, or if a public
 * claim quotes it or was imported from it. Otherwise, anyone at the desk could type a text and call it a copy.
 */
export const isPreserved = (audience: Audience): RawBuilder<SqlBool> => {
  const there = sql<SqlBool>`k.bytes_size > 0 and t.visibility <> 'sealed'`;
  return audience === 'desk'
    ? there
    : sql`${there} and (k.method in ('fetch', 'browser') or t.visibility = 'public' or exists (
        select from passage p join claim c on c.passage_id = p.id join thing ct on ct.id = c.id
        where p.capture_id = k.id and ${countedClaim('c')} and ct.visibility = 'public') or exists (
        select from import i join import_row r on r.import_id = i.id join claim c on c.id = r.claim_id join thing ct on ct.id = c.id
        where i.capture_id = k.id and ${countedClaim('c')} and ct.visibility = 'public'))`;
};
