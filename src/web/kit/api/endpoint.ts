import { z } from 'zod';
import type { TokenHolder } from '../../../accounts/tokens/find-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import type { Ctx } from '../context.ts';

/** What a reading is asked with. */
export type Asked<Query> = {
  c: Ctx;
  db: Reader;
  url: URL;
  query: Query;
  audience: Audience;
  number: number;
  holder: TokenHolder | null;
};

/** An answer, the version of the thing it is of (for the ETag of the desk's), or a whole response (gone, moved). */
export type Answered = { body: object; version?: number; next?: string | null } | Response;

/** One reading of the API, as it is served and described. */
export type ReadEndpoint = {
  /** Its operationId; its words stand under `api.op.<id>`. */
  id: string;
  path: string;
  query: z.ZodObject;
  answer: z.ZodType;
  /** Where it answers with bytes and not with JSON: their type. */
  media?: string;
  /** Its name among the schemas. */
  name: string;
  /** Needs this whatever the audience. */
  scope?: Scope;
  /** Stored by nobody on its way, and without an ETag by which it could be told again. */
  unstored?: boolean;
  read(asked: Asked<unknown>): Promise<Answered>;
};

export function defineReading<Query extends z.ZodObject>(
  reading: Omit<ReadEndpoint, 'query' | 'read'> & {
    query: Query;
    read(asked: Asked<z.output<Query>>): Promise<Answered>;
  },
): ReadEndpoint {
  return reading;
}

/** Stands on a thing that was asked for with `audience=desk`, and nowhere else. */
export const deskJson = z.strictObject({
  version: z.number().int().describe('What a change of it must name'),
  visibility: z.enum(['public', 'desk', 'sealed']),
  changedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable(),
});
export const deskPart = { desk: deskJson.optional().describe('Only with `audience=desk`') };

/** What only the desk learns of a thing. */
export type DeskHead = {
  version: number;
  visibility: 'public' | 'desk' | 'sealed';
  changedAt: Date;
  withdrawnAt: Date | null;
};

export const deskOf = (head: DeskHead): z.output<typeof deskJson> => ({
  version: head.version,
  visibility: head.visibility,
  changedAt: head.changedAt.toISOString(),
  withdrawnAt: head.withdrawnAt?.toISOString() ?? null,
});

/** A page of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('Path of the next page; null on the last one'),
  });
