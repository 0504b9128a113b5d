import { sql } from 'kysely';
import type { Reader } from '../platform/database/tx.ts';
import { holdersOf, NameComparisons } from '../record/actors/names/comparisons.ts';
import { nameKeys } from '../record/actors/names/keys.ts';
import { NEAR_NAME } from '../record/actors/names/similarity.ts';
import { schemesOf } from '../record/values/identifier-schemes.ts';
import { properties } from '../record/vocabulary/properties.ts';
import type { Audience } from '../record/views/briefs.ts';

/** An actor that a name may refer to. `name`: its most similar name. */
export type SimilarActor = {
  id: number;
  number: number;
  ref: string;
  kind: string;
  title: string;
  name: string;
  similarity: number;
};

/** If a text is an identifier, such as a URL of Wikidata or an LEI: the actors with this identifier. */
export async function identifiedActors(
  db: Reader,
  text: string,
  audience: Audience,
): Promise<Omit<SimilarActor, 'name' | 'similarity'>[]> {
  const known = schemesOf(text);
  if (known.length === 0) return [];
  const keys = properties.flatMap(({ key, value }) =>
    value.type === 'identifier'
      ? known.flatMap(({ scheme, id }) => (scheme === value.scheme ? [`${key} ${id}`] : []))
      : [],
  );
  const isPublic = audience === 'public';
  const { rows } = await sql<{ id: number; number: number; kind: string; title: string }>`
    select distinct t.id, t.number, a.kind, (select n.text from actor_name n where n.actor_id = t.id order by n.position limit 1) as title
    from unnest(${keys}::text[]) k (key) join fact f on f.property = split_part(k.key, ' ', 1) and f.value_key = substring(k.key from position(' ' in k.key) + 1)
    join thing t on t.id = f.subject_id join actor a on a.id = t.id
    where ${isPublic ? sql`f.public_shown and not f.public_attributed and t.visibility = 'public'` : sql`f.desk_shown and t.visibility <> 'sealed'`}
      and t.redacted_at is null and t.withdrawn_at is null and t.merged_into is null order by t.id limit 10`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id), number: Number(row.number), ref: `actor/${row.number}` }));
}

/**
 * `perKey`: the maximum number of names that are looked up for each key. `weighed`: the maximum number of names that
 * are compared, those first that share more keys with the given name.
 */
const [perKey, weighed] = [300, 800];

/**
 * Actors with names similar to `name`, across scripts and spellings, the most similar first. They are only suggestions;
 * nothing is merged automatically. If `name` is an identifier, finds the actors with this identifier.
 * @param options.kind only this kind of actor
 * @param options.comparisons pass the same object if one request compares several names, because it limits the steps of
 *   all of these comparisons together
 */
export async function similarActors(
  db: Reader,
  name: string,
  audience: Audience,
  options: { kind?: string; limit?: number; comparisons?: NameComparisons } = {},
): Promise<SimilarActor[]> {
  const identified = await identifiedActors(db, name, audience);
  if (identified.length) return identified.map((one) => ({ ...one, name: one.title, similarity: 1 }));
  const keys = nameKeys(name.trim());
  if (!name.trim() || keys.length === 0) return [];
  const seen = audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`;
  const { rows } = await sql<{ id: number; number: number; kind: string; text: string; title: string }>`
    with hit as (${holdersOf(keys, perKey)})
    select c.id, c.number, a.kind, n.text, (select lead.text from actor_name lead where lead.actor_id = c.id order by lead.position limit 1) as title
    from hit join actor_name n on n.id = hit.id join thing t on t.id = n.actor_id join thing c on c.id = t.canonical_id join actor a on a.id = c.id
    cross join lateral (select count(*) as n from unnest(n.keys) k where k = any(${keys}::text[])) shared
    where t.visibility ${seen} and c.visibility ${seen} and t.redacted_at is null and c.redacted_at is null and c.withdrawn_at is null
      ${options.kind ? sql`and a.kind = ${options.kind}` : sql``}
    order by shared.n desc, cardinality(n.keys), n.id limit ${weighed}`.execute(db);
  const best = new Map<number, SimilarActor>();
  const { comparisons = new NameComparisons() } = options;
  for (const row of rows) {
    const similarity = await comparisons.similarity(name, row.text);
    const id = Number(row.id);
    if (similarity < NEAR_NAME || similarity <= (best.get(id)?.similarity ?? 0)) continue;
    best.set(id, {
      id,
      number: Number(row.number),
      ref: `actor/${row.number}`,
      kind: row.kind,
      title: row.title,
      name: row.text,
      similarity,
    });
  }
  return [...best.values()]
    .toSorted((a, b) => b.similarity - a.similarity || a.number - b.number)
    .slice(0, options.limit ?? 10);
}
