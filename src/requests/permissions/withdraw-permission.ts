import { z } from 'zod';
import { hashToken, newToken } from '../../accounts/secrets.ts';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { defineOperation, type Principal } from '../../platform/operation.ts';
import { sealedFor } from '../../record/protection/seal.ts';
import { takeForChange } from '../../record/things.ts';
import { daySchema } from '../demands/schema.ts';
import { refuseBefore, whichPermission } from './change-permission.ts';
import { answerRow } from './file-permissions.ts';
import { permissionWays } from './tables.ts';

/** Whether an account can open a sealed permission. */
export const canOpenPermission = async (
  db: Reader,
  id: number,
  principal: Pick<Principal, 'accountId'>,
): Promise<boolean> => (await sealedFor(db, id)).some((one) => one.id === principal.accountId);

/** Locks a permission that was given. @throws AppError `invalid_input` if it is not valid any more; `sealed` */
async function lockGiven(tx: Tx, input: { permission: string; version: number }, at: Date, principal: Principal) {
  const thing = await takeForChange(tx, input.permission, at, { version: input.version, kinds: ['permission'] });
  // Only people who can open a sealed permission know whose permission it is.
  if (thing.visibility === 'sealed' && !(await canOpenPermission(tx, thing.id, principal)))
    throw new AppError('sealed');
  const before = await tx
    .selectFrom('permission')
    .select(['state', 'withdrawn_on', 'withdrawn_way', 'answered_on'])
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  if (before.state !== 'given')
    throw new AppError('invalid_input', {
      fields: [{ path: 'permission', message: 'errors.field.permission.not_given' }],
    });
  const { answered_on: given, ...rest } = before;
  return { thing, before: rest, given };
}

/**
 * Records at the desk that a sealed permission was withdrawn. The permission stays sealed: only the day and the way are
 * stored (docs/decisions/0115).
 */
export const withdrawSealed = defineOperation({
  name: 'requests.takeBackSealed',
  permission: legal,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object({
    ...whichPermission,
    on: daySchema,
    way: z.enum(permissionWays, 'errors.field.permission.way').exclude(['link']),
  }),
  async write({ tx, input, principal, at, change }) {
    const { thing, before, given } = await lockGiven(tx, input, at, principal);
    refuseBefore(given, input.on, 'on');
    // The withdrawal of a permission that is not sealed is recorded by `answerPermission`, with a document.
    if (thing.visibility !== 'sealed') throw new AppError('conflict');
    const row = answerRow({ state: 'withdrawn', on: input.on, way: input.way, by: '' });
    await storeWithdrawal(tx, thing.id, row);
    change({ kind: 'permission', thingId: thing.id, action: 'changed', before, after: row });
    return { version: thing.version + 1 };
  },
});

async function storeWithdrawal(tx: Tx, id: number, row: ReturnType<typeof answerRow>): Promise<void> {
  await tx.updateTable('permission').set(row).where('id', '=', id).execute();
  await tx.deleteFrom('permission_return').where('permission_id', '=', id).execute();
}

/** Creates a link for a person to withdraw a permission, even a sealed one. An earlier link stops working. */
export const makeReturnLink = defineOperation({
  name: 'requests.makeReturnLink',
  permission: legal,
  publicItems: 'unseen',
  input: z.object(whichPermission),
  async write({ tx, input, principal, at, change }) {
    const { thing } = await lockGiven(tx, input, at, principal);
    const token = newToken();
    await tx.deleteFrom('permission_return').where('permission_id', '=', thing.id).execute();
    await tx
      .insertInto('permission_return')
      .values({ permission_id: thing.id, token_hash: hashToken(token), made_at: at })
      .execute();
    change({
      kind: 'permission',
      thingId: thing.id,
      action: 'changed',
      before: null,
      after: { return_link: at.toISOString().slice(0, 10) },
    });
    return { token, version: thing.version + 1 };
  },
});

/** Finds the permission that the holder of a link can withdraw. Its content is left out. */
export async function findGiven(db: Reader, token: string) {
  return (
    (await db
      .selectFrom('permission_return')
      .innerJoin('permission', 'permission.id', 'permission_return.permission_id')
      .innerJoin('thing', 'thing.id', 'permission.id')
      .select(['permission.language', 'permission.answered_on'])
      .where('token_hash', '=', hashToken(token))
      .where('permission.state', '=', 'given')
      .where('thing.redacted_at', 'is', null)
      .executeTakeFirst()) ?? null
  );
}

/** Withdraws a permission, sealed or not, for the person with the link. @throws AppError `link_spent` */
export const withdrawByLink = defineOperation({
  name: 'requests.takeBackByLink',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({ token: z.string().max(200) }),
  async write({ tx, input, at, change }) {
    const gone = await tx
      .deleteFrom('permission_return')
      .where('token_hash', '=', hashToken(input.token))
      .returning('permission_id')
      .executeTakeFirst();
    if (!gone) throw new AppError('link_spent');
    const thing = await tx
      .selectFrom('thing')
      .selectAll()
      .where('id', '=', gone.permission_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = await tx
      .selectFrom('permission')
      .select(['state', 'withdrawn_on', 'withdrawn_way'])
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow();
    if (before.state !== 'given' || thing.redacted_at) throw new AppError('link_spent');
    const row = answerRow({ state: 'withdrawn', way: 'link', on: at.toISOString().slice(0, 10), by: '' });
    await storeWithdrawal(tx, thing.id, row);
    await tx
      .updateTable('thing')
      .set({ version: thing.version + 1, changed_at: at })
      .where('id', '=', thing.id)
      .execute();
    change({ kind: 'permission', thingId: thing.id, action: 'changed', before, after: row });
  },
});
