import type { Reader } from '../../../platform/database/tx.ts';
import type { Counts, ImportState } from '../../../exchange/import/store/tables.ts';

export type ImportLine = {
  id: number;
  fileName: string;
  state: ImportState;
  dry: boolean;
  counts: Counts;
  source: { number: number; title: string };
  by: string | null;
  changedAt: Date;
};

/** Imports, last changed first. Imports of sealed data sets are left out. */
export async function listImports(db: Reader, options: { limit: number; offset: number }): Promise<ImportLine[]> {
  const rows = await db
    .selectFrom('import')
    .innerJoin('thing', 'thing.id', 'import.source_id')
    .innerJoin('source', 'source.id', 'import.source_id')
    .leftJoin('account', (join) =>
      join.on((eb) => eb('account.id', '=', eb.fn.coalesce('import.run_by', 'import.created_by'))),
    )
    .select([
      'import.id',
      'import.file_name',
      'import.state',
      'import.dry',
      'import.counts',
      'import.changed_at',
      'thing.number',
      'source.title',
      'account.name',
    ])
    .where('thing.visibility', '<>', 'sealed')
    .orderBy('import.changed_at', 'desc')
    .orderBy('import.id', 'desc')
    .limit(options.limit)
    .offset(options.offset)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    fileName: row.file_name,
    state: row.state,
    dry: row.dry,
    counts: row.counts as Counts,
    source: { number: row.number, title: row.title },
    by: row.name,
    changedAt: row.changed_at,
  }));
}

/** The sources that are data sets, to which a table can be imported. At most 200, last changed first. */
export async function listDataSets(db: Reader): Promise<{ number: number; title: string }[]> {
  return db
    .selectFrom('source')
    .innerJoin('thing', 'thing.id', 'source.id')
    .select(['thing.number', 'source.title'])
    .where('source.kind', '=', 'dataset')
    .where('thing.visibility', '<>', 'sealed')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .where('thing.merged_into', 'is', null)
    .orderBy('thing.changed_at', 'desc')
    .limit(200)
    .execute();
}
