import type { Kysely, KyselyPlugin } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import type { Reader } from '../database/tx.ts';

/** The database's plans for the queries that a piece of work makes, in the order of the queries. */
export async function explainQueries(db: Database, work: (db: Reader) => Promise<unknown>): Promise<string[]> {
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const read = db.read as Kysely<Tables>;
  const noting: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      asked.push(read.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work(read.withPlugin(noting));
  const plans: string[] = [];
  for (const { sql, parameters } of asked) {
    const { rows } = await db.executeSql(`explain ${sql}`, [...parameters]);
    plans.push((rows as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n'));
  }
  return plans;
}

/** The tables that a plan reads from beginning to end. */
export const tablesScanned = (plan: string): string[] => [
  ...new Set([...plan.matchAll(/Seq Scan on (\S+)/g)].map((match) => match[1]!)),
];
