import { z } from 'zod';
import { secretKinds } from '../../../law/duties/tables.ts';
import type { PermissionView } from '../../../requests/permissions/load-permissions.ts';
import { permissionStates, permissionWays } from '../../../requests/permissions/tables.ts';
import { routes } from '../../routes.ts';
import { storedFileJson } from './demand.ts';

const day = z.string().nullable().describe('Year, month and day');

/** A permission, for the desk. */
export const permissionJson = z.strictObject({
  number: z.number().int(),
  version: z.number().int().describe('What the next change must name'),
  url: z.string().describe('Its page at the desk'),
  sealed: z.boolean().describe('People named open the rest at the desk'),
  actor: z.string().nullable(),
  person: z.string(),
  article: z.string().nullable().describe('null: wherever it is told'),
  subject: z.string(),
  kinds: z.array(z.enum(secretKinds)),
  state: z.enum(permissionStates),
  way: z.enum(permissionWays).nullable().describe('How the answer came'),
  askedOn: day,
  askedBy: z.string().nullable().describe('Who at the desk asked'),
  answeredOn: day,
  answerer: z.string().describe('Empty: the person'),
  withdrawnOn: day,
  withdrawer: z.string().describe('Empty: the person'),
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
