import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';

/**
 * The position at which a page of a list ends: the values by which the page's last item was sorted. A position never
 * contains an internal id.
 */
export type Key = readonly (string | number)[];

const form = z.tuple([z.literal(1), z.string(), z.array(z.union([z.string().max(60), z.number().int()])).max(4)]);

/**
 * A hash of a query. A cursor contains it, and is refused with another query, because its position would be wrong
 * there.
 */
const hashOf = (query: object): string =>
  createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 10);

/** @param query the name of the list, its filters and its order */
export const writeCursor = (query: object, key: Key): string =>
  Buffer.from(JSON.stringify([1, hashOf(query), key])).toString('base64url');

/** @throws AppError `bad_cursor` if the cursor is truncated or invalid, or belongs to another list */
export function readCursor<K extends Key>(query: object, cursor: string | undefined, shape: z.ZodType<K>): K | null {
  if (cursor === undefined) return null;
  const key = shape.safeParse(keyOf(query, cursor));
  if (!key.success) throw new AppError('bad_cursor');
  return key.data;
}

function keyOf(query: object, cursor: string): unknown {
  if (!/^[\w-]{1,400}$/.test(cursor)) return null;
  try {
    const read = form.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return read.success && read.data[1] === hashOf(query) ? read.data[2] : null;
  } catch {
    return null;
  }
}
