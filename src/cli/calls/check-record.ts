import { z } from 'zod';
import { sql } from 'kysely';
import { checkIndexes } from '../../platform/database/check/check-indexes.ts';
import { checkRows } from '../../platform/database/check/check-rows.ts';
import type { Finding } from '../../platform/database/check/findings.ts';
import type { Database } from '../../platform/database/database.ts';
import { compareFacts } from '../../record/projection/compare-facts.ts';
import { unenforcedReferences } from '../../record/unenforced-references.ts';
import { refOf } from '../../record/refs.ts';
import { compareIndex } from '../../search/index/compare-index.ts';
import { searchIndexers } from '../search-index.ts';
import { defineCall } from './call.ts';

/** References without a foreign key. Those of `fact` are left out, because facts are compared with the claims. */
const references = unenforcedReferences.filter(([table]) => table !== 'fact');

/** The maximum number of findings that are listed. Further ones are only counted. */
const maxListed = 1_000;

/** Reads the whole database, and compares projections with their data. Lists the faults with the items concerned. */
export const recordCheck = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app: { db }, signal, progress }) {
    const findings: Finding[] = [];
    let found = 0;
    const report = (finding: Finding): void => {
      if (++found <= maxListed) findings.push(finding);
    };
    const watch = (phase: string) => ({
      signal,
      progress: (done: number, total: number) => progress({ phase: `cli.progress.${phase}`, done, total }),
    });
    const { tables, rows } = await checkRows(db, report, watch('rows'), references);
    const { indexes, notRead } = await checkIndexes(db, tables, report, watch('indexes'));
    const items = await compareFacts(db, report, watch('facts'));
    const entries = await compareIndex(db, searchIndexers, report, watch('entries'));
    const { rows: settings } = await sql<{ on: string }>`select current_setting('data_checksums') as on`.execute(
      db.read,
    );
    return {
      tables: tables.length,
      rows,
      indexes,
      notRead,
      items,
      entries,
      checksums: settings[0]!.on === 'on',
      found,
      findings: await named(db, findings),
    };
  },
});

/** Replaces ids of items by their kind and number. */
async function named(db: Database, findings: readonly Finding[]) {
  const ids = [...new Set(findings.flatMap(({ thing }) => thing ?? []))];
  // The number of a damaged item may be unreadable. Then its id is shown.
  const things = ids.length
    ? await db.read
        .selectFrom('thing')
        .select(['id', 'kind', 'number'])
        .where('id', 'in', ids)
        .execute()
        .catch(() => [])
    : [];
  const refs = new Map(things.map((thing) => [Number(thing.id), refOf(thing)]));
  return findings.map(({ thing, ...finding }) => ({
    ...finding,
    of: thing === undefined ? null : (refs.get(thing) ?? `id ${thing}`),
  }));
}
