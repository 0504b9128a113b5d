import { z } from 'zod';
import { maxUnpackedBytes } from '../../../platform/archive/unpacked-size.ts';
import type { Member } from '../members.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { compareBytes } from './digests.ts';
import { GzipMember, SourcePieces } from './pieces.ts';

const count = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]);
const fields = z.object({
  url: z.string(),
  digest: z.string().optional(),
  length: count,
  offset: count,
  filename: z.string(),
  recordDigest: z.string().optional(),
});

/** A line of an index: the location of a response or resource. */
export type IndexLine = z.output<typeof fields> & { key: string; timestamp: string };

/** An ISO time as YYYYMMDDhhmmss, the format of indexes. */
export const indexTime = (date: string): string => date.replace(/\D/g, '').slice(0, 14);

/** Whether a file of a package is an index, and which kind of index. */
export const indexKind = (path: string): 'lines' | 'parts' | null =>
  /^indexes\/.+\.(?:cdxj?|cdxj?\.gz)$/.test(path) ? 'lines' : /^indexes\/.+\.idx$/.test(path) ? 'parts' : null;

/** The maximum size in bytes of an index, unpacked. */
const largestIndex = 2 ** 29;

/**
 * Reads the lines of an index, which may be compressed.
 * @throws Error naming the line that is unreadable; AppError `archive_too_large`
 */
export async function readIndex({ path, bytes }: Member, primitives: Primitives): Promise<IndexLine[]> {
  const lines: IndexLine[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // The words of the decoder's own errors differ between Node and browsers.
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new Error(`${path} is not UTF-8`);
    }
  };
  let number = 0;
  /** The beginning of a line whose end has not come yet. */
  let begun: string[] = [];
  const add = (line: string): void => {
    number++;
    if (!line || line.startsWith('!meta')) return;
    const [, key, timestamp, json] = /^(\S+) (\d{14,17}) (\{.*\})$/.exec(line) ?? [];
    const read = json === undefined ? null : fields.safeParse(parseJson(json));
    if (!read?.success) throw new Error(`${path}, line ${number}`);
    lines.push({ key: key!, timestamp: timestamp!, ...read.data });
  };
  for await (const piece of path.endsWith('.gz') ? unpack(bytes, primitives) : [bytes]) {
    const [first, ...others] = decode(piece).split('\n');
    begun.push(first!);
    const last = others.pop();
    if (last === undefined) continue;
    add(begun.join(''));
    others.forEach(add);
    begun = [last];
  }
  add(begun.join('') + decode());
  return lines;
}

/** What a JSON text contains; undefined if it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An index, decompressed. It is one gzip member or several. */
async function* unpack(bytes: Uint8Array, primitives: Primitives): AsyncGenerator<Uint8Array> {
  const most = maxUnpackedBytes(bytes.byteLength, largestIndex);
  const limit = { left: most, most };
  const pieces = new SourcePieces(oneOf(bytes));
  do {
    const member = await GzipMember.open(pieces, limit, primitives);
    while (await member.hasMore()) yield member.take(Infinity);
  } while (await pieces.hasMore());
}

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * Checks the list of the parts of a compressed index: the location of each and, in newer lists, its digest.
 * @throws Error naming the line that does not fit
 */
export function checkParts({ path, bytes }: Member, members: readonly Member[], primitives: Primitives): void {
  const part = z.object({ offset: count, length: count, digest: z.string().optional() });
  let index: Member | undefined;
  for (const [number, line] of new TextDecoder().decode(bytes).split('\n').entries()) {
    if (!line) continue;
    const json = parseJson(line.slice(line.indexOf('{')));
    if (line.startsWith('!meta')) {
      const read = z.object({ filename: z.string() }).safeParse(json);
      index = members.find((member) => member.path === `indexes/${read.data?.filename}`);
      continue;
    }
    const read = part.safeParse(json);
    if (!read.success) throw new Error(`${path}, line ${number + 1}`);
    const { offset, length, digest } = read.data;
    if (!index || offset + length > index.bytes.length) throw new Error(`${path}, line ${number + 1}`);
    if (
      digest !== undefined &&
      compareBytes(digest, index.bytes.subarray(offset, offset + length), primitives) !== 'good'
    )
      throw new Error(`${path}, line ${number + 1}`);
  }
}
