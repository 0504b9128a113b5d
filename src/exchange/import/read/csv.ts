import { Readable, pipeline } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import { AppError } from '../../../platform/errors.ts';
import { utf8Of } from './charset.ts';
import {
  nameColumns,
  shapeFault,
  tidyCell,
  type Bytes,
  type TableReadOptions,
  type Table,
  type TableRow,
} from './reading.ts';

/**
 * The maximum length of a row in bytes. Without a limit, a cell with an unclosed quotation mark would contain the rest
 * of the file.
 */
const maxRowLength = 1024 * 1024;

type Parsed = { record: string[]; info: { lines: number; bytes: number } };

/**
 * Reads a table of separated values (RFC 4180 and its common variants). Line ends may be of any kind, even mixed. Cells
 * in quotation marks may contain line breaks. Quotation marks inside other cells are part of the text.
 * @throws AppError `import_no_rows`, `import_unclosed_quote`
 */
export async function readCsv(file: Bytes, reading: TableReadOptions): Promise<Table> {
  let read = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of file.open()) {
      read += chunk.byteLength;
      yield chunk;
    }
  };
  // The number of parsed lines. The parser reads ahead, so this can be more than the lines of the returned rows.
  let parsed = 0;
  const parser = parse({
    on_record: (record: string[], { lines }) => {
      parsed = lines;
      return record;
    },
    delimiter: reading.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: maxRowLength,
  });
  // The callback ignores errors, because the iteration over `records` throws them too.
  pipeline(Readable.from(utf8Of(counted(), reading.charset)), parser, () => {});
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<Parsed>;
  let end = 0;
  const next = async (): Promise<{ line: number; cells: string[] } | null> => {
    for (;;) {
      const line = end + 1;
      let result: IteratorResult<Parsed>;
      try {
        result = await records.next();
      } catch (error) {
        throw explained(error, Math.max(line, parsed + 1));
      }
      if (result.done) return null;
      end = result.value.info.lines;
      const cells = result.value.record.map(tidyCell);
      if (cells.some((cell) => cell !== '')) return { line, cells };
    }
  };

  let header = await next();
  for (let row = 1; header && row < reading.headerRow; row++) header = await next();
  if (!header) throw new AppError('import_no_rows');
  const columns = nameColumns(header.cells);
  return {
    columns,
    bytes: () => read,
    rows: (async function* (): AsyncGenerator<TableRow> {
      try {
        for (let row = await next(); row; row = await next()) yield { ...row, fault: shapeFault(row.cells, columns) };
      } finally {
        parser.destroy();
      }
    })(),
  };
}

function explained(error: unknown, line: number): unknown {
  const { code } = error as CsvError;
  if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED')
    return new AppError('import_unclosed_quote', { details: { line }, cause: error });
  return error;
}
