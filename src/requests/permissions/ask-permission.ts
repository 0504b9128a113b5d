import { z } from 'zod';
import { hashToken, newToken } from '../../accounts/secrets.ts';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { takePermission, whichPermission } from './change-permission.ts';
import { answerRow } from './file-permissions.ts';
import { linkDays } from './tables.ts';

/**
 * Creates a link for a person to answer a request once, within `linkDays` days. An earlier link stops working.
 * The person sees only the editor's wording, not the article.
 * @throws AppError `invalid_input` if the request has no wording yet; `act_impossible` if it was answered already
 */
export const askPermission = defineOperation({
  name: 'requests.askPermission',
  permission: legal,
  publicItems: 'unseen',
  input: z.object(whichPermission),
  async write({ tx, input, principal, at, change }) {
    const { thing, before } = await takePermission(tx, input, at);
    if (before.state !== 'asked') throw new AppError('act_impossible', { details: { state: before.state } });
    if (before.wording.length < 10)
      throw new AppError('invalid_input', {
        fields: [{ path: 'wording', message: 'errors.field.permission.wording' }],
      });
    const token = newToken();
    await tx.deleteFrom('permission_link').where('permission_id', '=', thing.id).execute();
    await tx
      .insertInto('permission_link')
      .values({
        permission_id: thing.id,
        token_hash: hashToken(token),
        made_at: at,
        expires_at: new Date(at.getTime() + linkDays * 86_400_000),
      })
      .execute();
    const asked = { asked_on: at.toISOString().slice(0, 10), asked_by: principal.accountId };
    await tx.updateTable('permission').set(asked).where('id', '=', thing.id).execute();
    change({
      kind: 'permission',
      thingId: thing.id,
      action: 'changed',
      before: { asked_on: before.asked_on, asked_by: before.asked_by },
      after: asked,
    });
    return { token, version: thing.version + 1 };
  },
});

/** Finds the unanswered request for the token of a link. The wording of a sealed request is left out. */
export async function findRequest(db: Reader, token: string, at: Date) {
  const row = await db
    .selectFrom('permission_link')
    .innerJoin('permission', 'permission.id', 'permission_link.permission_id')
    .innerJoin('thing', 'thing.id', 'permission.id')
    .select([
      'permission.id',
      'permission.wording',
      'permission.kinds',
      'permission.language',
      'permission_link.expires_at',
    ])
    .where('token_hash', '=', hashToken(token))
    .where('permission.state', '=', 'asked')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .executeTakeFirst();
  return row && row.expires_at > at ? row : null;
}

/**
 * Records the answer of the person with the link. The same link later lets them withdraw the permission.
 * @throws AppError `link_spent`
 */
export const answerRequest = defineOperation({
  name: 'requests.answerRequest',
  permission: 'anyone',
  input: z.object({
    token: z.string().max(200),
    state: z.enum(['given', 'refused'], 'errors.field.permission.state'),
    by: z.string().trim().max(300, 'errors.field.text.long').default(''),
    said: z.string().trim().max(2000, 'errors.field.text.long').default(''),
  }),
  async write({ tx, input, at, change }) {
    const gone = await tx
      .deleteFrom('permission_link')
      .where('token_hash', '=', hashToken(input.token))
      .where('expires_at', '>', at)
      .returning('permission_id')
      .executeTakeFirst();
    if (!gone) throw new AppError('link_spent');
    const thing = await tx
      .selectFrom('thing')
      .selectAll()
      .where('id', '=', gone.permission_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = await tx.selectFrom('permission').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
    if (before.state !== 'asked' || thing.withdrawn_at || thing.redacted_at) throw new AppError('link_spent');
    // For a sealed permission, the person's words are not stored: they would be unencrypted, and could reveal who the
    // person is.
    const [by, said] = thing.visibility === 'sealed' ? ['', ''] : [input.by, input.said];
    const after = {
      ...answerRow({ state: input.state, way: 'link', on: at.toISOString().slice(0, 10), by }),
      note: [before.note, said].filter(Boolean).join('\n\n'),
    };
    await tx.updateTable('permission').set(after).where('id', '=', thing.id).execute();
    if (input.state === 'given')
      await tx
        .insertInto('permission_return')
        .values({ permission_id: thing.id, token_hash: hashToken(input.token), made_at: at })
        .execute();
    await tx
      .updateTable('thing')
      .set({ version: thing.version + 1, changed_at: at })
      .where('id', '=', thing.id)
      .execute();
    change({
      kind: 'permission',
      thingId: thing.id,
      action: 'changed',
      before: { state: before.state, note: before.note },
      after,
    });
  },
});
