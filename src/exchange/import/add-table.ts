import { isEditor } from '../../accounts/tables.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { putByteStream, refuseClosedBytes, settleBytes } from '../../record/sources/held-bytes.ts';
import { storedMapping, type Mapping } from './mapping/schema.ts';
import type { Profile } from './mapping/profile.ts';
import { suggestMapping } from './mapping/suggest.ts';
import { blobBytes } from './read/open-table.ts';
import type { TableReadOptions } from './read/reading.ts';
import { scanFile } from './read/table-readers.ts';
import { findMappingFor } from './store/mappings.ts';
import { storeTable, type StoredTable } from './store/store-table.ts';

export type NewTable = {
  name: string;
  chunks: AsyncIterable<Uint8Array>;
  /**
   * The data set that this file is a version of, such as `source/12`, or `new` for a new data set. If it is left out,
   * the data set of an earlier file with the same bytes, or with the same name and columns.
   */
  dataSet?: string;
  title?: string;
  /** The team to which all items from the table are limited. */
  team?: number;
  publisher?: string;
  /** The country that a new import profile uses for places without a country. */
  country?: string;
  /** Options for reading the table that the person has chosen. Others are detected. */
  reading?: Partial<TableReadOptions>;
  /** The import profile. If left out: a saved one, that of the data set's last import, or a suggested one. */
  mapping?: Mapping;
};

export type AddedTable = StoredTable & {
  reading: TableReadOptions;
  profile: Profile;
  mapping: Mapping;
  /** The name of the saved import profile that fits the file; null if none fits. */ saved: string | null;
  /** How the data set was found: by the file's name or bytes; null if it was not looked for, or not found. */
  foundBy: 'name' | 'bytes' | null;
};

const mediaTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  jsonl: 'application/jsonl',
} as const;
/**
 * Adds a table: preserves its bytes as evidence, reads the first rows, and suggests an import profile. The whole file
 * is never in memory.
 * @throws AppError `import_*` if it is not a table; `sealed`, `redacted`; `invalid_input`
 */
export async function addTable(
  app: App,
  principal: Principal | null,
  input: NewTable,
  around: { signal?: AbortSignal; why?: string } = {},
): Promise<AddedTable> {
  const bytes = await putByteStream(app, input.chunks);
  let failed = true;
  try {
    await refuseClosedBytes(app.db.read, bytes);
    const name = (input.name.split(/[\\/]/).at(-1) ?? '').slice(0, 300) || 'table';
    const file = bytes.size === 0 ? { size: 0, name, open: () => none() } : blobBytes(app, { ...bytes, name });
    const { reading, profile, text } = await scanFile(file, { partly: input.reading }, around.signal);
    around.signal?.throwIfAborted();
    const columns = profile.columns.map((column) => column.name);
    const fitting = input.mapping ? null : await findMappingFor(app.db.read, columns);
    const found = input.dataSet === undefined ? await findDataSet(app.db.read, name, columns, bytes.sha256) : null;
    const source = input.dataSet === 'new' ? undefined : (input.dataSet ?? found?.source);
    const mapping =
      input.mapping ??
      fitting?.mapping ??
      (source && input.country === undefined ? await lastMapping(app.db.read, source, columns, principal) : null) ??
      suggestMapping(profile, { country: input.country });
    const kept = await run(
      app,
      storeTable,
      principal,
      {
        bytes,
        name,
        mediaType:
          reading.format === 'csv' && reading.delimiter === '\t'
            ? 'text/tab-separated-values'
            : mediaTypes[reading.format],
        source,
        title: input.title?.trim() || name.replace(/\.\w{2,5}$/, '') || name,
        publisher: input.publisher,
        team: input.team,
        language: mapping.language,
        text,
        reading,
        profile,
        mapping,
      },
      around.why,
    );
    failed = false;
    return { ...kept, reading, profile, mapping, saved: fitting?.name ?? null, foundBy: found?.by ?? null };
  } finally {
    await settleBytes(app, bytes.sha256, failed);
  }
}

/**
 * The data set to which a file belongs: that of an earlier import of the same bytes, or else that of the last import
 * with the same file name and columns.
 */
async function findDataSet(
  db: Reader,
  name: string,
  columns: readonly string[],
  sha256: string,
): Promise<{ source: string; by: 'name' | 'bytes' } | null> {
  const imports = db
    .selectFrom('import')
    .innerJoin('capture', 'capture.id', 'import.capture_id')
    .innerJoin('thing', 'thing.id', 'import.source_id')
    .select(['thing.number', 'import.profile'])
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .where('thing.visibility', '<>', 'sealed')
    .orderBy('import.id', 'desc');
  const same = await imports.where('capture.bytes_sha256', '=', sha256).executeTakeFirst();
  if (same) return { source: `source/${same.number}`, by: 'bytes' };
  const named = await imports.where('import.file_name', '=', name).executeTakeFirst();
  return named && hasColumns(named.profile as Profile, columns)
    ? { source: `source/${named.number}`, by: 'name' }
    : null;
}

const hasColumns = ({ columns }: Profile, names: readonly string[]): boolean =>
  columns.length === names.length && columns.every((column, index) => column.name === names[index]);

/**
 * The import profile of the last import of a data set, if the file has the same columns, because with another profile
 * its rows could count as changed. If the person is not an editor, the profile no longer makes items public.
 */
async function lastMapping(
  db: Reader,
  source: string,
  columns: readonly string[],
  principal: Principal | null,
): Promise<Mapping | null> {
  const last = await db
    .selectFrom('import')
    .innerJoin('thing', 'thing.id', 'import.source_id')
    .select(['import.mapping', 'import.profile'])
    .where('thing.kind', '=', 'source')
    .where('thing.number', '=', Number(source.split('/')[1]))
    .where('import.state', '=', 'done')
    .where('import.dry', '=', false)
    .orderBy('import.finished_at', 'desc')
    .executeTakeFirst();
  if (!last || !hasColumns(last.profile as Profile, columns)) return null;
  const mapping = storedMapping(last.mapping);
  return isEditor(principal) ? mapping : { ...mapping, visibility: 'desk', actorVisibility: 'desk' };
}

async function* none(): AsyncGenerator<Uint8Array> {}
