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

/** References that must hold. Facts are compared with the claims instead. */
const references = unenforcedReferences.filter(([table]) => table !== 'fact');

/** Findings that are listed; more are only counted. */
const mostListed = 1_000;

/** Reads the whole database, and compares what is derived with the claims. Names the items of what is wrong. */
export const recordCheck = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app: { db }, signal, progress }) {
    const findings: Finding[] = [];
    let found = 0;
    const report = (finding: Finding): void => {
      if (++found <= mostListed) findings.push(finding);
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
  // A damaged item may have no number that can be read. Then its id is all there is.
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
