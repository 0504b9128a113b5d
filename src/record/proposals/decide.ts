import { sql } from 'kysely';
import { z } from 'zod';
import { editors, legal } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, mayRun, parseInput, type Writing } from '../../platform/operation.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { reinstate } from '../lifecycle/reinstate.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { seesAllItems } from './list.ts';
import { findProposable } from './proposable.ts';
import type { ProposalState } from './tables.ts';

const which = z.array(z.coerce.number().int().positive()).min(1, 'record.proposals.error.none').max(1000);

/**
 * Runs the proposed operations, with the permission of the editor who accepts them and with all checks. If one proposal
 * fails, none is accepted.
 *
 * A proposal is refused if one of its items has changed since it was made. Otherwise someone could propose a harmless
 * change of an item and then change the item itself. There are two exceptions, if the editor has seen the changed item
 * (`seen`): the proposal only refers to the item, or its operation is in `independentOfContent`.
 * @throws AppError `not_found`; `conflict` if a proposal was decided already, or if an item has changed; all errors of
 * the operations
 */
export const acceptProposals = defineOperation({
  name: 'record.acceptProposals',
  permission: editors,
  input: z.object({
    proposals: which,
    seen: z
      .record(z.string(), z.coerce.number().int())
      .default({})
      .describe(
        'An object whose keys are numbers of proposals. Each value is `versions` of that proposal when the editor saw it: the sum of the versions of all items that it names',
      ),
  }),
  async write(writing) {
    const proposals = await decide(writing, writing.input.proposals, 'accepted', '');
    await requireSeenState(writing.tx, proposals, writing.input.seen);
    for (const proposal of proposals) {
      const operation = findProposable(proposal.operation);
      if (!operation) throw new AppError('not_found');
      if (!mayRun(writing.principal, operation) || operation.proof) throw new AppError('not_permitted');
      const input = parseInput(operation.input, proposal.input);
      await operation.write({ ...writing, input, prepared: undefined });
    }
  },
});

/** Declines proposals, with a reason for the person who made them. */
export const declineProposals = defineOperation({
  name: 'record.declineProposals',
  permission: editors,
  publicItems: 'unseen',
  input: z.object({
    proposals: which,
    reason: z.string().trim().min(3, 'record.proposals.error.reason').max(2000, 'errors.field.text.long'),
  }),
  async write(writing) {
    await decide(writing, writing.input.proposals, 'declined', writing.input.reason);
  },
});

/** Withdraws a person's own proposals. @throws AppError `not_permitted` for those of others */
export const withdrawProposals = defineOperation({
  name: 'record.withdrawProposals',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ proposals: which }),
  async write(writing) {
    for (const { proposed_by } of await decide(writing, writing.input.proposals, 'withdrawn', ''))
      if (proposed_by !== writing.principal.accountId)
        throw new AppError('not_permitted', { details: { roles: editors.join(', ') } });
  },
});

/**
 * Operations whose effect does not depend on the content of an item. A proposal to run one of them can be accepted
 * although an item has changed since, if the editor has seen the present state of the item.
 */
const independentOfContent: ReadonlySet<string> = new Set(
  [setVisibility, withdraw, reinstate, checkClaims].map((operation) => operation.name),
);

/** Locks the items of proposals. @throws AppError `conflict` as described at `acceptProposals` */
async function requireSeenState(
  tx: Tx,
  proposals: readonly Row[],
  seen: Readonly<Record<string, number>>,
): Promise<void> {
  const { rows } = await sql<{ proposal: number; proposed: number; version: number; changes: boolean }>`
    select s.proposal_id::int as proposal, s.version as proposed, t.version, s.changes from proposal_thing s join thing t on t.id = s.thing_id
    where s.proposal_id = any(${proposals.map(({ id }) => id)}::bigint[]) order by t.id for no key update of t`.execute(
    tx,
  );
  for (const { id, operation } of proposals) {
    const items = rows.filter((row) => row.proposal === id);
    const now = items.reduce((sum, { version }) => sum + version, 0);
    const since = items.filter(({ version, proposed }) => version !== proposed);
    // The list of proposals shows the changes as they were calculated when the proposal was made. So if an item that
    // would be changed has changed since, the editor has not seen the real effect of most operations.
    const unseen = independentOfContent.has(operation) ? [] : since.filter(({ changes }) => changes);
    if (id in seen ? seen[id] !== now || unseen.length : since.length) throw new AppError('conflict');
  }
}

type Row = { id: number; operation: string; input: unknown; proposed_by: number };

/** Locks open proposals and stores the decision. @throws AppError `not_found`; `conflict` if one was decided already */
export async function decide(
  { tx, at, principal, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'principal' | 'change'>,
  ids: readonly number[],
  state: Exclude<ProposalState, 'open'>,
  reason: string,
): Promise<Row[]> {
  const uniqueIds = [...new Set(ids)];
  const rows = await lock(tx, uniqueIds);
  if (rows.length !== uniqueIds.length) throw new AppError('not_found');
  if (rows.some((row) => row.state !== 'open')) throw new AppError('conflict');
  await tx
    .updateTable('proposal')
    .set({ state, decided_at: at, decided_by: principal.accountId, reason })
    .where('id', 'in', uniqueIds)
    .execute();
  for (const { id } of rows)
    change({ kind: 'proposal', thingId: id, action: 'changed', before: { state: 'open' }, after: { state } });
  return rows;
}

/**
 * Locks the items of proposals and then the proposals, in the same order as a transaction that changes an item and then
 * marks its proposals as done. Leaves out proposals with items that the person cannot see.
 */
async function lock(tx: Tx, ids: readonly number[]): Promise<(Row & { state: ProposalState })[]> {
  await sql`
    select id from thing where id in (select thing_id from proposal_thing where proposal_id = any(${[...ids]}::bigint[]))
    order by id for no key update`.execute(tx);
  const { rows } = await sql<Row & { state: ProposalState }>`
    select p.id::int as id, p.operation, p.input, p.proposed_by::int as proposed_by, p.state from proposal p
    where p.id = any(${[...ids]}::bigint[]) and ${seesAllItems} order by p.id for update`.execute(tx);
  return rows;
}
