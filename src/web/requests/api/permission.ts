import { z } from 'zod';
import { secretKinds } from '../../../law/duties/tables.ts';
import type { PermissionView } from '../../../requests/permissions/load-permissions.ts';
import { permissionStates, permissionWays } from '../../../requests/permissions/tables.ts';
import { routes } from '../../routes.ts';
import { storedFileJson } from './demand.ts';

const day = z.string().nullable().describe('A day, YYYY-MM-DD');

/** A person's permission to be named or quoted, for the desk. */
export const permissionJson = z.strictObject({
  number: z.number().int(),
  version: z.number().int().describe('The version of the permission. An operation that changes it must send it'),
  url: z.string().describe('Path of the page at the desk'),
  sealed: z
    .boolean()
    .describe('Whether the permission is sealed. The people for whom it was sealed can open the rest at the desk'),
  actor: z.string().nullable(),
  person: z.string(),
  article: z
    .string()
    .nullable()
    .describe('Ref of the article for which the permission is given; null if it is given for all articles'),
  subject: z.string(),
  kinds: z.array(z.enum(secretKinds)),
  state: z.enum(permissionStates),
  way: z.enum(permissionWays).nullable().describe('How the person answered'),
  askedOn: day,
  askedBy: z.string().nullable().describe('Name of the person at the desk who asked'),
  answeredOn: day,
  answerer: z.string().describe('Who answered for the person; empty if the person did'),
  withdrawnOn: day,
  withdrawer: z.string().describe('Who withdrew the permission for the person; empty if the person did'),
  withdrawnWay: z.enum(permissionWays).nullable(),
  wording: z.string(),
  contact: z.string(),
  language: z.string().nullable(),
  note: z.string(),
  files: z.array(storedFileJson),
});
export const permissionOf = ({
  id: _id,
  ref: _ref,
  withdrawn: _withdrawn,
  linkUntil: _until,
  actor,
  article,
  files,
  ...one
}: PermissionView): z.output<typeof permissionJson> => ({
  ...one,
  url: routes.desk.permission({ number: one.number }),
  actor: actor?.ref ?? null,
  article: article && `article/${article.number}`,
  files: files.flatMap(({ name, mediaType, size, sha256, erased }) =>
    erased ? [] : [{ name, mediaType, size, sha256 }],
  ),
});
