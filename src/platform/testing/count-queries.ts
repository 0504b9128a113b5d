import type { Kysely, KyselyPlugin } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Reader } from '../database/tx.ts';

/** How many queries a piece of work makes. */
export async function countQueries(db: Reader, work: (db: Reader) => Promise<unknown>): Promise<number> {
  let count = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      count++;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work((db as Kysely<Tables>).withPlugin(counting));
  return count;
}
