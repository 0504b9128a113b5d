import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sendsMail } from '../mails/account-mail.ts';
import { administrators, desk } from '../tables.ts';
import { canAddMembers, canRemoveMembers, hasItems, mayManage, membersOf, withHandedOverPassword } from './teams.ts';
import { emailMembers } from './email-members.ts';

/*
 * Rules for the members of teams.
 *
 * Administrators create teams, and need not be members. Once something is limited to a team, only its members can add
 * others; otherwise an administrator could join and see it. From then on, only members who are editors can remove
 * others; otherwise any member could remove all others.
 *
 * An administrator could know the passwords of some new members. The form says that these people must first be asked
 * whether they chose their password themselves; `asked` lists those who were asked. If a member of the team or the
 * server's operator adds them, this confirms them (`team_member.confirmed_at`). If someone else adds them, they stay
 * unconfirmed, because that could be the administrator.
 */

const id = z.coerce.number().int().positive();
const name = z.string().trim().min(1, 'errors.field.team.name').max(80, 'errors.field.team.long');
const asked = z.array(id).max(200).default([]);

/** Creates a team with its first members. @throws AppError `invalid_input` if there is a team with this name */
export const createTeam = defineOperation({
  name: 'accounts.createTeam',
  permission: administrators,
  proof: true,
  input: z.object({ name, members: z.array(id).min(1, 'errors.field.team.nobody').max(200), asked }),
  prepare: ({ app }) => Promise.resolve({ mails: sendsMail(app) }),
  async write({ tx, input, prepared, principal, at, change }) {
    await refuseSameName(tx, input.name, null);
    const members = [...new Set(input.members)];
    await requireActiveAccounts(tx, members);
    const team = await tx
      .insertInto('team')
      .values({ name: input.name, created_at: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    const wereAsked = canAddMembers(principal, []) ? input.asked : [];
    const vouchedFor = await join(tx, Number(team.id), members, wereAsked, at);
    await emailMembers(tx, prepared.mails, at, { staying: [], joining: members, leaving: [] });
    change({
      kind: 'team',
      thingId: Number(team.id),
      action: 'created',
      before: null,
      after: { name: input.name, members, ...(vouchedFor.length && { vouchedFor }) },
    });
    return { id: Number(team.id) };
  },
});

/**
 * Changes a team's name and members, or closes and reopens it. Someone who leaves the team no longer sees its items. A
 * closed team can't be selected any more.
 * @throws AppError `not_found` if there is no such team, or the person may not see it; `conflict` if `version` is not
 * the current one; `invalid_input` for a change that a team with items does not allow: someone from outside adds a
 * member, someone who is not an editor of the team removes another, the last member leaves, or the team is closed
 */
export const changeTeam = defineOperation({
  name: 'accounts.changeTeam',
  permission: desk,
  proof: true,
  // Running writes of people who leave the team are completed first. Their later writes are refused, because they are
  // no longer in the team.
  endsAccess: async ({ tx, input }) =>
    (await membersOf(tx, input.team)).map((member) => member.id).filter((member) => !input.members.includes(member)),
  input: z.object({
    team: id,
    version: id,
    name,
    members: z.array(id).max(200),
    asked,
    closed: z.boolean().optional(),
  }),
  prepare: ({ app }) => Promise.resolve({ mails: sendsMail(app) }),
  async write({ tx, input, prepared, principal, at, change }) {
    const team = await tx.selectFrom('team').selectAll().where('id', '=', input.team).forUpdate().executeTakeFirst();
    const all = team ? await membersOf(tx, input.team) : [];
    const before = all.map((member) => member.id);
    const active = all.flatMap((member) => (member.suspended ? [] : [member.id]));
    if (!team || !mayManage(principal, active)) throw new AppError('not_found');
    if (team.version !== input.version) throw new AppError('conflict');
    await refuseSameName(tx, input.name, input.team);
    const members = [...new Set(input.members)];
    const joining = members.filter((account) => !before.includes(account));
    const leaving = before.filter((account) => !members.includes(account));
    await requireActiveAccounts(tx, joining);
    const wasClosed = team.closed_at !== null;
    const closed = input.closed ?? wasClosed;
    if (await hasItems(tx, input.team)) {
      if (joining.length && !canAddMembers(principal, active)) throw refused('members', 'membersOnly');
      if (leaving.some((account) => account !== principal.accountId) && !canRemoveMembers(principal, active))
        throw refused('members', 'editorRemoves');
      if (![...joining, ...active].some((account) => members.includes(account))) throw refused('members', 'lastMember');
      if (closed) throw refused('closed', 'hasItems');
    }
    await tx
      .updateTable('team')
      .set({ name: input.name, closed_at: closed ? (team.closed_at ?? at) : null, version: team.version + 1 })
      .where('id', '=', input.team)
      .execute();
    if (leaving.length)
      await tx.deleteFrom('team_member').where('team_id', '=', input.team).where('account_id', 'in', leaving).execute();
    const wereAsked = canAddMembers(principal, active) ? input.asked : [];
    const vouchedFor = await join(tx, input.team, joining, wereAsked, at);
    const staying = members.filter((account) => before.includes(account));
    await emailMembers(tx, prepared.mails, at, { staying, joining, leaving });
    change({
      kind: 'team',
      thingId: input.team,
      action: 'changed',
      before: { name: team.name, members: before, ...(closed === wasClosed ? {} : { closed: wasClosed }) },
      after: {
        name: input.name,
        members,
        ...(vouchedFor.length && { vouchedFor }),
        ...(closed === wasClosed ? {} : { closed }),
      },
    });
  },
});

const refused = (path: string, message: string): AppError =>
  new AppError('invalid_input', { fields: [{ path, message: `errors.field.team.${message}` }] });

async function refuseSameName(tx: Tx, wanted: string, except: number | null): Promise<void> {
  const other = await tx.selectFrom('team').select('id').where('name', '=', wanted).executeTakeFirst();
  if (other && Number(other.id) !== except) throw refused('name', 'taken');
}

async function requireActiveAccounts(tx: Tx, accounts: readonly number[]): Promise<void> {
  if (accounts.length === 0) return;
  const found = await tx
    .selectFrom('account')
    .select('id')
    .where('id', 'in', accounts)
    .where('disabled_at', 'is', null)
    .execute();
  if (found.length !== accounts.length) throw refused('members', 'account');
}

/**
 * Adds people to a team. If an administrator could know the password of a person in `wereAsked`, that person becomes a
 * confirmed member.
 * @returns the confirmed members
 */
async function join(
  tx: Tx,
  team: number,
  accounts: readonly number[],
  wereAsked: readonly number[],
  at: Date,
): Promise<number[]> {
  if (accounts.length === 0) return [];
  const vouchedFor = await withHandedOverPassword(
    tx,
    wereAsked.filter((account) => accounts.includes(account)),
  );
  await tx
    .insertInto('team_member')
    .values(
      accounts.map((account) => ({
        team_id: team,
        account_id: account,
        since: at,
        confirmed_at: vouchedFor.includes(account) ? at : null,
      })),
    )
    .execute();
  return vouchedFor;
}
