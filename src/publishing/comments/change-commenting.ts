import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import { loadPublication } from '../publication/publication.ts';
import {
  commentingRow,
  commentingSchema,
  loadCommenting,
  noCommenting,
  type Commenting,
  type CommentingInput,
  type IdentityDemand,
} from './commenting.ts';
import { dayOf } from './identity/calendar.ts';
import { isRecipient } from './identity/day-keys.ts';
import { commentDuties } from './identity/duties.ts';
import { methods } from './identity/methods.ts';

/**
 * Opens or closes comments for the publication, and sets the word lists. It can also require commenters to identify
 * themselves, but only if a legal duty in the record demands this, and the person is both editor and administrator.
 * @throws AppError `conflict`; `invalid_input` by field; `not_permitted`
 */
export const changeCommenting = defineOperation({
  name: 'publishing.changeCommenting',
  permission: editors,
  input: z.object({ version: z.coerce.number().int().min(0), to: commentingSchema }),
  async prepare({ input: { to }, at, app }): Promise<Commenting> {
    const { identify: _, keep: __, method: ___, officer: ____, ...own } = to;
    return { ...own, identity: to.mode === 'identified' ? await demanded(app, to, dayOf(at)) : null };
  },
  async write({ tx, input, prepared: after, principal, change }) {
    await tx
      .insertInto('setting')
      .values(commentingRow(noCommenting, 0))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx.selectFrom('setting').select('name').where('name', '=', 'commenting').forUpdate().execute();
    const { commenting: before, version } = await loadCommenting(tx);
    if (version !== input.version) throw new AppError('conflict');
    if (
      JSON.stringify(before.identity) !== JSON.stringify(after.identity) &&
      !principal.roles.some((role) => role === 'administrator' || role === 'system')
    )
      throw new AppError('not_permitted', { details: { roles: 'administrator' } });
    const row = commentingRow(after, version + 1);
    await tx.updateTable('setting').set({ value: row.value }).where('name', '=', row.name).execute();
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { commenting: before },
      after: { commenting: after },
    });
  },
});

/** Checks that the duties in the input are in force today in the laws of the publication's countries. */
async function demanded(app: App, to: CommentingInput, day: string): Promise<IdentityDemand> {
  const fields: FieldError[] = [];
  const duties = (await dutiesHere(app.db.read, day)).filter((one) => one.standing === 'in-force');
  const identify = duties.find((one) => one.id === to.identify && one.act === 'identify-commenters');
  const keep = to.keep === undefined ? null : duties.find((one) => one.id === to.keep && one.act === 'keep');
  if (!identify) fields.push({ path: 'to.identify', message: 'publishing.comments.error.identify' });
  if (keep === undefined) fields.push({ path: 'to.keep', message: 'publishing.comments.error.keep' });
  if (keep && !(await isRecipient(to.officer)))
    fields.push({ path: 'to.officer', message: 'publishing.comments.error.officer' });
  if (!methods[to.method].ready(app.config))
    fields.push({ path: 'to.method', message: 'publishing.comments.error.method' });
  if (fields.length || !identify || keep === undefined) throw new AppError('invalid_input', { fields });
  return {
    identify: identify.id,
    keep: keep?.id ?? null,
    period: keep?.period ?? null,
    law: identify.law,
    provision: identify.provision,
    method: to.method,
    officer: keep ? to.officer : '',
  };
}

const dutiesHere = async (db: Reader, day: string) =>
  commentDuties(db, (await loadPublication(db)).publication.jurisdictions, day);
