import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../accounts/tables.ts';
import { defineOperation, systemPrincipal, run, type App } from '../platform/operation.ts';
import { forEachTeamSet } from '../record/teams/group-by-teams.ts';
import { countIndexed, entriesAtOnce, recountEntries, strayEntries } from './index/compare-index.ts';
import { deleteEntriesOf, indexAgain, recordIndexers } from './index/projection.ts';
import { recountTallies } from './statistics/tallies.ts';
import type { Indexer } from './index/indexer.ts';
import { insertKeys, sumUp } from './index/tally.ts';
import { readSetting } from '../platform/database/settings.ts';

const setSize = 2_000;

export type RebuildProgress = { done: number; total: number };

/** Creates the operation that rebuilds the whole index from the record. */
export function rebuildWith(indexers: readonly Indexer[]) {
  return defineOperation({
    name: 'search.rebuild',
    permission: administrators,
    ofAllTeams: true,
    input: z.object({
      progress: z.custom<(progress: RebuildProgress) => void>((value) => typeof value === 'function').optional(),
    }),
    async write({ tx, input }): Promise<{ things: number }> {
      const total = await countIndexed(tx, indexers);
      let things = 0;
      await sql`drop index search_key_found`.execute(tx);
      for (const table of [
        'search_entry',
        'search_key',
        'search_tally',
        'search_name',
        'search_term',
        'case_began',
        'case_point',
        'case_actor',
        'statistic_tally',
        'statistic_change',
      ])
        await sql`truncate ${sql.table(table)}`.execute(tx);
      for (const indexer of indexers)
        for (
          let ids = await indexer.page(tx, 0, setSize);
          ids.length;
          ids = await indexer.page(tx, ids.at(-1)!, setSize)
        ) {
          await forEachTeamSet(tx, ids, (alike) => indexer.insert(tx, alike));
          things += ids.length;
          if (things % (setSize * 32) < setSize) await sumUp(tx, { id: 0, changes: ids });
          input.progress?.({ done: things, total: Math.max(total, things) });
        }
      // Keys are inserted by date, so that the newest entries, which are searched first, are close together on disk.
      // The database index is created after that, because this takes a third of the time.
      await insertKeys(tx, 'all');
      await sql`set local maintenance_work_mem = '256MB'`.execute(tx);
      await sql`create index search_key_found on search_key using gin (search_vector(thing_id, for_public), terms, actors)`.execute(
        tx,
      );
      await sumUp(tx, { id: 0, changes: [] });
      await sql`delete from setting where name = ${stale}`.execute(tx);
      return { things };
    },
  });
}

/**
 * Creates the operation that reindexes the next items of a kind whose ids are greater than `after`, while the site
 * runs. It returns the last id, for the next call, or null if no item is left.
 */
export const reindexWith = (indexers: readonly Indexer[]) =>
  defineOperation({
    name: 'search.reindexSome',
    permission: administrators,
    ofAllTeams: true,
    input: z.object({ kind: z.string(), after: z.number().int().min(0) }),
    async write({ tx, input: { kind, after } }): Promise<{ last: number | null; items: number }> {
      const indexer = indexers.find((one) => one.kind === kind)!;
      const ids = await indexer.page(tx, after, entriesAtOnce);
      await indexAgain(tx, indexer, ids);
      return { last: ids.at(-1) ?? null, items: ids.length };
    },
  });

/** Creates the operation that deletes entries of items that must not be indexed, and counts all entries again. */
export const recountWith = (indexers: readonly Indexer[]) =>
  defineOperation({
    name: 'search.recount',
    permission: administrators,
    ofAllTeams: true,
    input: z.object({}),
    async write({ tx }): Promise<void> {
      for (let ids: number[]; (ids = await strayEntries(tx, indexers)).length;) await deleteEntriesOf(tx, ids);
      await recountEntries(tx);
      await recountTallies(tx);
    },
  });

/** The name of a setting. A migration stores it if it changes what the index must contain. */
const stale = 'search.stale';

/**
 * Rebuilds the index if a migration has marked it as outdated.
 * @returns whether the index was rebuilt
 */
export async function rebuildIfStale(
  app: App,
  indexers: readonly Indexer[],
  progress?: (progress: RebuildProgress) => void,
): Promise<boolean> {
  if ((await readSetting(app.db.read, stale)) === undefined) return false;
  await run(app, rebuildWith(indexers), systemPrincipal, { progress });
  return true;
}

export const rebuild = rebuildWith(recordIndexers);
