import fc, { type Arbitrary } from 'fast-check';
import { nested } from '../bombs.ts';

/** Names that objects inherit. Code that looks up such a name in an object finds something that is not its own. */
const inherited = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'prototype'];

/** Short texts that mean something in a format, a language or a database. */
const pieces = [
  ...inherited,
  '\u0000', '\ud800', '\udc00', '\u202e', '\u2066', '\u200b', '\ufeff', '\ufffe', '\u2028', '\u0085', '\u001b[2J', '\u0007',
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', "' onmouseover='x", '</title>', ']]>', '-->', '<!--', '<![CDATA[',
  '&amp;', '&#0;', '&#xD800;', '&#99999999;', '&constructor;', '&lt;', '&', '<', '>', '"', "'", '`', '\\', '/', '{{7*7}}', '${7*7}', '%s', '%00', '%ED%A0%80',
  'javascript:alert(1)', 'data:text/html,x', '[a](javascript:x)', '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '|', ',', ';', ':', '\n', '\r', '\r\n', '\r\n\r\n', 'BEGIN:VEVENT', 'END:VCALENDAR', 'Bcc: x@example.org', '\n.\n',
  '0', '-0', '1e309', '9007199254740993', '0x10', 'NaN', 'Infinity', '1970-01-01', '275760-09-13', '-000001', '9999-99-99', 'null', 'true',
  'a', 'ab ', 'é', 'e\u0301', 'ß', 'İ', 'Қ', '記', '🏴', '👨‍👩‍👧', 'ﷺ', '((', '[', '.*', '(a+)+', 'article/1', 'case/1', 'en', 'ru',
]; // prettier-ignore

/** Texts that are long and repeat something, so that a slow pattern or a deep recursion shows. */
const long: Arbitrary<string> = fc
  .tuple(fc.constantFrom(' ', '\n', '\t', 'a', '(', '[', '{"a":', '<b>', '<', '"', '\\', '&#', '* ', '=', ',', 'é', '\u0301', '\u202e'), fc.constantFrom(60, 700, 9000))
  .map(([piece, times]) => piece.repeat(times)); // prettier-ignore

/** A hostile text. `longest` limits its length in UTF-16 units. */
export const hostileText = (longest = 20_000): Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...pieces) },
        { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
        { weight: 1, arbitrary: long },
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('').slice(0, longest));

/** A hostile text that the database can store, for places whose callers have to send such a text. */
export const storableText = (longest?: number): Arbitrary<string> =>
  hostileText(longest).map((text) => text.replaceAll('\0', '').toWellFormed());

const hostileNumber = fc.constantFrom(0, -0, -1, 1.5, 1e21, -1e300, 2 ** 31, 2 ** 53, 2 ** 63, 5e-324);

/** A hostile value that JSON can have. Objects can have inherited names as their own. */
export const hostileValue: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, '', [], {}),
    hostileNumber,
    hostileText(2000),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...inherited), hostileText(60)), tie('value')), { maxLength: 4 })
      .map((entries) => Object.assign(Object.create(null) as object, Object.fromEntries(entries))),
  ),
})).value;

/** Valid values of JSON with a few changes: values replaced, left out, repeated, or put into another place. */
export const mutatedJson = (samples: readonly unknown[]): Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(
        fc.record({
          at: fc.nat(),
          act: fc.constantFrom('replace', 'delete', 'repeat', 'wrap', 'name', 'swap'),
          value: hostileValue,
          name: fc.oneof(fc.constantFrom(...inherited), hostileText(40)),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([sample, changes]) => {
      const holder = { root: structuredClone(sample) };
      for (const { at, act, value: shared, name } of changes) {
        // Arbitraries give the same object more than once, so it must not be changed.
        const value = structuredClone(shared);
        const places = placesIn(holder);
        const { parent, key } = places[at % places.length]!;
        const other = places[(at * 31 + 7) % places.length]!;
        if (act === 'replace') parent[key] = value;
        else if (act === 'delete' && key !== 'root') Reflect.deleteProperty(parent, key);
        else if (act === 'repeat') parent[key] = Array.from({ length: 3 }, () => parent[key]);
        else if (act === 'wrap') parent[key] = at % 2 ? [parent[key]] : { [name]: parent[key] };
        else if (act === 'name' && isObject(parent[key]))
          Object.defineProperty(parent[key], name, { value, enumerable: true, configurable: true, writable: true });
        else if (act === 'swap') parent[key] = structuredClone(other.parent[other.key]);
      }
      return holder.root;
    });

type Container = Record<string | number, unknown>;
const isObject = (value: unknown): value is Container => typeof value === 'object' && value !== null;

function placesIn(root: object): { parent: Container; key: string | number }[] {
  const places: { parent: Container; key: string | number }[] = [];
  const waiting: object[] = [root];
  while (waiting.length > 0 && places.length < 2000) {
    const parent = waiting.shift()! as Container;
    for (const key of Object.keys(parent)) {
      places.push({ parent, key });
      if (isObject(parent[key])) waiting.push(parent[key]);
    }
  }
  return places;
}

/** JSON that no program writes: deep nesting, huge numbers, repeated and inherited names, and texts that are cut off. */
export const hostileJsonText: Arbitrary<string> = fc.oneof(
  hostileValue.map((value) => JSON.stringify(value)),
  fc.constantFrom(
    nested('[', '', ']', 20_000),
    nested('{"a":', '1', '}', 20_000),
    '{"__proto__":{"a":1},"constructor":{"prototype":{}}}',
    '{"a":1,"a":2}',
    '1e999',
    '"\\ud800"',
    '"\\u0000"',
    '[1,',
    '{"toString":1,"valueOf":1}',
  ),
  hostileText(4000),
);

type Change = { at: number; act: string; length: number; bytes: Uint8Array };

const hostileBytes: Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 16 }),
  fc.constantFrom(...pieces).map((piece) => new TextEncoder().encode(piece)),
  fc.constantFrom([0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [254, 255, 255, 255]).map((some) => Uint8Array.from(some)),
); // prettier-ignore

/** Real files with a few changes: bits flipped, bytes overwritten, inserted, repeated, cut out, or taken from another file. */
export const mutatedBytes = (samples: readonly Uint8Array[]): Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.constantFrom(...samples),
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => Math.floor(share * 1e9)),
          act: fc.constantFrom('flip', 'write', 'insert', 'repeat', 'cut', 'end', 'splice', 'start'),
          length: fc.constantFrom(1, 2, 4, 16, 300, 5000),
          bytes: hostileBytes,
        }),
        { minLength: 1, maxLength: 6 },
      ),
    )
    .map(([sample, other, changes]) => changes.reduce((bytes, change) => changed(bytes, other, change), sample));

function changed(bytes: Uint8Array, other: Uint8Array, { at, act, length, bytes: given }: Change): Uint8Array {
  const place = Math.floor((at / 1e9) * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (act) {
    case 'flip': {
      const copy = Uint8Array.from(bytes);
      if (copy.length) copy[Math.min(place, copy.length - 1)]! ^= 1 << (length % 8);
      return copy;
    }
    case 'write':
      return Buffer.concat([before, given, after.subarray(given.length)]);
    case 'insert':
      return Buffer.concat([before, given, after]);
    case 'repeat':
      return Buffer.concat([before, ...Array.from({ length: 5 }, () => after.subarray(0, length)), after]);
    case 'cut':
      return Buffer.concat([before, after.subarray(length)]);
    case 'end':
      return before;
    case 'start':
      return Buffer.concat([other.subarray(0, length), bytes.subarray(length)]);
    default:
      return Buffer.concat([before, other.subarray(Math.min(place, other.length))]);
  }
}

/** Bytes that have nothing to do with any format, or begin like one. */
export const anyBytes: Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  hostileText(5000).map((text) => Buffer.from(text)),
  hostileText(2000).map((text) => Buffer.from(text, 'utf16le')),
  fc
    .tuple(
      fc.constantFrom('PK\x03\x04', '\x1f\x8b\x08', '%PDF-1.4', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'RIFF', '\x00\x00\x00\x18ftypavif', 'WARC/1.1\r\n', '(\xb5/\xfd', 'age-encryption.org/v1\n', '<?xml version="1.0"?>', '0\x82'),
      fc.uint8Array({ maxLength: 200 }),
    )
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest])),
); // prettier-ignore

/** The text of changed bytes, for readers that get text. Broken UTF-8 becomes U+FFFD, as when a file is read. */
export const mutatedText = (samples: readonly string[]): Arbitrary<string> =>
  mutatedBytes(samples.map((sample) => Buffer.from(sample))).map((bytes) => Buffer.from(bytes).toString());

/** The texts in a value that the database cannot store: those with U+0000 or half of a surrogate pair. */
export function unstorableTexts(value: unknown): string[] {
  const found: string[] = [];
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === 'string') {
      if (one.includes('\0') || !one.isWellFormed()) found.push(one);
    } else if (one instanceof Map) waiting.push(...one.keys(), ...one.values());
    else if (isObject(one) && !ArrayBuffer.isView(one) && !(one instanceof Date))
      waiting.push(...Object.keys(one), ...Object.values(one));
  }
  return found;
}
