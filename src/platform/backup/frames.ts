import { z } from 'zod';
import type { AppError } from '../errors.ts';
import { damaged } from './damaged.ts';
import type { DumpPart } from './dump.ts';

/*
 * The format of `database.gz` in a backup, unpacked: lines of JSON, one for each `DumpPart`. In a line with `rows`, the
 * value is a number. That many bytes of COPY text follow the line, with rows of the table in the last line with
 * `table`.
 */

/**
 * The most bytes of COPY text after a line. A single row can be large, such as one with the text of a preserved page.
 */
const maxBytes = 512 * 1024 * 1024;
const maxLine = 4 * 1024 * 1024;

export function writePart(part: DumpPart): Buffer[] {
  if ('rows' in part) return [line({ rows: part.rows.length }), part.rows];
  return [line(part)];
}

const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

/** @throws AppError `backup_damaged` */
export async function* readParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<DumpPart> {
  const bytes = new ByteReader(chunks);
  for (let head = await bytes.line(); head !== null; head = await bytes.line()) {
    const part = parse(head);
    if (!('rows' in part)) yield part;
    else yield { rows: await bytes.take(part.rows) };
  }
}

const headSchema = z.union([
  z.object({ table: z.object({ name: z.string(), columns: z.array(z.string()) }) }),
  z.object({ rows: z.number().int().min(0).max(maxBytes) }),
  z.object({ sequences: z.record(z.string(), z.number().nullable()) }),
]);

function parse(head: string): z.output<typeof headSchema> {
  try {
    return headSchema.parse(JSON.parse(head));
  } catch {
    throw broken();
  }
}

const broken = (): AppError => damaged('database', 'it ends too early or has other content');

/** Reads lines, or a given number of bytes, from a stream. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    const { buffer, byteOffset, byteLength } = next.value;
    this.#parts.push(Buffer.from(buffer, byteOffset, byteLength));
    this.#length += byteLength;
    return true;
  }

  async take(count: number): Promise<Buffer> {
    while (this.#length < count) if (!(await this.#more())) throw broken();
    const all = this.#joined();
    this.#parts = [all.subarray(count)];
    this.#length -= count;
    return all.subarray(0, count);
  }

  #joined(): Buffer {
    return this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
  }

  /** The next line without its newline; null at the end of the stream. */
  async line(): Promise<string | null> {
    for (;;) {
      const all = this.#joined();
      this.#parts = [all];
      const end = all.indexOf(10);
      if (end >= 0) return (await this.take(end + 1)).toString('utf8', 0, end);
      if (this.#length > maxLine) throw broken();
      if (await this.#more()) continue;
      if (this.#length > 0) throw broken();
      return null;
    }
  }
}
