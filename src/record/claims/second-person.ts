import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation, type Principal } from '../../platform/operation.ts';
import { readSetting, storeSetting } from '../../platform/database/settings.ts';
import { isSame } from '../history/states.ts';
import { comparedIn } from './compared.ts';

const setting = 'second_person';

/** Whether only someone who did not write a claim may check it. This is a setting. */
export async function needsSecondPerson(db: Reader): Promise<boolean> {
  return (await readSetting(db, setting)) === true;
}

/**
 * Sets whether only people who did not write a claim may check it. Claims that are checked already are not affected.
 */
export const requireSecondPerson = defineOperation({
  name: 'record.requireSecondPerson',
  permission: editors,
  proof: 'session',
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
 * Errors for claims that someone adds or changes and marks as checked in the same request. Empty unless the setting
 * requires a second person.
 * @param paths the fields in the input that mark claims as checked
 */
export async function secondPersonNeeded(db: Reader, paths: readonly string[]): Promise<FieldError[]> {
  if (paths.length === 0 || !(await needsSecondPerson(db))) return [];
  return paths.map((path) => ({ path, message: 'errors.field.claim.second_person' }));
}

/**
 * Makes sure that no one checks claims whose present content they wrote, if the setting requires a second person.
 * @param changed the ids of the claims that this request marks as checked
 * @param requested the ids of all claims of the request; the path of an error contains the claim's index in this list
 * @throws AppError `invalid_input`, with an error for each claim that this person wrote
 */
export async function refuseOwnClaims(
  db: Reader,
  changed: readonly number[],
  requested: readonly number[],
  { accountId }: Principal,
): Promise<void> {
  if (accountId === null || !(await needsSecondPerson(db))) return;
  const own: number[] = [];
  for (let from = 0; from < changed.length; from += batchSize)
    own.push(...(await writtenBy(db, changed.slice(from, from + batchSize), accountId)));
  if (own.length === 0) return;
  throw new AppError('invalid_input', {
    fields: own.map((id) => ({
      path: `claims.${requested.indexOf(id)}`,
      message: 'errors.field.claim.own',
    })),
  });
}

/** One query reads the histories of this many claims. */
const batchSize = 200;

/**
 * The claims whose present content this account wrote, because it was the last to add the claim or to change what is
 * compared with the source. Changing the access or the ranks, or separating merged people, does not count as writing.
 */
async function writtenBy(db: Reader, ids: readonly number[], accountId: number): Promise<number[]> {
  const { rows } = await sql<{
    id: number;
    by: number | null;
    before: Record<string, unknown> | null;
    after: Record<string, unknown>;
  }>`
    select c.thing_id as id, s.account_id as by, c.before, c.after
    from change c join change_set s on s.id = c.change_set_id
    where c.thing_id = any(${[...ids]}::bigint[]) and c.kind = 'claim' and c.action in ('created', 'changed')
      and c.after -> 'wording' is not null and s.operation <> 'record.unmerge'
    order by c.change_set_id desc, c.ordinal desc`.execute(db);
  const writers = new Map<number, number | null>();
  for (const { id, by, before, after } of rows)
    if (!writers.has(Number(id)) && !(before && isSame(comparedIn(before), comparedIn(after))))
      writers.set(Number(id), by === null ? null : Number(by));
  return ids.filter((id) => writers.get(id) === accountId);
}
