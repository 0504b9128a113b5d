import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Reference } from '../kinds/kind.ts';
import { allKinds, kindOf } from '../kinds/registry.ts';
import type { Thing } from '../things.ts';

/** Why readers know of an item. `by`: the item that refers to it in public; null if it is or was public itself. */
export type PublicUse = { by: { kind: string; number: number } | null };

const edgesOf = ({ table, column, owner = 'id', edges }: Reference, ids: RawBuilder<unknown>): RawBuilder<unknown> =>
  edges
    ? sql`select x.owner from (${edges}) x (owner, target) where x.target = any(${ids})`
    : sql`select ${sql.ref(owner)} as owner from ${sql.table(table)} where ${sql.ref(column)} = any(${ids})`;

/**
 * Why readers know of an item, or of an item that was merged with it; null if they do not know of it. They know of an
 * item that is public, or to which a public item or a published text refers, even if that item was withdrawn or that
 * text was unpublished since. Exception: they know of items of kinds with `ownAccess` only if these items are public.
 */
export async function publicUse(
  db: Reader,
  thing: Pick<Thing, 'id' | 'kind' | 'merged_into'>,
): Promise<PublicUse | null> {
  const root = thing.merged_into ?? thing.id;
  const family = await db
    .selectFrom('thing')
    .select(['id', 'visibility'])
    .where((eb) => eb.or([eb('id', '=', root), eb('merged_into', '=', root)]))
    .execute();
  if (family.some((one) => one.visibility === 'public')) return { by: null };
  if (kindOf(thing.kind).seal?.ownAccess) return null;
  const ids = sql`${family.map((one) => one.id)}::bigint[]`;
  const named = allKinds()
    .filter((kind) => !kind.drafts)
    .flatMap((kind) => kind.references)
    .map((reference) => sql`select owner from (${edgesOf(reference, ids)}) o (owner)`);
  const cited = allKinds()
    .flatMap((kind) => kind.cites ?? [])
    .map((edges) => sql`select x.owner from (${edges}) x (owner, target) where x.target = any(${ids})`);
  const { rows } = await sql<{ id: number; kind: string; number: number }>`
    select t.id, t.kind, t.number from (
      select n.owner from (${sql.join(named, sql` union `)}) n join thing p on p.id = n.owner where p.visibility = 'public' and p.redacted_at is null
      union
      ${sql.join(cited, sql` union `)}
    ) u join thing t on t.id = u.owner
    order by t.kind <> 'article', t.kind, t.number limit 1`.execute(db);
  const [one] = rows;
  if (!one) return null;
  return { by: family.some(({ id }) => id === Number(one.id)) ? null : { kind: one.kind, number: Number(one.number) } };
}
