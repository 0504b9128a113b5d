import { AppError } from '../../../platform/errors.ts';
import { findCharset, readSome, utf8Of } from './charset.ts';
import type { Bytes, TableReadOptions } from './reading.ts';
import { readingSchema } from './reading.ts';
import { dropEnd } from '../../../platform/text/drop-end.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** The first bytes of files that are not tables, with the name of the format for the error. */
const foreign: readonly { starts: readonly number[]; kind: string }[] = [
  { starts: [0xd0, 0xcf, 0x11, 0xe0], kind: 'xls' },
  { starts: [0x25, 0x50, 0x44, 0x46], kind: 'pdf' },
  { starts: [0x89, 0x50, 0x4e, 0x47], kind: 'picture' },
  { starts: [0xff, 0xd8, 0xff], kind: 'picture' },
  { starts: [0x47, 0x49, 0x46, 0x38], kind: 'picture' },
  { starts: [0x1f, 0x8b], kind: 'packed' },
  { starts: [0x52, 0x61, 0x72, 0x21], kind: 'packed' },
  { starts: [0x37, 0x7a, 0xbc, 0xaf], kind: 'packed' },
];

/**
 * Detects how to read a file from its bytes. The file's name is used only if the bytes are ambiguous.
 * @throws AppError `import_empty`, `import_xls`, `import_binary`
 */
export async function detectReading(file: Bytes): Promise<TableReadOptions> {
  if (file.size === 0) throw new AppError('import_empty');
  const head = await readSome(file, 0, 64 * 1024);
  const starts = (bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (starts([0x50, 0x4b, 0x03, 0x04])) {
    if (/\.(zip|docx|pptx|odt|ods|jar|epub)$/i.test(file.name))
      throw new AppError('import_binary', { details: { name: file.name } });
    return readingSchema.parse({ format: 'xlsx' });
  }
  const other = foreign.find((one) => starts(one.starts));
  if (other)
    throw new AppError(other.kind === 'xls' ? 'import_xls' : 'import_binary', { details: { name: file.name } });

  const charset = await findCharset(file);
  const text = await textOf(head, charset);
  // Text contains almost no control characters except tabs and line ends.
  const start = text.slice(0, 8192);
  const odd = Array.from(start).filter((char) => char < ' ' && !'\t\n\r\f\v\u001b'.includes(char)).length;
  if (odd > 0 && odd > start.length / 500) throw new AppError('import_binary', { details: { name: file.name } });
  if (!text.trim()) throw new AppError('import_empty');

  const first = text.trimStart().slice(0, 1);
  if (/\.(jsonl|ndjson)$/i.test(file.name)) return readingSchema.parse({ format: 'jsonl', charset });
  if (first === '[' || first === '{') {
    const line = text.trimStart().split(/\r?\n/, 1)[0]!.trim();
    return readingSchema.parse({
      format:
        first === '{' && line.endsWith('}') && isJson(line) && text.trimStart().length > line.length + 1
          ? 'jsonl'
          : 'json',
      charset,
    });
  }
  return readingSchema.parse({
    format: 'csv',
    charset,
    delimiter: findDelimiter(text, /\.(tsv|tab)$/i.test(file.name)),
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function textOf(bytes: Uint8Array, charset: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of utf8Of(only(bytes), charset)) parts.push(part);
  // The sample may end in the middle of a character, which decodes to replacement characters.
  return dropEnd(
    Buffer.concat(parts)
      .toString('utf8')
      .replace(/^\ufeff/, ''),
    /\ufffd/,
  );
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The delimiter that gives most rows the same number of cells (more than one). */
export function findDelimiter(text: string, tabs = false): string {
  let best: { delimiter: string; score: number } = { delimiter: tabs ? '\t' : ',', score: 0 };
  for (const delimiter of tabs ? (['\t', ...delimiters] as const) : delimiters) {
    const counts = cellCounts(text, delimiter).slice(0, 200);
    const usual = mode(counts);
    if (usual < 2) continue;
    const agree = counts.filter((count) => count === usual).length / counts.length;
    const score = agree * Math.min(usual, 30) ** 0.5;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The number of cells in each row. */
function cellCounts(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let quoted = false;
  let cells = 1;
  let empty = true;
  let atStart = true;
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (quoted) {
      if (char !== '"') continue;
      if (text[index + 1] === '"') index++;
      else quoted = false;
      continue;
    }
    if (char === '"' && atStart) {
      quoted = true;
      empty = false;
      atStart = false;
    } else if (char === delimiter) {
      cells++;
      empty = false;
      atStart = true;
    } else if (char === '\n' || char === '\r') {
      if (!empty) counts.push(cells);
      cells = 1;
      empty = true;
      atStart = true;
    } else {
      empty = false;
      atStart = false;
    }
  }
  // The last row may be incomplete, so it counts only if there is no other.
  if (!empty && counts.length === 0) counts.push(cells);
  return counts;
}

function mode(values: readonly number[]): number {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
