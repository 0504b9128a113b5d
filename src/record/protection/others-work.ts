import { sql } from 'kysely';
import { editors } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { Principal } from '../../platform/operation.ts';
import type { Thing } from '../things.ts';
import { writersOf } from '../writers.ts';

/*
 * No one may use a seal to hide an item from the people who worked on it. So the item must be sealed for all of them,
 * or for an editor, who can remove the seal.
 */

type Person = { id: number; name: string };

/**
 * `worked`: the people other than `principal` who worked on an item and can see it. `editors`: the editors for whom the
 * item can be sealed.
 */
export async function othersWork(
  db: Reader,
  thing: Pick<Thing, 'id' | 'kind'>,
  { accountId }: Principal,
): Promise<{ worked: Person[]; editors: Person[] }> {
  const { rows } = await sql<Person & { worked: boolean; editor: boolean }>`
    select a.id::int as id, a.name, a.id in (${writersOf(sql`${thing.id}`, sql`${thing.kind}`)}) as worked,
      a.roles && ${[...editors]}::text[] and a.seal_recipient is not null as editor
    from account a where a.disabled_at is null and not exists (
      select from thing_team x where x.thing_id = ${thing.id} and not exists (
        select from team_member m where m.team_id = x.team_id and m.account_id = a.id and m.suspended_at is null
      )
    ) order by a.name, a.id`.execute(db);
  const named = ({ id, name }: Person): Person => ({ id, name });
  return {
    worked: rows.filter((row) => row.worked && row.id !== accountId).map(named),
    editors: rows.filter((row) => row.editor).map(named),
  };
}

/** The names of people, as a parameter of a message (`none` is the value for no people). */
export const namesOf = (people: readonly Person[]): string => people.map(({ name }) => name).join(', ') || 'none';

/**
 * Refuses a seal that would hide an item from people who worked on it.
 * @param chosen the people who can open the sealed item
 * @throws AppError `invalid_input`
 */
export async function requireOthersCanOpen(
  db: Reader,
  thing: Thing,
  principal: Principal,
  chosen: readonly number[],
): Promise<void> {
  if (principal.accountId === null) return;
  const others = await othersWork(db, thing, principal);
  const can = ({ id }: Person): boolean => chosen.includes(id);
  if (others.worked.every(can) || others.editors.some(can)) return;
  throw new AppError('invalid_input', {
    fields: [
      {
        path: 'for',
        message: 'errors.field.seal.others',
        params: { people: namesOf(others.worked), editors: namesOf(others.editors) },
      },
    ],
  });
}
