import { declareReader } from '../../../platform/readers/reader.ts';
import { runReader, streamReader } from '../../../platform/readers/run-reader.ts';
import type { Bytes, Table, TableReadOptions, TableRow } from './reading.ts';
import type { RowBatch, Scanned, ToScan } from './scan-table.ts';

type ToOpen = { reading: TableReadOptions | null; known: readonly string[] | undefined };

export const scanReader = declareReader<ToScan, Scanned>('exchange.scanTable', {
  seconds: 60,
  megabytes: 900,
});
export const sheetsReader = declareReader<null, string[]>('exchange.sheets', { seconds: 30, megabytes: 700 });
/** These limits are enough for a table of a million rows. */
export const rowsReader = declareReader<ToOpen, null, RowBatch>('exchange.rows', { seconds: 600, megabytes: 900 });

/**
 * Reads the first rows of a file in another process (`scanTable`).
 * @throws AppError `import_*`, `reading_*`, `cancelled`
 */
export const scanFile = (file: Bytes, given: ToScan, signal?: AbortSignal): Promise<Scanned> =>
  runReader(scanReader, given, { source: file, signal });

/** The names of a workbook's sheets, hidden ones last. @throws AppError `import_bad_xlsx`, `import_xlsx_too_large` */
export const sheetsIn = (file: Bytes): Promise<string[]> => runReader(sheetsReader, null, { source: file });

/** A table that is being read. Close it unless you read all rows. */
export type OpenTable = Table & { close(): Promise<void> };

/**
 * Opens the rows of a file, which another process reads. They can be read once, from first to last. The whole file is
 * never in memory.
 * @param reading how to read the file; null: this is detected
 * @throws AppError `import_*`, `reading_*`; reading the rows later can throw them, too
 */
export async function openFile(
  file: Bytes,
  reading: TableReadOptions | null,
  { known, signal }: { known?: readonly string[]; signal?: AbortSignal } = {},
): Promise<OpenTable> {
  const batches = streamReader(rowsReader, { reading, known }, { source: file, signal });
  const first = await batches.next();
  let bytes = 0;
  return {
    columns: first.done ? [] : first.value.columns,
    bytes: () => bytes,
    rows: (async function* (): AsyncGenerator<TableRow> {
      for await (const batch of batches) {
        bytes = batch.bytes;
        yield* batch.rows;
      }
    })(),
    close: async () => void (await batches.return(null)),
  };
}
