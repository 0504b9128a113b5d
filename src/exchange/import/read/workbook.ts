import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { maxUnpackedBytes } from '../../../platform/archive/unpacked-size.ts';
import { AppError } from '../../../platform/errors.ts';
import { readSome } from './charset.ts';
import { tidyCell, type Bytes } from './reading.ts';

/**
 * Limits of a workbook. `parts`: the number of parts (files in the ZIP); `part`: the unpacked bytes of a part without
 * cells and shared strings; `total`: the unpacked bytes of all parts; `strings`, `characters`: the numbers of shared
 * strings and of their characters. Excel's own limits are 1,048,576 rows, 16,384 columns and 32,767 characters in a
 * cell.
 */
const limits = { parts: 10_000, part: 16 * 2 ** 20, total: 2 * 2 ** 30, strings: 2_000_000, characters: 2 ** 27 };
/** The maximum length of a cell in characters. A longer one is an error of its row. */
export const maxTextLength = 40_000;
/** The maximum length of XML between two tags, in characters. */
const maxPieceLength = 8 * 2 ** 20;
/** The number of bytes that are read at once from the end of the file, where a ZIP has its directory. */
const tailSize = 2 ** 20;

type Attributes = Record<string, string>;
/** Callbacks for XML, in document order. Names have no namespace prefix. */
type Handler = {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
};

/** How a cell's number is shown: as a date or time, or as elapsed hours, minutes and seconds. */
export type DateFormat = 'date' | 'elapsed';

export type Workbook = {
  /** The sheets, visible ones first. */
  sheets: readonly { name: string; part: string }[];
  /** Whether days are counted from 1904-01-01, as in old versions of Excel for Macintosh. */
  from1904: boolean;
  /** The date formats of cell styles, by the style's number; undefined for a style that is not a date. */
  dateFormats(): Promise<readonly (DateFormat | undefined)[]>;
  /** The texts that cells refer to by number. All of them are in memory, so `limits` restricts them. */
  strings(): Promise<readonly string[]>;
  /** Parses a part. The generator yields after each chunk, so that the caller decides how much is parsed. */
  parse(part: string, handler: Handler): AsyncGenerator<void>;
};

export const tooLarge = (): AppError => new AppError('import_xlsx_too_large');

/** Reads ranges of a file for the ZIP library. The end of the file is cached, because the library reads it often. */
class FileReader extends RandomAccessReader {
  #file: Bytes;
  #tail: Uint8Array;

  constructor(file: Bytes, tail: Uint8Array) {
    super();
    this.#file = file;
    this.#tail = tail;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const tailAt = this.#file.size - this.#tail.byteLength;
    const chunks =
      start >= tailAt ? [this.#tail.subarray(start - tailAt, end - tailAt)] : this.#file.open({ start, end: end - 1 });
    return Readable.from(buffers(chunks), { objectMode: false });
  }
}

async function* buffers(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Reads the directory of a ZIP: its parts, by their names in lower case. */
async function directoryOf(file: Bytes): Promise<{ zip: ZipFile; entries: Map<string, Entry> }> {
  const tail = await readSome(file, Math.max(0, file.size - tailSize), tailSize);
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromRandomAccessReader(
      new FileReader(file, tail),
      file.size,
      { lazyEntries: true, autoClose: false },
      (error, one) => (error ? reject(error) : resolve(one)),
    ),
  );
  if (zip.entryCount > limits.parts) throw tooLarge();
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName.toLowerCase();
      if (entries.has(name)) return reject(new Error(`two parts have the name ${name}`));
      entries.set(name, entry);
      unpacked += entry.uncompressedSize;
      zip.readEntry();
    });
    zip.readEntry();
  });
  // The sizes in the directory can be trusted, because reading fails later if a part has another size.
  if (unpacked > maxUnpackedBytes(file.size, limits.total)) throw tooLarge();
  return { zip, entries };
}

/** The text of a part. @throws Error if the size of the part is not the one in the directory */
async function* textOf(zip: ZipFile, entry: Entry): AsyncGenerator<string> {
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  let decoder: TextDecoder | undefined;
  let sum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum);
    decoder ??= new TextDecoder(chunk[0] === 0xff ? 'utf-16le' : chunk[0] === 0xfe ? 'utf-16be' : 'utf-8');
    yield decoder.decode(chunk, { stream: true });
  }
  if (sum !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is wrong`);
  yield decoder?.decode() ?? '';
}

async function* parseXml(texts: AsyncIterable<string>, handler: Handler): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let quiet = 0;
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', ({ name, attributes }) => {
    quiet = 0;
    handler.open(local(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    quiet = 0;
    handler.close(local(name));
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  for await (const text of texts) {
    // The parser buffers text until the next tag, so text without tags needs a limit.
    if ((quiet += text.length) > maxPieceLength) throw tooLarge();
    parser.write(text);
    yield;
  }
  parser.close();
}

/**
 * Opens a workbook (Office Open XML, ISO/IEC 29500-1 §18, transitional or strict). Reads only the needed parts of the
 * file, when they are needed.
 * @throws AppError `import_xlsx_too_large`; any other error means that this is not a workbook, or a damaged one
 */
export async function openWorkbook(file: Bytes): Promise<Workbook> {
  const { zip, entries } = await directoryOf(file);
  const has = (part: string): boolean => entries.has(part.toLowerCase());
  async function* parse(part: string, handler: Handler, limit = limits.total): AsyncGenerator<void> {
    const entry = entries.get(part.toLowerCase());
    if (!entry) throw new Error(`there is no part ${part}`);
    if (entry.uncompressedSize > limit) throw tooLarge();
    yield* parseXml(textOf(zip, entry), handler);
  }
  const elements = async (part: string, visit: (name: string, attributes: Attributes, within: string[]) => void) => {
    const within: string[] = [];
    const handler: Handler = {
      open: (name, attributes) => {
        visit(name, attributes, within);
        within.push(name);
      },
      close: () => void within.pop(),
      text: () => {},
    };
    for await (const _ of parse(part, handler, limits.part)) continue;
  };
  /** The relations of a part to other parts, by id. `first`: the target of the first relation of a type. */
  const relations = async (
    part: string,
  ): Promise<{ byId: Map<string, Relation>; first(type: string): string | null }> => {
    const byId = new Map<string, Relation>();
    const list = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
    if (has(list))
      await elements(list, (name, { Id = '', Type = '', Target = '' }) => {
        const target = posix.join('/', Target.startsWith('/') ? '' : posix.dirname(part), Target).slice(1);
        if (name === 'Relationship') byId.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: target });
      });
    return {
      byId,
      first: (type) => [...byId.values()].find((one) => one.type === type && has(one.part))?.part ?? null,
    };
  };

  const main = (await relations('')).first('officeDocument');
  if (main === null) throw new Error('there is no main part');
  const { byId, first } = await relations(main);
  const shown: Workbook['sheets'][number][] = [];
  const hidden: typeof shown = [];
  let from1904 = false;
  await elements(main, (name, attributes, within) => {
    if (within.length === 0 && name !== 'workbook') throw new Error(`this is a ${name}`);
    if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
    if (name !== 'sheet' || within.at(-1) !== 'sheets') return;
    const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
    const sheet = byId.get(id);
    // Sheets of charts and macros have no cells, so they are left out.
    if (sheet?.type !== 'worksheet') return;
    (/hidden/i.test(attributes['state'] ?? '') ? hidden : shown).push({
      name: attributes['name'] ?? '',
      part: sheet.part,
    });
  });

  const dateFormats = async (): Promise<(DateFormat | undefined)[]> => {
    const formats: (DateFormat | undefined)[] = [];
    const codes = new Map<string, string>();
    const styles = first('styles');
    if (styles)
      await elements(styles, (name, { numFmtId = '', formatCode = '' }, within) => {
        if (name === 'numFmt' && within.at(-1) === 'numFmts') codes.set(numFmtId, formatCode);
        if (name === 'xf' && within.at(-1) === 'cellXfs') formats.push(dateFormat(numFmtId, codes.get(numFmtId)));
      });
    return formats;
  };
  const strings = async (): Promise<string[]> => {
    const texts: string[] = [];
    let characters = 0;
    const value = textCollector();
    const shared = first('sharedStrings');
    const parsing = parse(shared ?? '', {
      ...value,
      open: (name) => {
        if (name === 'si') value.start();
        value.open(name);
      },
      close: (name) => {
        value.close(name);
        if (name !== 'si') return;
        // V8 stores a part of a string as a reference to the whole. A copy through a buffer lets V8 free the XML.
        const text = Buffer.from(tidyCell(unescape(value.end()))).toString();
        texts.push(text);
        characters += text.length;
        if (texts.length > limits.strings || characters > limits.characters) throw tooLarge();
      },
    });
    if (shared) for await (const _ of parsing) continue;
    return texts;
  };
  return { sheets: [...shown, ...hidden], from1904, dateFormats, strings, parse };
}

type Relation = { type: string; part: string };

/** Collects the text of a cell: its value, or the runs of a rich text, without phonetic readings of Japanese. */
export function textCollector(): {
  start(): void;
  end(): string;
  open(name: string): void;
  close(name: string): void;
  text(more: string): void;
} {
  let text = '';
  let within = '';
  let reading = false;
  return {
    start: () => void (text = ''),
    end: () => text,
    open: (name) => {
      if (name === 'rPh') reading = true;
      // Some programs write a text twice. The one in `is` replaces the other.
      if (name === 'is') text = '';
      within = name;
    },
    close: (name) => {
      if (name === 'rPh') reading = false;
      within = '';
    },
    text: (more) => {
      if ((within === 't' || within === 'v') && !reading && text.length < maxTextLength) text += more;
    },
  };
}

/** Decodes characters that Excel escapes because XML does not allow them, such as `_x000D_`. */
export const unescape = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/**
 * The date format of a number format; undefined if it is not for dates. Built-in formats (ISO/IEC 29500-1 §18.8.30) are
 * recognised by their numbers, others by their codes.
 */
export function dateFormat(id: string, code: string | undefined): DateFormat | undefined {
  const number = Number(id);
  if (code === undefined) {
    if (number === 46) return 'elapsed';
    const dates = [14, 22, 27, 36, 45, 47, 50, 58];
    return dates.some((from, at) => at % 2 === 0 && number >= from && number <= dates[at + 1]!) ? 'date' : undefined;
  }
  const plainCode = code
    .replace(/"[^"]*"|\\.|[_*]./g, '')
    .split(';', 1)[0]!
    .toLowerCase();
  if (/\[(h+|m+|s+)\]/.test(plainCode)) return 'elapsed';
  return /[ymdhs]/.test(plainCode.replace(/\[[^[\]]*\]|general/g, '')) ? 'date' : undefined;
}
