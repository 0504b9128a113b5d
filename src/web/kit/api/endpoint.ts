import { z } from 'zod';
import type { TokenHolder } from '../../../accounts/tokens/find-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import type { Ctx } from '../context.ts';

export type ReadRequest<Query> = {
  c: Ctx;
  db: Reader;
  url: URL;
  query: Query;
  audience: Audience;
  number: number;
  holder: TokenHolder | null;
};

/**
 * Either the body of a response, or a complete response such as a redirect or an error. With `audience=desk`, the ETag
 * contains the `version` of the item.
 */
export type ReadResult = { body: object; version?: number; next?: string | null } | Response;

/** A read endpoint of the API. Both the route and the description of the API are built from it. */
export type ReadEndpoint = {
  /** The operationId in the description of the API. The message `api.op.<id>` describes the endpoint. */
  id: string;
  path: string;
  query: z.ZodObject;
  /** The parameters that a request without `audience=desk` may use, if some of `query` are only for the desk. */
  publicQuery?: z.ZodObject;
  answer: z.core.$ZodType;
  /** The media type, if the endpoint returns bytes instead of JSON. */
  media?: string;
  /** The name of the schema of its response. */
  name: string;
  /** How many requests a call counts as; 1 if left out. */
  cost?: number;
  /** The scope that a token needs, even with `audience=public`. */
  scope?: Scope;
  /** Whether caches must not store the response. Such a response has no ETag. */
  unstored?: boolean;
  read(asked: ReadRequest<unknown>): Promise<ReadResult>;
};

export function defineReading<Query extends z.ZodObject>(
  reading: Omit<ReadEndpoint, 'query' | 'read'> & {
    query: Query;
    read(asked: ReadRequest<z.output<Query>>): Promise<ReadResult>;
  },
): ReadEndpoint {
  return reading;
}

/** The teams to which a single item is limited, and the people who opened the item in the last year. */
export const limitedJson = z
  .strictObject({
    teams: z.array(z.strictObject({ team: z.number().int(), name: z.string() })),
    openings: z
      .array(z.strictObject({ by: z.string(), at: z.iso.datetime() }))
      .describe('Who opened the item in the last year, newest first; at most 50 entries'),
  })
  .optional()
  .describe('Only for a single item that is limited to teams');

/** Fields that an item has only if it was requested with `audience=desk`. */
export const deskJson = z.strictObject({
  version: z.number().int().describe('The version of the item. An operation that changes the item must send it'),
  visibility: z.enum(['public', 'desk', 'sealed']),
  changedAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable(),
  limited: limitedJson,
  tags: z.array(z.string()).optional().describe('Only for cases, actors and sources: the tags of the desk'),
});
export const withDesk = (item: z.ZodObject): z.ZodObject =>
  item.extend({ desk: deskJson.optional().describe('Only in responses to `audience=desk`') });

/** The data from which `deskOf` creates `deskJson`. */
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

/** The schema of one page of a list. */
export const listOf = (item: z.core.$ZodType): z.core.$ZodType =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('Path of the next page; null on the last one'),
  });
