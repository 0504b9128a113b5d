import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { settleFiles } from '../../record/files/store-files.ts';
import { RefResolver } from '../../record/refs.ts';
import { putFilesOf, storeRequests } from '../store-requests.ts';
import { permissionInput, type PermissionSaid } from './schema.ts';
import type { PermissionWay } from './tables.ts';

/** Builds the rows of permissions. @throws AppError `invalid_input` by field */
export async function readPermissions(tx: Tx, all: readonly PermissionSaid[], path: (index: number) => string) {
  const refs = new RefResolver();
  await refs.load(
    tx,
    all.flatMap((one) => [one.actor, one.article].flatMap((ref) => ref ?? [])),
  );
  const rows = all.map((one, index) => ({
    person_id: one.actor ? (refs.find(one.actor, `${path(index)}actor`, ['actor'])?.id ?? null) : null,
    person: one.person,
    document_id: one.article ? (refs.find(one.article, `${path(index)}article`, ['article'])?.id ?? null) : null,
    subject: one.subject,
    kinds: one.kinds,
    asked_on: one.asked ?? null,
    wording: one.wording,
    contact: one.contact,
    language: one.language ?? null,
    note: one.note,
  }));
  refs.throwIfWrong();
  return rows;
}

/** The database columns of an answer. */
export const answerRow = ({
  state,
  on,
  way,
  by,
}: {
  state: 'given' | 'refused' | 'withdrawn';
  on: string;
  way: PermissionWay;
  by: string;
}) =>
  state === 'withdrawn'
    ? { state, withdrawn_way: way, withdrawn_on: on, withdrawer: by }
    : { state, way, answered_on: on, answerer: by, withdrawn_on: null, withdrawn_way: null, withdrawer: '' };

/** Files permissions that people gave or will be asked for, with the letter, email or recording that proves it. */
export const filePermissions = defineOperation({
  name: 'requests.filePermissions',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ permissions: z.array(permissionInput).min(1).max(100) }),
  prepare: async ({ input, app }) => ({
    files: await putFilesOf(
      app,
      input.permissions.map(({ answer, sealFor }) => ({ files: answer?.files ?? [], sealFor })),
    ),
  }),
  async write(writing): Promise<{ permissions: string[] }> {
    const { tx, input, prepared, principal } = writing;
    const rows = (await readPermissions(tx, input.permissions, (index) => `permissions.${index}.`)).map(
      (row, index) => {
        const { answer } = input.permissions[index]!;
        return {
          ...row,
          asked_by: row.asked_on === null ? null : principal.accountId,
          state: 'asked' as const,
          way: null,
          answered_on: null,
          answerer: '',
          withdrawn_on: null,
          withdrawn_way: null,
          withdrawer: '',
          ...(answer ? answerRow(answer) : {}),
        };
      },
    );
    const permissions = await storeRequests(writing, 'permission', rows, prepared.files, {
      list: 'permissions',
      sealFor: input.permissions.map((one) => one.sealFor),
    });
    return { permissions };
  },
  cleanUp: ({ prepared, app, failed }) => settleFiles(app, prepared.files.flat(), failed),
});
