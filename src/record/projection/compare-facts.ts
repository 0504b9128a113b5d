import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { inSpiteOfDamage, stopIfAborted, type Report, type Watch } from '../../platform/database/check/findings.ts';
import { differing, withHiddenTables } from '../../platform/database/check/with-hidden-tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { forEachTeamSet } from '../teams/group-by-teams.ts';
import { recomputeOrigins } from './origins.ts';
import { factsAbout } from './project.ts';

/** The maximum number of items that one transaction compares or rebuilds. */
export const itemsAtOnce = 500;

/** Ids of items after `after`, in order. */
export async function itemsAfter(db: Reader, after: number, limit = itemsAtOnce): Promise<number[]> {
  const rows = await db.selectFrom('thing').select('id').where('id', '>', after).orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

export async function countAllItems(db: Reader): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from thing`.execute(db);
  return rows[0]!.n;
}

/** Compares the stored facts and the stored origins of claims with those that are calculated from the claims. */
export async function compareFacts(db: Database, report: Report, { signal, progress }: Watch): Promise<number> {
  const total = await countAllItems(db.read);
  let done = 0;
  for (let after = 0, ids: number[]; (ids = await itemsAfter(db.read, after)).length; after = ids.at(-1)!) {
    stopIfAborted(signal);
    progress(done, total);
    await inSpiteOfDamage(report, 'fact', async () => {
      const { facts, origins } = await wrongFacts(db, ids);
      for (const { id, name } of facts) report({ problem: 'derived', table: 'fact', name: name!, thing: id });
      for (const id of origins) report({ problem: 'derived', table: 'claim', name: 'origin', thing: id });
    });
    done += ids.length;
  }
  progress(done, Math.max(total, done));
  await inSpiteOfDamage(report, 'fact', async () => {
    for (const { thing, property } of await strayFacts(db.read))
      report({ problem: 'derived', table: 'fact', name: property, thing: Number(thing) });
  });
  return done;
}

const wrongFacts = (db: Database, ids: readonly number[]) =>
  withHiddenTables(db, ['fact'], async (tx, real) => {
    await forEachTeamSet(tx, ids, async (some) => {
      await insertRows(tx, 'fact', await factsAbout(tx, await canonicalAmong(tx, some)));
    });
    return {
      facts: await differing(tx, real('fact'), { table: 'fact', key: 'subject_id', ids, name: sql`r.property` }),
      origins: await recomputeOrigins(tx, await claimsAmong(tx, ids)),
    };
  });

const canonicalAmong = async (tx: Tx, ids: readonly number[]): Promise<number[]> =>
  (
    await sql<{
      id: number;
    }>`select id from thing where id = any(${[...ids]}::bigint[]) and merged_into is null`.execute(tx)
  ).rows.map(({ id }) => Number(id));

/** The claims among items. */
export const claimsAmong = async (tx: Tx, ids: readonly number[]): Promise<number[]> =>
  (await sql<{ id: number }>`select id from claim where id = any(${[...ids]}::bigint[])`.execute(tx)).rows.map(
    ({ id }) => Number(id),
  );

/** Facts about items that do not exist. */
const strayFacts = async (db: Reader): Promise<{ thing: number; property: string }[]> =>
  (
    await sql<{ thing: number; property: string }>`
      select distinct f.subject_id as thing, f.property from fact f where not exists (select from thing t where t.id = f.subject_id) limit 100`.execute(
      db,
    )
  ).rows;
