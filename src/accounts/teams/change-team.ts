import './tables.ts';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { defineOperation, type Principal } from '../../platform/operation.ts';
import { administrators, desk } from '../tables.ts';

/*
 * Teams are made by administrators, who need not be in them. Once something is limited to a team, only its members let
 * others in: otherwise an administrator could let themselves in.
 */

const id = z.coerce.number().int().positive();
const name = z.string().trim().min(1, 'errors.field.team.name').max(80, 'errors.field.team.long');

/** Creates a team with its first members. @throws AppError `invalid_input` if there is a team with this name */
export const createTeam = defineOperation({
  name: 'accounts.createTeam',
  permission: administrators,
  proof: true,
  input: z.object({ name, members: z.array(id).min(1, 'errors.field.team.nobody').max(200) }),
  async write({ tx, input, at, change }) {
    await refuseSameName(tx, input.name, null);
    const members = [...new Set(input.members)];
    await demandAccounts(tx, members);
    const team = await tx
      .insertInto('team')
      .values({ name: input.name, created_at: at })
      .returning('id')
      .executeTakeFirstOrThrow();
    await join(tx, Number(team.id), members, at);
    change({
      kind: 'team',
      thingId: Number(team.id),
      action: 'created',
      before: null,
      after: { name: input.name, members },
    });
    return { id: Number(team.id) };
  },
});

/**
 * Changes a team's name and members. Someone who leaves no longer sees its items.
 * @throws AppError `conflict` if `version` is not the current one; `not_permitted` if someone who is not in the team lets
 *   others into one that has items; `invalid_input` if it would have items and no members
 */
export const changeTeam = defineOperation({
  name: 'accounts.changeTeam',
  permission: desk,
  proof: true,
  input: z.object({ team: id, version: id, name, members: z.array(id).max(200) }),
  async write({ tx, input, principal, at, change }) {
    const team = await tx.selectFrom('team').selectAll().where('id', '=', input.team).forUpdate().executeTakeFirst();
    const before = team && (await membersOf(tx, input.team)).map((member) => member.id);
    if (!team || !mayManage(principal, before!)) throw new AppError('not_found');
    if (team.version !== input.version) throw new AppError('conflict');
    await refuseSameName(tx, input.name, input.team);
    const members = [...new Set(input.members)];
    const joining = members.filter((account) => !before!.includes(account));
    await demandAccounts(tx, joining);
    const hasItems = Boolean(
      await tx
        .selectFrom('team_limit')
        .select('thing_id')
        .where('team_id', '=', input.team)
        .limit(1)
        .executeTakeFirst(),
    );
    const isMember = principal.accountId === null || before!.includes(principal.accountId);
    if (joining.length && hasItems && !isMember && principal.via !== 'cli')
      throw new AppError('invalid_input', { fields: [{ path: 'members', message: 'errors.field.team.membersOnly' }] });
    if (members.length === 0 && hasItems)
      throw new AppError('invalid_input', { fields: [{ path: 'members', message: 'errors.field.team.lastMember' }] });
    await tx
      .updateTable('team')
      .set({ name: input.name, version: team.version + 1 })
      .where('id', '=', input.team)
      .execute();
    const leaving = before!.filter((account) => !members.includes(account));
    if (leaving.length)
      await tx.deleteFrom('team_member').where('team_id', '=', input.team).where('account_id', 'in', leaving).execute();
    await join(tx, input.team, joining, at);
    change({
      kind: 'team',
      thingId: input.team,
      action: 'changed',
      before: { name: team.name, members: before },
      after: { name: input.name, members },
    });
  },
});

/** Whether someone may see a team and change it: its members, administrators and the server's operator. */
export const mayManage = (principal: Principal, members: readonly number[]): boolean =>
  principal.accountId === null || members.includes(principal.accountId) || principal.roles.includes('administrator');

/** The members of a team, by name. */
export async function membersOf(db: Reader, team: number): Promise<{ id: number; name: string; closed: boolean }[]> {
  const rows = await db
    .selectFrom('team_member')
    .innerJoin('account', 'account.id', 'team_member.account_id')
    .select(['account.id', 'account.name', 'account.disabled_at'])
    .where('team_id', '=', team)
    .orderBy('account.name')
    .execute();
  return rows.map((row) => ({ id: Number(row.id), name: row.name, closed: row.disabled_at !== null }));
}

/** The teams that someone is in; for administrators, all of them. */
export async function listTeams(
  db: Reader,
  principal: Principal,
): Promise<{ id: number; name: string; version: number; isMember: boolean }[]> {
  const rows = await db.selectFrom('team').select(['id', 'name', 'version']).orderBy('name').execute();
  const own = await db
    .selectFrom('team_member')
    .select('team_id')
    .where('account_id', '=', principal.accountId ?? 0)
    .execute();
  const mine = new Set(own.map((row) => Number(row.team_id)));
  return rows
    .map((row) => ({ id: Number(row.id), name: row.name, version: row.version, isMember: mine.has(Number(row.id)) }))
    .filter((team) => team.isMember || mayManage(principal, []));
}

async function refuseSameName(tx: Tx, wanted: string, except: number | null): Promise<void> {
  const other = await tx.selectFrom('team').select('id').where('name', '=', wanted).executeTakeFirst();
  if (other && Number(other.id) !== except)
    throw new AppError('invalid_input', { fields: [{ path: 'name', message: 'errors.field.team.taken' }] });
}

async function demandAccounts(tx: Tx, accounts: readonly number[]): Promise<void> {
  if (accounts.length === 0) return;
  const found = await tx
    .selectFrom('account')
    .select('id')
    .where('id', 'in', accounts)
    .where('disabled_at', 'is', null)
    .execute();
  if (found.length !== accounts.length)
    throw new AppError('invalid_input', { fields: [{ path: 'members', message: 'errors.field.team.account' }] });
}

async function join(tx: Tx, team: number, accounts: readonly number[], at: Date): Promise<void> {
  if (accounts.length === 0) return;
  await tx
    .insertInto('team_member')
    .values(accounts.map((account) => ({ team_id: team, account_id: account, since: at })))
    .execute();
}
