import { JSONParser } from '@streamparser/json';
import { AppError } from '../../../platform/errors.ts';
import { utf8Of } from './charset.ts';
import {
  shapeFault,
  tidyCell,
  type Bytes,
  type Cell,
  type TableReadOptions,
  type Table,
  type TableRow,
} from './reading.ts';

/** The columns of a file are the fields of its first items, at most this many. */
const headItems = 2_000;
const maxLineLength = 16 * 1024 * 1024;

type Item = { line: number; value: unknown; fault?: TableRow['fault'] };

/**
 * Reads a list of objects: a JSON array, an object that contains one (such as the features of GeoJSON), or JSON Lines.
 * Nested fields get names with dots. A list of plain values becomes one cell with several values.
 * @param known the columns, if the file has been read before
 * @throws AppError `import_bad_json`, `import_no_rows`
 */
export async function readJson(file: Bytes, reading: TableReadOptions, known?: readonly string[]): Promise<Table> {
  let read = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of file.open()) {
      read += chunk.byteLength;
      yield chunk;
    }
  };
  const bytes = utf8Of(counted(), reading.charset);
  const items = (reading.format === 'jsonl' ? itemsOfLines(bytes) : itemsOf(bytes))[Symbol.asyncIterator]();
  const head: Item[] = [];
  const found = new Set<string>(known);
  while (!known && head.length < headItems) {
    const { done, value } = await items.next();
    if (done) break;
    head.push(value);
    for (const name of Object.keys(flat(value.value))) found.add(name);
  }
  if (found.size === 0) throw new AppError('import_no_rows');
  const columns = [...found];
  return { columns, bytes: () => read, rows: rowsOf(head, items, columns) };
}

async function* rowsOf(
  head: readonly Item[],
  rest: AsyncIterator<Item>,
  columns: readonly string[],
): AsyncGenerator<TableRow> {
  const names = new Set(columns);
  const row = ({ line, value, fault }: Item): TableRow => {
    const cells = flat(value);
    const other = Object.keys(cells).find((name) => !names.has(name));
    const made = columns.map((name) => cells[name] ?? '');
    if (fault) return { line, cells: made, fault };
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      return { line, cells: made, fault: { column: null, message: 'exchange.imports.fault.no_object' } };
    if (other !== undefined)
      return {
        line,
        cells: made,
        fault: { column: null, message: 'exchange.imports.fault.unknown_field', params: { field: other } },
      };
    return { line, cells: made, fault: shapeFault(made, columns) };
  };
  for (const item of head) yield row(item);
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield row(next.value);
  } finally {
    await rest.return?.();
  }
}

/** The fields of an item. Those of nested objects get names with dots. */
function flat(
  value: unknown,
  prefix = '',
  into: Record<string, Cell> = Object.create(null) as Record<string, Cell>,
): Record<string, Cell> {
  if (value === null || typeof value !== 'object') return into;
  for (const [key, one] of Object.entries(value)) {
    const name = `${prefix}${key}`.normalize('NFC').slice(0, 200);
    if (Array.isArray(one)) {
      const plain = one.filter((part) => part !== null && typeof part !== 'object').map(textOf);
      into[name] = plain.length === one.length ? plain : JSON.stringify(one);
    } else if (one !== null && typeof one === 'object') flat(one, `${name}.`, into);
    else into[name] = textOf(one);
  }
  return into;
}

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : tidyCell(String(value)));

async function* itemsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Item> {
  const waiting: Item[] = [];
  let count = 0;
  let list: string | undefined;
  let failed: Error | undefined;
  let parser: JSONParser | undefined;
  const open = (first: string): JSONParser => {
    const array = first === '[';
    const made = new JSONParser({ paths: [array ? '$.*' : '$.*.*'], keepStack: false });
    made.onValue = ({ value, key, stack }) => {
      if (typeof key !== 'number') return;
      if (!array) {
        const name = String(stack[1]?.key);
        list ??= name;
        if (list !== name) return;
      }
      waiting.push({ line: ++count, value });
    };
    made.onError = (error) => (failed = error);
    return made;
  };
  for await (const chunk of bytes) {
    let part = chunk;
    if (!parser) {
      const text = Buffer.from(chunk)
        .toString('latin1')
        .replace(/^ï»¿/, (mark) => ' '.repeat(mark.length));
      const first = /[^\s]/.exec(text)?.[0];
      if (first === undefined) continue;
      if (first !== '[' && first !== '{') throw new AppError('import_bad_json', { details: { item: 1, reason: '' } });
      parser = open(first);
      part = Buffer.from(chunk);
      if (chunk[0] === 0xef) part = part.subarray(3);
    }
    try {
      parser.write(part);
    } catch (error) {
      failed ??= error as Error;
    }
    yield* waiting.splice(0);
    if (failed)
      throw new AppError('import_bad_json', {
        details: { item: count + 1, reason: failed.message.slice(0, 200) },
        cause: failed,
      });
  }
  if (parser && !parser.isEnded)
    throw new AppError('import_bad_json', { details: { item: count + 1, reason: 'unexpected end' } });
}

async function* itemsOfLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Item> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let line = 0;
  const item = (text: string): Item | null => {
    line++;
    if (!text.trim()) return null;
    try {
      return { line, value: JSON.parse(text) as unknown };
    } catch (error) {
      return {
        line,
        value: null,
        fault: {
          column: null,
          message: 'exchange.imports.fault.bad_json',
          params: { reason: (error as Error).message.slice(0, 200) },
        },
      };
    }
  };
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > maxLineLength)
      throw new AppError('import_bad_json', { details: { item: line + 1, reason: 'the line does not end' } });
    for (const one of lines) {
      const made = item(one);
      if (made) yield made;
    }
  }
  const last = item(rest + decoder.decode());
  if (last) yield last;
}
