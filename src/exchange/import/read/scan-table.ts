import { profileTable, type Profile } from '../mapping/profile.ts';
import { detectReading } from './detect.ts';
import { openTable } from './open-table.ts';
import { rowText, type Bytes, type TableReadOptions, type TableRow } from './reading.ts';

/**
 * What is known about a table after its first rows were read. `text`: the beginning of the table as text, for search
 * and redaction.
 */
export type Scanned = { reading: TableReadOptions; profile: Profile; text: string };

/** Given options for reading the file: all (`known`), or some (`partly`). */
export type ToScan = { known?: TableReadOptions; partly?: Partial<TableReadOptions> };

/**
 * How many characters of a table are also stored as text, for search and redaction. The limit is lower for files other
 * than XLSX, because their bytes are text already.
 */
const maxStoredText = { xlsx: 5_000_000, other: 200_000 };

/** Detects the options that are not given, and reads the first rows of a file. @throws AppError `import_*` */
export async function scanTable(given: ToScan, file: Bytes): Promise<Scanned> {
  const reading = given.known ?? { ...(await detectReading(file)), ...given.partly };
  const table = await openTable(file, reading);
  const limit = reading.format === 'xlsx' ? maxStoredText.xlsx : maxStoredText.other;
  const parts = [rowText(table.columns)];
  let length = 0;
  const rows = async function* (): AsyncGenerator<TableRow> {
    for await (const row of table.rows) {
      if (length < limit) {
        const line = rowText(row.cells);
        parts.push(line.slice(0, limit - length));
        length += line.length + 1;
      }
      yield row;
    }
  };
  const profile = await profileTable({ ...table, rows: rows() });
  return { reading, profile, text: parts.join('\n') };
}

/** The maximum numbers of rows and of characters in a batch. */
const [mostRows, mostCharacters] = [1000, 1_000_000];

/** A batch of rows. The first batch has only the column names, the others only rows. `bytes`: bytes read so far. */
export type RowBatch = { columns: readonly string[]; rows: TableRow[]; bytes: number };

/** Yields all rows of a table. If `reading` is null, detects first how to read the file. @throws AppError `import_*` */
export async function* tableRows(
  { reading, known }: { reading: TableReadOptions | null; known: readonly string[] | undefined },
  file: Bytes,
): AsyncGenerator<RowBatch, null, void> {
  const table = await openTable(file, reading ?? (await detectReading(file)), known);
  let batch: RowBatch = { columns: table.columns, rows: [], bytes: 0 };
  yield batch;
  let characters = 0;
  batch = { columns: [], rows: [], bytes: 0 };
  for await (const row of table.rows) {
    batch.rows.push(row);
    for (const cell of row.cells) characters += cell.length;
    if (batch.rows.length < mostRows && characters < mostCharacters) continue;
    yield { ...batch, bytes: table.bytes() };
    characters = 0;
    batch = { columns: [], rows: [], bytes: 0 };
  }
  yield { ...batch, bytes: table.bytes() };
  return null;
}
