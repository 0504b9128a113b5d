import { sql } from 'kysely';
import { z } from 'zod';
import { editors, legal } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, mayRun, parseInput, type Writing } from '../../platform/operation.ts';
import { whole } from './list.ts';
import { findProposable } from './proposable.ts';
import type { ProposalState } from './tables.ts';

const which = z.array(z.coerce.number().int().positive()).min(1, 'record.proposals.error.none').max(1000);

/**
 * Runs what was proposed, with the permission of the editor who accepts, and with all rules of the operation: if one
 * proposal fails, none of the set is accepted.
 * @throws AppError `not_found`; `conflict` if it was decided already, and what the operation throws, such as `conflict`
 * if the item has changed since
 */
export const acceptProposals = defineOperation({
  name: 'record.acceptProposals',
  permission: editors,
  input: z.object({ proposals: which }),
  async write(writing) {
    for (const proposal of await decide(writing, writing.input.proposals, 'accepted', '')) {
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

/** Withdraws own proposals. @throws AppError `not_permitted` for those of others */
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

type Row = { id: number; operation: string; input: unknown; proposed_by: number };

async function decide(
  { tx, at, principal, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'principal' | 'change'>,
  ids: readonly number[],
  state: Exclude<ProposalState, 'open'>,
  reason: string,
): Promise<Row[]> {
  const wanted = [...new Set(ids)];
  const rows = await lock(tx, wanted);
  if (rows.length !== wanted.length) throw new AppError('not_found');
  if (rows.some((row) => row.state !== 'open')) throw new AppError('conflict');
  await tx
    .updateTable('proposal')
    .set({ state, decided_at: at, decided_by: principal.accountId, reason })
    .where('id', 'in', wanted)
    .execute();
  for (const { id } of rows)
    change({ kind: 'proposal', thingId: id, action: 'changed', before: { state: 'open' }, after: { state } });
  return rows;
}

/** Locks those of which the person sees all items. */
async function lock(tx: Tx, ids: readonly number[]): Promise<(Row & { state: ProposalState })[]> {
  const { rows } = await sql<Row & { state: ProposalState }>`
    select p.id::int as id, p.operation, p.input, p.proposed_by::int as proposed_by, p.state from proposal p
    where p.id = any(${[...ids]}::bigint[]) and ${whole} order by p.id for update`.execute(tx);
  return rows;
}
