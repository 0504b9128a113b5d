/*
 * COPY's binary format, which the database reads twice as fast as the text format.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-BINARY-FORMAT
 */

/** A growing buffer for the bytes of one COPY. */
export class CopyBytes {
  #bytes = Buffer.allocUnsafe(16 * 1024);
  #at = 0;

  get length(): number {
    return this.#at;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #room(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#at, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  int16(value: number): void {
    const at = this.#room(2);
    this.#bytes.writeInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeInt32BE(value, at);
  }

  /** Writes an integer that a double represents exactly, as 8 bytes. */
  int64(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeInt32BE(Math.floor(value / 2 ** 32), at);
    this.#bytes.writeUInt32BE(value >>> 0, at + 4);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Writes the length, then the byte `version` (which jsonb needs) if given, then the text in UTF-8. */
  text(value: string, version?: number): void {
    const head = version === undefined ? 4 : 5;
    // A UTF-16 unit takes at most three bytes.
    const at = this.#room(head + value.length * 3);
    const size = this.#bytes.write(value, at + head);
    this.#bytes.writeInt32BE(size + head - 4, at);
    if (version !== undefined) this.#bytes[at + 4] = version;
    this.#at = at + head + size;
  }
}

/**
 * Writes the length of a value that is not null, then the value. Returns false if the binary format does not support
 * this value.
 */
export type WriteField = (out: CopyBytes, value: unknown) => boolean;

const integer =
  (size: 2 | 4 | 8, most: number): WriteField =>
  (out, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value > most || value < -most - 1) return false;
    out.int32(size);
    if (size === 2) out.int16(value);
    else if (size === 4) out.int32(value);
    else out.int64(value);
    return true;
  };

const text: WriteField = (out, value) => {
  if (typeof value !== 'string') return false;
  out.text(value);
  return true;
};

const json =
  (version?: number): WriteField =>
  (out, value) => {
    out.text(typeof value === 'string' ? value : JSON.stringify(value), version);
    return true;
  };

const epoch = Date.UTC(2000, 0, 1);
const dayLength = 86_400_000;

/**
 * A timestamp, in microseconds since 2000. A double represents this number exactly for about 285 years before and after
 * 2000.
 */
const instant: WriteField = (out, value) => {
  if (!(value instanceof Date)) return false;
  const since = value.getTime() - epoch;
  if (!(Math.abs(since) < 9e12)) return false;
  out.int32(8);
  out.int64(since * 1000);
  return true;
};

const day: WriteField = (out, value) => {
  const iso = value instanceof Date ? value.toISOString().slice(0, 10) : value;
  if (typeof iso !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(iso)) return false;
  const at = Date.parse(iso);
  // Without this check, Date would turn 30 February into a day in March.
  if (Number.isNaN(at) || new Date(at).getUTCDate() !== Number(iso.slice(8))) return false;
  out.int32(4);
  out.int32((at - epoch) / dayLength);
  return true;
};

const scalars: readonly (readonly [oid: number, write: WriteField, array?: number])[] = [
  [16, (out, value) => { if (typeof value !== 'boolean') return false; out.int32(1); out.byte(value ? 1 : 0); return true; }, 1000],
  [17, (out, value) => { if (!(value instanceof Uint8Array)) return false; out.int32(value.length); out.raw(value); return true; }, 1001],
  [20, integer(8, Number.MAX_SAFE_INTEGER), 1016],
  [21, integer(2, 32_767), 1005],
  [23, integer(4, 2_147_483_647), 1007],
  [25, text, 1009],
  [701, (out, value) => { if (typeof value !== 'number') return false; out.int32(8); out.double(value); return true; }, 1022],
  [1043, text, 1015],
  [1082, day, 1182],
  [1114, instant, 1115],
  [1184, instant, 1185],
  [114, json(), undefined],
  [3802, json(1), undefined],
]; // prettier-ignore

/** Writes arrays. An array with an element that the format does not support, such as another array, is sent as text. */
const list =
  (element: number, write: WriteField): WriteField =>
  (out, value) => {
    if (!Array.isArray(value)) return false;
    const items = new CopyBytes();
    let hasNull = false;
    for (const item of value as unknown[]) {
      if (item === null || item === undefined) {
        hasNull = true;
        items.int32(-1);
      } else if (!write(items, item)) return false;
    }
    const isEmpty = value.length === 0;
    out.int32((isEmpty ? 12 : 20) + items.length);
    out.int32(isEmpty ? 0 : 1);
    out.int32(hasNull ? 1 : 0);
    out.int32(element);
    if (isEmpty) return true;
    out.int32(value.length);
    out.int32(1);
    out.raw(items.bytes);
    return true;
  };

const writers = new Map<number, WriteField>();
for (const [oid, write, array] of scalars) {
  writers.set(oid, write);
  if (array !== undefined) writers.set(array, list(oid, write));
}

/** The writers for these types of columns; null if one of them is not supported. */
export function binaryWriters(oids: readonly number[]): readonly WriteField[] | null {
  const found = oids.map((oid) => writers.get(oid));
  return found.every((write) => write !== undefined) ? found : null;
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/**
 * Writes rows from index `from` on, until all rows are written or the chunk has at least `enough` bytes.
 * @returns null if a value needs the text format
 */
export function binaryChunk(
  rows: readonly Readonly<Record<string, unknown>>[],
  from: number,
  columns: readonly string[],
  write: readonly WriteField[],
  enough: number,
): { data: Buffer; next: number } | null {
  const out = new CopyBytes();
  out.raw(signature);
  let next = from;
  for (; next < rows.length && out.length < enough; next++) {
    const row = rows[next]!;
    out.int16(columns.length);
    for (let index = 0; index < columns.length; index++) {
      const value = row[columns[index]!];
      if (value === null) out.int32(-1);
      else if (!write[index]!(out, value)) return null;
    }
  }
  out.int16(-1);
  return { data: out.bytes, next };
}
