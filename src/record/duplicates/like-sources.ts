import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { looseAddress, sourceKeys } from './keys.ts';
import { pairOf, sharingKeys, type Found, type Pair } from './found.ts';
import { weighSources, type WeighedSource } from './weigh.ts';

/**
 * Sources that may be the same as one of `ids`: they have the same address, the same text, or the same title and
 * publisher. If one source derives from the other, they are duplicates only if they have the same address.
 */
export async function likeSources(db: Reader, ids: readonly number[]): Promise<Found> {
  if (ids.length === 0) return { pairs: [], keys: [] };
  const own = await loadSources(db, ids);
  const keys = new Map(
    [...own].map(([id, source]) => [
      id,
      sourceKeys({ title: source.title, addresses: [...source.urls], textHashes: [...source.textHashes] }),
    ]),
  );
  const candidates = await sharingKeys(db, keys, keys);
  const others = await loadSources(
    db,
    [...candidates.values()].flat().filter((id) => !own.has(id)),
  );
  const derived = await derivations(db, [...own.keys()]);
  const pairs = new Map<string, Pair>();
  for (const [id, near] of candidates)
    for (const other of near) {
      const [a, b] = [own.get(id), own.get(other) ?? others.get(other)];
      if (!a || !b) continue;
      const likeness = weighSources(a, b);
      if (!likeness || (derived.has(`${id}|${other}`) && !likeness.grounds.includes('address'))) continue;
      const pair = pairOf(id, other, 'source', likeness);
      pairs.set(`${pair.lessId}|${pair.moreId}`, pair);
    }
  return {
    pairs: [...pairs.values()],
    keys: [...keys].flatMap(([thing_id, own]) => [...new Set(own)].map((key) => ({ thing_id, key }))),
  };
}

type Loaded = WeighedSource & { urls: readonly string[] };

async function loadSources(db: Reader, ids: readonly number[]): Promise<Map<number, Loaded>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    title: string;
    publisher: number | null;
    published: string | null;
    urls: string[];
    texts: string[];
  }>`
    select t.id, s.title, p.canonical_id as publisher, s.published,
      array(select a.url from source_address a where a.source_id = t.id order by a.address_key limit 20) as urls,
      -- Short texts are left out, because many sources have the same text ("Access denied").
      array(select distinct c.text_sha256 from capture c join thing ct on ct.id = c.id where c.source_id = t.id and length(c.text) > 500 and ct.visibility <> 'sealed' limit 20) as texts
    from unnest(${[...new Set(ids)]}::bigint[]) i cross join lateral (
      select t.id from thing t where t.id = i and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' offset 0
    ) t cross join lateral (select * from source s where s.id = t.id offset 0) s
    left join lateral (select p.canonical_id from thing p where p.id = s.publisher_id offset 0) p on true`.execute(db);
  return new Map(
    rows.map((row) => [
      Number(row.id),
      {
        title: row.title,
        publisher: row.publisher === null ? null : Number(row.publisher),
        published: row.published,
        urls: row.urls,
        addresses: new Set(row.urls.flatMap((url) => looseAddress(url) || [])),
        textHashes: new Set(row.texts),
      },
    ]),
  );
}

async function derivations(db: Reader, ids: readonly number[]): Promise<Set<string>> {
  const { rows } = await sql<{
    a: number;
    b: number;
  }>`select source_id as a, origin_id as b from derivation where source_id = any(${[...ids]}::bigint[]) or origin_id = any(${[...ids]}::bigint[])`.execute(
    db,
  );
  return new Set(rows.flatMap((row) => [`${Number(row.a)}|${Number(row.b)}`, `${Number(row.b)}|${Number(row.a)}`]));
}
