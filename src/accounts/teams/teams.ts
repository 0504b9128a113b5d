import './tables.ts';
import { sql } from 'kysely';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import type { Principal } from '../../platform/operation.ts';
import { hasSecondStep } from '../factors/factors.ts';
import { isEditor } from '../tables.ts';

/**
 * Whether someone may see and change a team. Its members, administrators and the server's operator may.
 * @param members the members who are not suspended
 */
export const mayManage = (principal: Principal, members: readonly number[]): boolean =>
  principal.accountId === null || members.includes(principal.accountId) || principal.roles.includes('administrator');

export type Member = {
  id: number;
  name: string;
  email: string;
  closed: boolean;
  suspended: boolean;
  /**
   * Whether an administrator could sign in as this person (`couldKnowPassword`), and no member has asked the person
   * whether they chose the password themselves.
   */
  unconfirmed: boolean;
};

/**
 * An SQL condition: whether an administrator could sign in as this person, because the administrator could have used
 * the link that set the password, and signing in has no second step.
 */
export const couldKnowPassword = sql<boolean>`(account.password_handed_over and not ${hasSecondStep(sql`account.id`)})`;

/** An SQL condition on members and their accounts; see `Member`. */
const isUnconfirmed = sql<boolean>`(confirmed_at is null and suspended_at is null and ${couldKnowPassword})`;

/** The accounts among `accounts` whose password an administrator could know (`couldKnowPassword`). */
export async function withHandedOverPassword(db: Reader, accounts: readonly number[]): Promise<number[]> {
  if (accounts.length === 0) return [];
  const rows = await db
    .selectFrom('account')
    .select('id')
    .where('id', 'in', accounts)
    .where(couldKnowPassword)
    .execute();
  return rows.map((row) => row.id);
}

/** The members of a team, sorted by name. */
export async function membersOf(db: Reader, team: number): Promise<Member[]> {
  const rows = await db
    .selectFrom('team_member')
    .innerJoin('account', 'account.id', 'team_member.account_id')
    .select(['account.id', 'account.name', 'account.email', 'account.disabled_at', 'suspended_at'])
    .select(isUnconfirmed.as('unconfirmed'))
    .where('team_id', '=', team)
    .orderBy('account.name')
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    name: row.name,
    email: row.email,
    closed: row.disabled_at !== null,
    suspended: row.suspended_at !== null,
    unconfirmed: row.unconfirmed,
  }));
}

export type Team = {
  id: number;
  name: string;
  version: number;
  closed: boolean;
  /** Whether the person for whom the team is loaded is a member and not suspended. */
  isMember: boolean;
  isSuspended: boolean;
  members: number;
  /** The names of the members who are not confirmed, without the person for whom the team is loaded. */
  unconfirmed: string[];
};

/**
 * The teams that someone is in, even as a suspended member. For administrators and the server's operator: all
 * teams.
 */
export async function listTeams(db: Reader, principal: Principal): Promise<Team[]> {
  const rows = await db
    .selectFrom('team')
    .leftJoin('team_member', 'team_member.team_id', 'team.id')
    .select(['team.id', 'name', 'version', 'closed_at'])
    .select((eb) => [
      eb.fn.count<number>('account_id').as('members'),
      eb.fn
        .countAll<number>()
        .filterWhere('account_id', '=', principal.accountId ?? 0)
        .as('own'),
      eb.fn
        .countAll<number>()
        .filterWhere('account_id', '=', principal.accountId ?? 0)
        .filterWhere('suspended_at', 'is not', null)
        .as('held'),
    ])
    .select(
      sql<string[]>`array(
        select account.name from team_member join account on account.id = account_id
        where team_id = team.id and account_id <> ${principal.accountId ?? 0} and ${isUnconfirmed} order by account.name
      )`.as('unconfirmed'),
    )
    .groupBy('team.id')
    .orderBy('name')
    .execute();
  return rows
    .map(({ id: team, own, held, members, closed_at: at, ...row }) => ({
      ...row,
      id: Number(team),
      closed: at !== null,
      isMember: Number(own) > Number(held),
      isSuspended: Number(held) > 0,
      members: Number(members),
    }))
    .filter((team) => team.isMember || team.isSuspended || mayManage(principal, []));
}

/** The teams to which someone can limit items. */
export const ownTeams = async (db: Reader, principal: Principal): Promise<Team[]> =>
  (await listTeams(db, principal)).filter((team) => team.isMember && !team.closed);

/** Whether any item is limited to a team. Items that the person cannot see count, too. */
export const hasItems = (tx: Tx, team: number): Promise<boolean> =>
  asTeams(tx, null, async () => {
    const { rows } = await sql`select from team_limit where team_id = ${team} limit 1`.execute(tx);
    return rows.length > 0;
  });

/** Whether someone can add people to a team that has items. Its members and the server's operator can. */
export const canAddMembers = (principal: Principal, members: readonly number[]): boolean =>
  principal.accountId === null || members.includes(principal.accountId) || principal.via === 'cli';

/** Whether someone can remove others from a team that has items. Its editors and the server's operator can. */
export const canRemoveMembers = (principal: Principal, members: readonly number[]): boolean =>
  canAddMembers(principal, members) && (principal.accountId === null || principal.via === 'cli' || isEditor(principal));
