import { sql } from 'kysely';
import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { byIdentifiers } from './identifiers.ts';
import { likeActors } from './like-actors.ts';
import { likeCases } from './like-cases.ts';
import { likeSources } from './like-sources.ts';
import type { Found } from './found.ts';
import type { DuplicateKind } from './tables.ts';

type Due = { id: number; mark: number; kind: DuplicateKind; live: boolean };

/**
 * Compares some of the queued items, oldest first, and stores similar pairs for the desk. Pairs that were dismissed
 * stay dismissed. Pairs that are no longer similar are deleted. The comparison runs outside the transaction. Each item
 * is compared with a limited number of other items.
 * @returns how many items were compared, how many similar pairs were found, and how many items are still queued, up to
 * `limit`
 */
export const findDuplicates = defineOperation({
  name: 'record.findDuplicates',
  permission: ['system', ...desk],
  input: z.object({ limit: z.number().int().min(1).max(2_000).default(500) }),
  async prepare({ input, app }) {
    const db = app.db.read;
    const due = await takeDue(db, input.limit);
    const of = (kind: DuplicateKind): number[] =>
      due.filter((one) => one.live && one.kind === kind).map((one) => one.id);
    const found: Found[] = [
      await likeActors(db, of('actor')),
      await likeSources(db, of('source')),
      await likeCases(db, of('case')),
    ];
    const pairs = await byIdentifiers(
      db,
      { actor: of('actor'), case: of('case') },
      found.flatMap((one) => one.pairs),
    );
    return { due, pairs, keys: found.flatMap((one) => one.keys) };
  },
  async write({ tx, input, prepared: { due, pairs, keys }, at }) {
    const ids = due.map((one) => one.id);
    await sql`delete from duplicate_key where thing_id = any(${ids}::bigint[])`.execute(tx);
    // Skips items that were sealed, redacted, merged or withdrawn after `prepare` read them.
    const { rows } = await sql<{ id: number }>`
      select t.id from thing t where t.id = any(${[...new Set([...ids, ...pairs.flatMap((pair) => [pair.lessId, pair.moreId])])]}::bigint[])
        and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed'`.execute(
      tx,
    );
    const live = new Set(rows.map((row) => Number(row.id)));
    await insertRows(
      tx,
      'duplicate_key',
      keys.filter((key) => live.has(key.thing_id)),
    );
    const kept = pairs.filter((pair) => live.has(pair.lessId) && live.has(pair.moreId));
    await sql`
      delete from duplicate d using (
        select p.less_id, p.more_id from unnest(${ids}::bigint[]) i cross join lateral (select less_id, more_id from duplicate where less_id = i offset 0) p
        union select p.less_id, p.more_id from unnest(${ids}::bigint[]) i cross join lateral (select less_id, more_id from duplicate where more_id = i offset 0) p
      ) p where d.less_id = p.less_id and d.more_id = p.more_id and d.dismissed_at is null
        and not exists (select from unnest(${kept.map((pair) => pair.lessId)}::bigint[], ${kept.map((pair) => pair.moreId)}::bigint[]) n (less_id, more_id) where n.less_id = d.less_id and n.more_id = d.more_id)`.execute(
      tx,
    );
    if (kept.length)
      await sql`
        insert into duplicate (less_id, more_id, kind, likeness, grounds, found_at)
        select n.less_id, n.more_id, n.kind, n.likeness, string_to_array(n.grounds, ','), ${at}
        from unnest(${kept.map((pair) => pair.lessId)}::bigint[], ${kept.map((pair) => pair.moreId)}::bigint[], ${kept.map((pair) => pair.kind)}::text[],
          ${kept.map((pair) => pair.likeness)}::real[], ${kept.map((pair) => pair.grounds.join())}::text[]) n (less_id, more_id, kind, likeness, grounds)
        on conflict (less_id, more_id) do update set likeness = excluded.likeness, grounds = excluded.grounds`.execute(
        tx,
      );
    await sql`delete from duplicate_due d using unnest(${ids}::bigint[], ${due.map((one) => one.mark)}::bigint[]) n (id, mark) where d.thing_id = n.id and d.mark = n.mark`.execute(
      tx,
    );
    const next = await tx.selectFrom('duplicate_due').select('mark').orderBy('mark').limit(input.limit).execute();
    return { looked: due.length, pairs: kept.length, left: next.length };
  },
});

async function takeDue(db: Reader, limit: number): Promise<Due[]> {
  const { rows } = await sql<{ id: number; mark: number; kind: DuplicateKind; live: boolean }>`
    select t.id, d.mark, t.kind, t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' as live
    from (select thing_id, mark from duplicate_due order by mark limit ${limit}) d
    cross join lateral (select * from thing t where t.id = d.thing_id offset 0) t order by d.mark`.execute(db);
  return rows.map((row) => ({ id: Number(row.id), mark: Number(row.mark), kind: row.kind, live: row.live }));
}
