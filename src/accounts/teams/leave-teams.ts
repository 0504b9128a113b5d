import { sql } from 'kysely';
import type { Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { emailOwner } from '../mails/account-mail.ts';
import { hasItems, membersOf } from './teams.ts';

/**
 * Removes an account that is about to be closed from its teams, and emails the other members.
 * @returns the changes of the teams
 * @throws AppError `invalid_input` if all other members of a team that has items are suspended, or if there are none,
 * because no one could open its items any more
 */
export async function leaveTeams(tx: Tx, account: number, mails: boolean, at: Date): Promise<Change[]> {
  const { rows: teams } = await sql<{ id: number; name: string }>`
    select id, name from team where id in (select team_id from team_member where account_id = ${account}) order by id for update`.execute(
    tx,
  );
  const changes: Change[] = [];
  for (const { id, name } of teams) {
    const team = Number(id);
    const members = await membersOf(tx, team);
    const before = members.map((member) => member.id);
    const staying = before.filter((one) => one !== account);
    if (!members.some((member) => member.id !== account && !member.suspended) && (await hasItems(tx, team)))
      throw new AppError('invalid_input', {
        fields: [{ path: 'disabled', message: 'errors.field.team.lastMemberCloses' }],
      });
    await tx.deleteFrom('team_member').where('team_id', '=', team).where('account_id', '=', account).execute();
    await tx
      .updateTable('team')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', team)
      .execute();
    for (const member of staying) await emailOwner(tx, mails, { account: member, what: 'team', at });
    changes.push({
      kind: 'team',
      thingId: team,
      action: 'changed',
      before: { name, members: before },
      after: { name, members: staying },
    });
  }
  return changes;
}
