import { z } from 'zod';
import { changeTeam, createTeam } from '../../accounts/teams/change-team.ts';
import { confirmMember } from '../../accounts/teams/suspend.ts';
import { listTeams, membersOf, ownTeams, withHandedOverPassword } from '../../accounts/teams/teams.ts';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Principal } from '../../platform/operation.ts';
import { findThing, parseRef, refSchema } from '../../record/refs.ts';
import { limitedWith, limitItem } from '../../record/teams/limit-item.ts';
import { defineCall } from './call.ts';

const emails = z.array(z.string()).min(1);

/** A team by its name. @throws AppError `invalid_input` */
async function teamNamed(db: Reader, principal: Principal, name: string) {
  const team = (await listTeams(db, principal)).find((one) => one.name === name);
  if (!team) throw new AppError('invalid_input', { fields: [{ path: 'team', message: 'cli.error.no_team' }] });
  return team;
}

/**
 * Finds, by its name, the team to which a person limits what they add. Undefined if no name is given.
 * @throws AppError `invalid_input` if the team does not exist or is closed, or if the person is not a member
 */
export async function ownTeamNamed(
  db: Reader,
  principal: Principal,
  name: string | undefined,
): Promise<number | undefined> {
  if (name === undefined) return undefined;
  const team = (await ownTeams(db, principal)).find((one) => one.name === name);
  if (!team) throw new AppError('invalid_input', { fields: [{ path: '--team', message: 'cli.error.not_in_team' }] });
  return team.id;
}

/** The ids of the accounts with these email addresses. @throws AppError `invalid_input` if one is unknown */
async function accountsOf(db: Reader, addresses: readonly string[]): Promise<number[]> {
  const rows = await db.selectFrom('account').select(['id', 'email']).where('email', 'in', addresses).execute();
  if (rows.length < new Set(addresses).size)
    throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.no_account' }] });
  return rows.map((row) => row.id);
}

async function emailsOf(db: Reader, accounts: readonly number[]): Promise<string[]> {
  if (accounts.length === 0) return [];
  const rows = await db.selectFrom('account').select('email').where('id', 'in', accounts).orderBy('email').execute();
  return rows.map((row) => row.email);
}

export const teamsList = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app: { db }, principal }) {
    const teams = [];
    for (const { id, name, closed } of await listTeams(db.read, principal)) {
      const members = await membersOf(db.read, id);
      teams.push({
        number: id,
        name,
        closed,
        members: members.map((one) => one.email),
        unconfirmed: members.flatMap((one) => (one.unconfirmed ? [one.email] : [])),
      });
    }
    return teams;
  },
});

export const teamsCreate = defineCall({
  asSystem: true,
  input: z.object({ name: z.string(), members: emails }),
  async run({ app, principal, input, why }) {
    const members = await accountsOf(app.db.read, input.members);
    const asked = await withHandedOverPassword(app.db.read, members);
    const { id } = await run(app, createTeam, principal, { name: input.name, members, asked }, why);
    return { number: id, ask: await emailsOf(app.db.read, asked) };
  },
});

/**
 * Adds people to a team, or removes them. Adding a member again confirms a membership that is suspended or not
 * confirmed yet. `ask` in the result: the people whom the operator should ask whether they chose their password
 * themselves.
 */
export const teamsChange = defineCall({
  asSystem: true,
  input: z.object({ team: z.string(), add: z.array(z.string()).default([]), remove: z.array(z.string()).default([]) }),
  async run({ app, principal, input, why }) {
    const { id } = await teamNamed(app.db.read, principal, input.team);
    const [added, removed] = [
      input.add.length ? await accountsOf(app.db.read, input.add) : [],
      input.remove.length ? await accountsOf(app.db.read, input.remove) : [],
    ];
    const all = await membersOf(app.db.read, id);
    const waiting = all.flatMap((one) => (one.suspended || one.unconfirmed ? [one.id] : []));
    const inside = all.map((one) => one.id);
    const asked = await withHandedOverPassword(
      app.db.read,
      added.filter((account) => waiting.includes(account) || !inside.includes(account)),
    );
    for (const account of waiting)
      if (added.includes(account)) await run(app, confirmMember, principal, { team: id, account }, why);
    const { name, version } = await teamNamed(app.db.read, principal, input.team);
    const members = [...inside, ...added].filter((one) => !removed.includes(one));
    await run(app, changeTeam, principal, { team: id, version, name, members, asked }, why);
    return {
      members: (await membersOf(app.db.read, id)).map((one) => one.email),
      ask: await emailsOf(app.db.read, asked),
    };
  },
});

/** Limits an item to a team, or lifts the limit. */
export const limit = defineCall({
  asSystem: true,
  input: z.object({ ref: refSchema, team: z.string().nullable() }),
  async run({ app, principal, input, why }) {
    const team = input.team === null ? null : await teamNamed(app.db.read, principal, input.team);
    await run(app, limitItem, principal, { thing: input.ref, team: team?.id ?? null }, why);
    const { kind, number } = parseRef(input.ref)!;
    const { counts } = await limitedWith(app.db.read, (await findThing(app.db.read, kind, number))!.id);
    return {
      with: counts.reduce((sum, one) => sum + one.count, 0) - 1,
      unconfirmed: team?.unconfirmed ?? [],
    };
  },
});
