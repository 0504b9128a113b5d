import { sql } from 'kysely';
import { containing } from '../../../platform/database/like.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { NameComparisons } from '../../../record/actors/names/comparisons.ts';
import { nameLimits } from '../../../record/filing/schema.ts';
import { kindOf } from '../../../record/kinds/registry.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { similarActors, type SimilarActor } from '../../../search/similar-actors.ts';

const isListed = sql`t.merged_into is null and t.redacted_at is null and t.visibility <> 'sealed'`;

/** An actor, with the name that is most similar to the given names. */
export type NearActor = { brief: Brief; name: string; similarity: number };

/** The maximum number of names for which one call searches for similar names. */
const maxNames = 5;

/**
 * At most 12 actors with similar names, across scripts and spellings; most similar first. Only the first `maxNames`
 * names are searched for. Names that are too long for an actor are ignored.
 */
export async function nearActors(
  db: Reader,
  names: readonly string[],
  comparisons = new NameComparisons(),
): Promise<NearActor[]> {
  const best = new Map<number, SimilarActor>();
  const asked = [...new Set(names)].filter((name) => name.length <= nameLimits.letters).slice(0, maxNames);
  for (const name of asked)
    for (const one of await similarActors(db, name, 'desk', { comparisons }))
      if (one.similarity > (best.get(one.id)?.similarity ?? 0)) best.set(one.id, one);
  const briefs = await loadBriefs(db, best.keys(), 'desk');
  return [...best.values()]
    .toSorted((x, y) => y.similarity - x.similarity)
    .slice(0, 12)
    .map((one) => ({ brief: briefs.get(one.id)!, name: one.name, similarity: one.similarity }));
}

/**
 * Items of some kinds by name, title or number. `exact` has the items whose name, title or number (not of an actor) is
 * the text, and `near` has the others. There are at most `limit` of each kind, exact ones first, then the latest.
 */
export async function findByWords(
  db: Reader,
  kinds: readonly ThingKind[],
  text: string,
  limit = 8,
): Promise<{ exact: Brief[]; near: Brief[] }> {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : null;
  const found: { id: number; exact: boolean }[] = [];
  for (const kind of kinds) {
    if (kind === 'actor') {
      const { rows } = await sql<{ id: number; exact: boolean }>`
        select t.id, bool_or(lower(n.text) = lower(${text})) as exact from actor_name n join thing t on t.id = n.actor_id
        where ${isListed} and (n.text ilike ${containing(text)} or t.number = ${number}) group by t.id, t.changed_at order by exact desc, t.changed_at desc limit ${limit}`.execute(
        db,
      );
      found.push(...rows);
      continue;
    }
    const { table, title } = kindOf(kind);
    if (title === null) continue;
    const column = typeof title === 'string' ? sql.ref(`w.${title}`) : title(sql.ref('w.id'), 'desk');
    const { rows } = await sql<{ id: number; exact: boolean }>`
      select t.id, (lower(${column}) = lower(${text}) or t.number = ${number}) as exact from ${sql.table(table)} w join thing t on t.id = w.id
      where ${isListed} and t.withdrawn_at is null and (${column} ilike ${containing(text)} or t.number = ${number}) order by exact desc, t.changed_at desc limit ${limit}`.execute(
      db,
    );
    found.push(...rows);
  }
  const briefs = await loadBriefs(
    db,
    found.map((row) => Number(row.id)),
    'desk',
  );
  const of = (exact: boolean) =>
    found.filter((row) => Boolean(row.exact) === exact).flatMap((row) => briefs.get(Number(row.id)) ?? []);
  return { exact: of(true), near: of(false) };
}

/** The latest items of each kind, as suggestions for a field. */
export async function latestThings(db: Reader, kinds: readonly ThingKind[], limit = 150): Promise<Brief[]> {
  const { rows } = await sql<{ id: number }>`
    select x.id from unnest(${[...kinds]}::text[]) with ordinality k (kind, place) cross join lateral (
      select t.id, t.changed_at from thing t where t.kind = k.kind and ${isListed} and t.withdrawn_at is null
      order by t.changed_at desc, t.id desc limit ${limit}) x order by k.place, x.changed_at desc, x.id desc`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'desk',
  );
  return [...briefs.values()].filter((brief) => !brief.hidden);
}
