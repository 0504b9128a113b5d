import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, type Principal } from '../../platform/operation.ts';
import { readSetting, storeSetting } from '../../platform/database/settings.ts';

const setting = 'second_person';

/** Whether a claim is checked only by someone who did not write it. */
export async function needsSecondPerson(db: Reader): Promise<boolean> {
  return (await readSetting(db, setting)) === true;
}

/** Sets whether claims are checked only by people who did not write them. What is checked already stays so. */
export const requireSecondPerson = defineOperation({
  name: 'record.requireSecondPerson',
  permission: editors,
  input: z.object({ second: z.boolean() }),
  async write({ tx, input, change }) {
    const before = await needsSecondPerson(tx);
    if (before === input.second) return;
    await storeSetting(tx, setting, input.second);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { secondPerson: before },
      after: { secondPerson: input.second },
    });
  },
});

/**
 * Errors for claims that someone wants to mark as checked while they write them, if a second person has to.
 * @param paths their fields
 */
export async function secondPersonNeeded(db: Reader, paths: readonly string[]): Promise<FieldError[]> {
  if (paths.length === 0 || !(await needsSecondPerson(db))) return [];
  return paths.map((path) => ({ path, message: 'errors.field.claim.second_person' }));
}

/**
 * @param changed the claims that someone checks
 * @param asked all claims of the request, whose places the errors name
 * @throws AppError `invalid_input` if a second person has to check, for each claim whose present content the person wrote
 */
export async function demandSecondPerson(
  db: Reader,
  changed: readonly number[],
  asked: readonly number[],
  { accountId }: Principal,
): Promise<void> {
  if (accountId === null || !(await needsSecondPerson(db))) return;
  // A change of ranks stores the statements alone; who made it did not write the claim.
  const { rows } = await sql<{ id: number }>`
    select asked.id from unnest(${[...changed]}::bigint[]) asked(id) where ${accountId}::bigint = (
      select s.account_id from change c join change_set s on s.id = c.change_set_id
      where c.thing_id = asked.id and c.kind = 'claim' and c.action in ('created', 'changed') and c.after -> 'wording' is not null
      order by c.change_set_id desc limit 1)`.execute(db);
  if (rows.length === 0) return;
  throw new AppError('invalid_input', {
    fields: rows.map(({ id }) => ({
      path: `claims.${asked.indexOf(Number(id))}`,
      message: 'errors.field.claim.own',
    })),
  });
}
