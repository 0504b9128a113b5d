import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../accounts/tables.ts';
import { defineOperation } from '../platform/operation.ts';
import { recordIndexers } from './index/follower.ts';
import type { Indexer } from './index/indexer.ts';

const setSize = 2_000;

/** Makes the operation that works the index out anew from the record, for the kinds the house has. */
export function rebuildWith(indexers: readonly Indexer[]) {
  return defineOperation({
    name: 'search.rebuild',
    permission: administrators,
    input: z.object({}),
    async write({ tx }): Promise<{ things: number }> {
      let things = 0;
      await sql`delete from search_entry`.execute(tx);
      for (const indexer of indexers)
        for (let ids = await indexer.page(tx, 0, setSize); ids.length; ids = await indexer.page(tx, ids.at(-1)!, setSize)) {
          await indexer.insert(tx, ids);
          things += ids.length;
        }
      return { things };
    },
  });
}

export const rebuild = rebuildWith(recordIndexers);
