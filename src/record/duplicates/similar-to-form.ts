import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { foldText } from '../actors/names/fold.ts';
import { addressKey } from '../sources/address.ts';
import { looseAddress, sourceKeys, titleKey } from './keys.ts';

/** The values of an unsaved form for a source or a case. */
export type FormValues = { title: string; addresses?: readonly string[] };

/**
 * The ids of sources or cases that are similar to an unsaved form, the most similar first. So people notice a duplicate
 * before they save it.
 */
export async function similarToForm(
  db: Reader,
  kind: 'source' | 'case',
  values: FormValues,
  limit = 8,
): Promise<number[]> {
  const title = values.title.trim();
  const addresses = (values.addresses ?? []).filter((url) => URL.canParse(url));
  const byKey = kind === 'source' ? await holdersOf(db, addresses, title) : [];
  return [...new Set([...byKey, ...(await byWords(db, kind, title))])].slice(0, limit);
}

/**
 * Whether a source already has one of these addresses. A variant of an address, such as its mobile version, does not
 * count. If a source has the address, no second source with it can be created: the attempt fails with an error that
 * names the existing source.
 */
export async function addressTaken(db: Reader, addresses: readonly string[]): Promise<boolean> {
  const keys = addresses.filter((url) => URL.canParse(url)).map(addressKey);
  if (keys.length === 0) return false;
  return (
    (await db.selectFrom('source_address').select('source_id').where('address_key', 'in', keys).limit(1).execute())
      .length > 0
  );
}

/** Sources with the same address or a variant of it, or with the same title. */
async function holdersOf(db: Reader, addresses: readonly string[], title: string): Promise<number[]> {
  const keys = sourceKeys({ title, addresses: addresses.map((url) => `https://${looseAddress(url)}`), textHashes: [] });
  if (keys.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select t.id from (
      select source_id as id, 0 as place from source_address where address_key = any(${addresses.map(addressKey)}::text[])
      union all select k.thing_id, 1 from unnest(${keys}::text[]) key_ (key) cross join lateral (select d.thing_id from duplicate_key d where d.key = key_.key limit 20) k
    ) f join thing own on own.id = f.id join thing t on t.id = own.canonical_id
    where t.kind = 'source' and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' group by t.id order by min(f.place), t.id limit 20`.execute(
    db,
  );
  return rows.map((row) => Number(row.id));
}

const maxWords = 8;

/**
 * Items whose titles have at least 60% of their longer words (with more than three letters) in common with the typed
 * title. This function cannot use the search index, because the module `search` depends on the module `record`, not the
 * other way round. So it compares only the titles of the 5,000 items that changed last. Most duplicates are among
 * these.
 */
async function byWords(db: Reader, kind: 'source' | 'case', title: string): Promise<number[]> {
  const words = [
    ...new Set(
      titleKey(title)
        .split(' ')
        .filter((word) => word.length > 3),
    ),
  ].slice(0, maxWords);
  if (words.length < 2) return [];
  const { rows } = await sql<{ id: number; title: string }>`
    select t.id, w.title from (
      select t.id from thing t where t.kind = ${kind} and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' order by t.changed_at desc limit 5000
    ) t join ${sql.table(kind)} w on w.id = t.id where ${sql.join(
      words.map((word) => sql`w.title ilike ${containing(word)}`),
      sql` or `,
    )}`.execute(db);
  const near = rows
    .map((row) => ({ id: Number(row.id), share: shareOf(words, row.title) }))
    .filter((row) => row.share >= 0.6);
  return near.toSorted((a, b) => b.share - a.share || b.id - a.id).map((row) => row.id);
}

/**
 * How many words both titles have, divided by the number of words of the title that has more. Only words with more than
 * three letters count.
 */
function shareOf(words: readonly string[], title: string): number {
  const other = new Set(
    foldText(title)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 3),
  );
  const both = words.filter((word) => other.has(word)).length;
  return both / Math.max(words.length, Math.min(other.size, maxWords));
}
