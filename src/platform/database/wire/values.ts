import { types as pgTypes } from 'pg';

/*
 * Converts values between JavaScript and PostgreSQL's text format, in the same way for both databases. Results are
 * parsed by the OID of their column. Parameters are encoded by the OID of their placeholder, which the server reports
 * when it prepares the statement. So an array becomes JSON where the placeholder is jsonb, and a PostgreSQL array where
 * it is text[].
 */

export type Parse = (text: string) => unknown;
export type Encode = (value: unknown) => string | Buffer | null;

const text: Parse = (value) => value;

const integer: Parse = (value) => Number(value);

const bigInteger: Parse = (value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/**
 * Parses a numeric: as a number if it has at most 15 significant digits, which a double represents exactly, otherwise
 * as a string.
 */
const numeric: Parse = (value) => {
  const digits = value.replace(/^-?0*\.?0*/, '').replace('.', '').length;
  return digits <= 15 || !/^[-\d.]+$/.test(value) ? Number(value) : value;
};

const bytes: Parse = (value) => {
  const buffer = Buffer.from(value.slice(2), 'hex');
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};

const isoInstant = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d+)?\+00$/;
const rareInstant = pgTypes.getTypeParser(pgTypes.builtins.TIMESTAMPTZ);

/**
 * Parses a timestamp. Sessions use UTC, so all values have the same format, except for years after 9999, years BC and
 * infinity.
 */
const instant: Parse = (value) => {
  const parts = isoInstant.exec(value);
  return parts ? new Date(`${parts[1]}T${parts[2]}${parts[3] ?? ''}Z`) : rareInstant(value);
};

const localTime: Parse = (value) => instant(`${value}+00`);

const scalarParsers = new Map<number, Parse>([
  [16, (value) => value === 't'],
  [17, bytes],
  [20, bigInteger],
  [21, integer],
  [23, integer],
  [26, integer],
  [114, JSON.parse],
  [700, integer],
  [701, integer],
  [1114, localTime],
  [1184, instant],
  [1700, numeric],
  [3802, JSON.parse],
]);

/** PostgreSQL's built-in array types: the OID of the array, and the OID of its elements. */
const builtInArrays: readonly (readonly [array: number, element: number])[] = [
  [199, 114], [1000, 16], [1001, 17], [1002, 18], [1003, 19], [1005, 21], [1007, 23], [1009, 25], [1014, 1042],
  [1015, 1043], [1016, 20], [1021, 700], [1022, 701], [1028, 26], [1041, 869], [1115, 1114], [1182, 1082], [1183, 1083],
  [1185, 1184], [1187, 1186], [1231, 1700], [2951, 2950], [3643, 3614], [3807, 3802],
]; // prettier-ignore

const json: Encode = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

const plain: Encode = (value) => {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      throw new TypeError(
        `An ${Array.isArray(value) ? 'array' : 'object'} was given where PostgreSQL takes a single value.`,
      );
    default:
      throw new TypeError(`Cannot store a ${typeof value}.`);
  }
};

const day: Encode = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : plain(value));

const scalarEncoders = new Map<number, Encode>([
  [114, json],
  [3802, json],
  [1082, day],
]);

const special = /^$|^null$|[\s{}",\\]/i;

function encodeArray(values: readonly unknown[], encode: Encode): string {
  let literal = '{';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) literal += ',';
    const value = values[index];
    if (value === null || value === undefined) literal += 'NULL';
    else if (Array.isArray(value) && encode !== json) literal += encodeArray(value, encode);
    else {
      const encoded = encode(value);
      const element = Buffer.isBuffer(encoded) ? `\\x${encoded.toString('hex')}` : encoded;
      if (element === null) literal += 'NULL';
      else if (special.test(element)) literal += `"${element.replace(/[\\"]/g, '\\$&')}"`;
      else literal += element;
    }
  }
  return `${literal}}`;
}

/** Parses PostgreSQL's array literal: `{1,NULL,"a \"b\"",{…}}`. An explicit `[2:3]=` before it is ignored. */
export function parseArray(literal: string, parse: Parse): unknown[] {
  let at = literal.indexOf('{');
  const read = (): unknown[] => {
    const items: unknown[] = [];
    at++;
    while (literal[at] !== '}') {
      if (literal[at] === ',') at++;
      if (literal[at] === '{') items.push(read());
      else if (literal[at] === '"') items.push(parse(quoted()));
      else {
        const start = at;
        while (literal[at] !== ',' && literal[at] !== '}') at++;
        const element = literal.slice(start, at);
        items.push(element === 'NULL' ? null : parse(element));
      }
    }
    at++;
    return items;
  };
  const quoted = (): string => {
    let element = '';
    let from = ++at;
    while (literal[at] !== '"') {
      if (literal[at] === '\\') {
        element += literal.slice(from, at);
        from = ++at;
      }
      at++;
    }
    element += literal.slice(from, at);
    at++;
    return element;
  };
  return read();
}

/**
 * A type that migrations have defined, such as an enum or an array of enums, as read from PostgreSQL's catalogue.
 */
export interface OwnType {
  oid: number;
  /** For an array, the OID of the type of its elements; otherwise 0. */
  element: number;
}

const needsEscape = /[\\\t\n\r]/;
const copyEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const firstOwnOid = 16384;

/** Parsers and encoders of one database, by OID. Types that migrations create are looked up when they first occur. */
export class TypeCatalog {
  #parsers = new Map(scalarParsers);
  #encoders = new Map(scalarEncoders);
  #known = new Set<number>();

  constructor() {
    for (const [array, element] of builtInArrays) this.#addArray(array, element);
  }

  #addArray(array: number, element: number): void {
    const parse = this.#parsers.get(element) ?? text;
    const encode = this.#encoders.get(element) ?? plain;
    this.#parsers.set(array, (literal) => parseArray(literal, parse));
    this.#encoders.set(array, (value) => {
      if (Array.isArray(value)) return encodeArray(value, encode);
      if (typeof value === 'string') return value;
      throw new TypeError(`PostgreSQL expects an array, not a ${typeof value}.`);
    });
  }

  /** Those of the OIDs that must be looked up before a statement with these types runs. */
  unknown(oids: Iterable<number>): number[] {
    return [...new Set(oids)].filter((oid) => oid >= firstOwnOid && !this.#known.has(oid));
  }

  learn(asked: readonly number[], found: readonly OwnType[]): void {
    for (const oid of asked) this.#known.add(oid);
    for (const { oid, element } of found) if (element !== 0) this.#addArray(oid, element);
  }

  parser(oid: number): Parse {
    return this.#parsers.get(oid) ?? text;
  }

  /** Writes a value that is not null as a field of COPY's text format. */
  copyWriter(oid: number): (value: unknown) => string {
    const encode = this.#encoders.get(oid) ?? plain;
    return (value) => {
      if (typeof value === 'number') return String(value);
      const encoded = encode(value);
      if (encoded === null) return '\\N';
      if (typeof encoded !== 'string') return `\\\\x${encoded.toString('hex')}`;
      return needsEscape.test(encoded)
        ? encoded.replace(/[\\\t\n\r]/g, (character) => copyEscapes[character]!)
        : encoded;
    };
  }

  encode(oid: number, value: unknown): string | Buffer | null {
    if (value === null || value === undefined) return null;
    return (this.#encoders.get(oid) ?? plain)(value);
  }
}
