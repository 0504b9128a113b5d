import type { App } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import type { Bytes, TableReadOptions, Table } from './reading.ts';
import { readXlsx } from './xlsx.ts';

/** The maximum number of columns of a table, because a person has to check what each column means. */
export const maxColumns = 300;

/**
 * Opens the rows of a file. They can be read once, from first to last. The whole file is never in memory.
 * @throws AppError `import_many_columns`, `import_no_rows`, `import_bad_json`, `import_bad_xlsx`, `import_no_sheet`,
 * `import_unclosed_quote`
 */
export async function openTable(file: Bytes, reading: TableReadOptions, columns?: readonly string[]): Promise<Table> {
  const table = await open(file, reading, columns);
  const count = table.columns.length;
  if (count > maxColumns) throw new AppError('import_many_columns', { details: { count, most: maxColumns } });
  return table;
}

function open(file: Bytes, reading: TableReadOptions, columns?: readonly string[]): Promise<Table> {
  if (reading.format === 'csv') return readCsv(file, reading);
  return reading.format === 'xlsx' ? readXlsx(file, reading) : readJson(file, reading, columns);
}

/** The bytes of a capture. @throws AppError `gone` if they were erased */
export function blobBytes(app: App, blob: { sha256: string; size: number; name: string }): Bytes {
  if (blob.size === 0) throw new AppError('gone');
  return { size: blob.size, name: blob.name, open: (range) => app.blobs.stream(blob.sha256, range) };
}
