import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';
import type { Change } from '../../platform/changes.ts';
import type { Made, ProposalState } from './tables.ts';

export type ProposalView = {
  id: number;
  operation: string;
  input: Record<string, unknown>;
  /** The changes that accepting the proposal would make. */
  changes: Change[];
  /** The items that accepting the proposal would create. */
  made: Made[];
  note: string;
  at: Date;
  by: string;
  /** Whether this proposal was made by the account for which the list is loaded. */ mine: boolean;
  state: ProposalState;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string;
  /** The first items that the proposal would change. */
  things: { brief: Brief; changed: boolean }[];
  /** How many items the proposal would change. */
  count: number;
  /** How many of the items to which the proposal refers have changed since it was made. */
  changed: number;
  /** The sum of the versions of these items, which grows with each change. */
  versions: number;
};

/** Lists show at most this many of the items that a proposal would change. */
export const maxShown = 20;

/**
 * The order of the items `t` that a proposal would change. The proposal is named after the first, if possible a case.
 */
export const inOrder = sql`t.kind <> 'case', t.id`;

/**
 * An SQL condition: whether the person may see all items to which the proposal `p` refers. Otherwise they must not see
 * the proposal, because it can contain words about each of these items.
 */
export const seesAllItems = sql`(select count(*) from proposal_thing w where w.proposal_id = p.id) = p.things`;

/**
 * The proposals in a state. Open proposals are sorted by age, the oldest first; others by their decision, the latest
 * first.
 * @param filters.ids only these proposals, in any state
 */
export async function listProposals(
  db: Reader,
  {
    state,
    ids,
    by,
    accountId,
    limit,
    offset,
  }: {
    state: ProposalState;
    ids?: readonly number[];
    by?: number;
    accountId: number | null;
    limit: number;
    offset: number;
  },
): Promise<{ rows: ProposalView[]; total: number }> {
  const among = sql`${ids ? sql`p.id = any(${[...ids]}::bigint[])` : sql`p.state = ${state}`} and ${seesAllItems} ${by === undefined ? sql`` : sql`and p.proposed_by = ${by}`}`;
  const { rows } = await sql<Omit<ProposalView, 'things'> & { shown: { id: number; changed: boolean }[] | null }>`
    select p.id::int as id, p.operation, p.input, p.changes, p.made, p.note, p.proposed_at as at, a.name as by,
      p.proposed_by = ${accountId} as mine, p.state, p.decided_at as "decidedAt", d.name as "decidedBy", p.reason,
      n.count, n.changed, n.versions, n.shown
    from proposal p join account a on a.id = p.proposed_by left join account d on d.id = p.decided_by
    cross join lateral (
      select count(*) filter (where s.changes)::int as count, count(*) filter (where t.version <> s.version)::int as changed, sum(t.version)::int as versions,
        (select json_agg(x) from (
          select t.id, t.version <> y.version as changed from proposal_thing y join thing t on t.id = y.thing_id
          where y.proposal_id = p.id and y.changes order by ${inOrder} limit ${maxShown}) x) as shown
      from proposal_thing s join thing t on t.id = s.thing_id where s.proposal_id = p.id) n
    where ${among}
    order by ${state === 'open' ? sql`p.id` : sql`p.decided_at desc, p.id desc`} limit ${limit} offset ${offset}`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => (row.shown ?? []).map((one) => Number(one.id))),
    'desk',
  );
  const { rows: counted } = await sql<{
    total: number;
  }>`select count(*)::int as total from proposal p where ${among}`.execute(db);
  return {
    total: counted[0]!.total,
    rows: rows.map(({ shown, ...row }) => ({
      ...row,
      things: (shown ?? []).flatMap(({ id, changed }) => {
        const brief = briefs.get(Number(id));
        return brief ? [{ brief, changed }] : [];
      }),
    })),
  };
}

/**
 * The items of a proposal (the first, and the number of others), and whether it is open, accepted, already done,
 * declined or withdrawn.
 */
export type About = { first: Brief; more: number; state: ProposalState };

/**
 * For the changes of proposals among `changes`: the items of each proposal, by its number. A proposal is left out if
 * the person may not see all its items.
 */
export async function aboutProposals(
  db: Reader,
  changes: readonly { kind: string; thingId: number }[],
): Promise<Map<number, About>> {
  const proposals = changes.flatMap((one) => (one.kind === 'proposal' ? [Number(one.thingId)] : []));
  if (proposals.length === 0) return new Map();
  const { rows } = await sql<{ proposal: number; state: ProposalState; first: number; things: number }>`
    select p.id::int as proposal, p.state, s.things, s.first
    from proposal p cross join lateral (
      select ((array_agg(t.id order by ${inOrder}))[1])::int as first, count(*)::int as things
      from proposal_thing y join thing t on t.id = y.thing_id where y.proposal_id = p.id and y.changes) s
    where p.id = any(${proposals}::bigint[]) and ${seesAllItems}`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.map((row) => row.first),
    'desk',
  );
  return new Map(
    rows.flatMap(({ proposal, state, first, things }) => {
      const brief = briefs.get(first);
      return brief ? [[proposal, { first: brief, more: things - 1, state }] as const] : [];
    }),
  );
}

/**
 * How many proposals are open. `by`: only proposals by this account. `made`: only proposals made in this period.
 */
export async function countOpenProposals(
  db: Reader,
  by?: number,
  made?: { after: Date; until: Date },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from proposal p where p.state = 'open' and ${seesAllItems} ${by === undefined ? sql`` : sql`and p.proposed_by = ${by}`}
      ${made ? sql`and p.proposed_at > ${made.after} and p.proposed_at <= ${made.until}` : sql``}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The newest open proposals, without their content. */
export async function newestOpenProposals(db: Reader, limit: number): Promise<{ id: number; at: Date }[]> {
  const { rows } = await sql<{ id: number; at: Date }>`
    select p.id::int as id, p.proposed_at as at from proposal p where p.state = 'open' and ${seesAllItems}
    order by p.id desc limit ${limit}`.execute(db);
  return rows;
}
