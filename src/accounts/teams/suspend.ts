import './tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { factorsOf } from '../factors/factors.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { desk } from '../tables.ts';
import { canAddMembers, membersOf } from './teams.ts';

/**
 * Suspends an account in its teams: in those that have items, and in those where another member can confirm the
 * account. Does nothing if signing in to the account has a second step.
 *
 * Called when an administrator may now be able to sign in as this person: with a link for a password, through a new
 * email address, or because the second step was removed. The administrator could then see the team's items.
 */
export async function suspendInTeams(
  { tx, at, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change'>,
  account: number,
  mails: boolean,
): Promise<void> {
  if ((await factorsOf(tx, account)).any) return;
  const { rows: teams } = await asTeams(tx, null, () =>
    sql<{ id: number; name: string }>`
      select t.id, t.name from team t join team_member m on m.team_id = t.id
      where m.account_id = ${account} and m.suspended_at is null and (exists (select from team_limit l where l.team_id = t.id)
        or exists (select from team_member o where o.team_id = t.id and o.account_id <> ${account} and o.suspended_at is null))
      order by t.id for update of t`.execute(tx),
  );
  for (const { id, name } of teams) {
    const team = Number(id);
    const members = await membersOf(tx, team);
    const before = members.flatMap((member) => (member.suspended ? [member.id] : []));
    await setMember(tx, team, account, { suspended_at: at });
    for (const member of members)
      if (member.id !== account && !member.suspended)
        await emailOwner(tx, mails, { account: member.id, what: 'team_suspended', at });
    change({
      kind: 'team',
      thingId: team,
      action: 'changed',
      before: { name, suspended: before },
      after: { name, suspended: [...before, account] },
    });
  }
}

async function setMember(
  tx: Tx,
  team: number,
  account: number,
  set: { suspended_at: Date | null; confirmed_at?: Date },
): Promise<void> {
  await tx.updateTable('team_member').set(set).where('team_id', '=', team).where('account_id', '=', account).execute();
  await tx
    .updateTable('team')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', team)
    .execute();
}

/**
 * Confirms a member, after someone has asked this person whether they chose their password themselves. If the member
 * was suspended, the member sees the team's items again. Only other members and the server's operator can do this.
 * @throws AppError `not_found`
 */
export const confirmMember = defineOperation({
  name: 'accounts.confirmMember',
  permission: desk,
  proof: true,
  input: z.object({ team: z.coerce.number().int().positive(), account: z.coerce.number().int().positive() }),
  prepare: ({ app }) => Promise.resolve({ mails: sendsMail(app) }),
  async write({ tx, input: { team: id, account }, prepared: { mails }, principal, at, change }) {
    const team = await tx.selectFrom('team').select('name').where('id', '=', id).forUpdate().executeTakeFirst();
    const members = team ? await membersOf(tx, id) : [];
    const suspended = members.flatMap((member) => (member.suspended ? [member.id] : []));
    const waiting = members.some((member) => member.id === account && (member.suspended || member.unconfirmed));
    const active = members.flatMap((member) => (member.suspended ? [] : [member.id]));
    const mayConfirm = canAddMembers(principal, active) && (account !== principal.accountId || principal.via === 'cli');
    if (!team || !waiting || !mayConfirm) throw new AppError('not_found');
    await setMember(tx, id, account, { suspended_at: null, confirmed_at: at });
    // A member who was not suspended could see the items all the time, so there is no change to report to the members.
    if (suspended.includes(account))
      for (const member of [account, ...active])
        if (member !== principal.accountId)
          await emailOwner(tx, mails, { account: member, what: member === account ? 'team_confirmed' : 'team', at });
    change({
      kind: 'team',
      thingId: id,
      action: 'changed',
      before: { name: team.name, suspended },
      after: { name: team.name, suspended: suspended.filter((one) => one !== account), vouchedFor: [account] },
    });
  },
});
