import { z } from 'zod';
import type { ReplyView } from '../../../requests/replies/load-replies.ts';
import { replyKinds, replyStates } from '../../../requests/replies/tables.ts';
import { routes } from '../../routes.ts';
import { storedFileJson } from './demand.ts';

const day = z.string().describe('A day, YYYY-MM-DD');

/** A request for a reply, for the desk. */
export const replyJson = z.strictObject({
  number: z.number().int(),
  version: z.number().int().describe('The version of the request. An operation that changes it must send it'),
  url: z.string().describe('Path of the page at the desk'),
  sealed: z
    .boolean()
    .describe('Whether the request is sealed. The people for whom it was sealed can open the rest at the desk'),
  kind: z.enum(replyKinds),
  article: z.string(),
  sentences: z.array(z.string()),
  actor: z.string().nullable(),
  asker: z.string(),
  contact: z.string(),
  asked: z.string(),
  received: day,
  deadline: day.nullable(),
  provision: z
    .string()
    .nullable()
    .describe('Ref of the provision whose legal duty sets the deadline; null if a person set it'),
  state: z.enum(replyStates),
  settledAt: z.iso.datetime().nullable(),
  reason: z.string(),
  words: z
    .string()
    .nullable()
    .describe('The reply in the words in which it was published; null if it was not published'),
  language: z.string().nullable(),
  files: z.array(storedFileJson),
});
export const replyOf = ({
  id: _id,
  ref: _ref,
  withdrawn: _withdrawn,
  ended: _ended,
  article,
  actor,
  provision,
  settledAt,
  files,
  ...one
}: ReplyView): z.output<typeof replyJson> => ({
  ...one,
  url: routes.desk.reply({ number: one.number }),
  article: `article/${article.number}`,
  actor: actor?.ref ?? null,
  provision: provision?.ref ?? null,
  settledAt: settledAt?.toISOString() ?? null,
  files: files.flatMap(({ name, mediaType, size, sha256, erased }) =>
    erased ? [] : [{ name, mediaType, size, sha256 }],
  ),
});
