import { z } from 'zod';
import { listProposals as load } from '../../../record/proposals/list.ts';
import { proposalStates } from '../../../record/proposals/tables.ts';
import { refSchema } from '../../../record/refs.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

const maxProposals = 1000;

const proposalJson = z.strictObject({
  proposal: z.number().int().describe('The number of the proposal, with which it is accepted, declined or withdrawn'),
  operation: z.string().describe('The operation that runs if an editor accepts the proposal'),
  input: z.record(z.string(), z.unknown()).describe('The input of that operation'),
  note: z.string(),
  proposedAt: z.iso.datetime(),
  proposedBy: z.string().describe('The name of the person who proposed it'),
  state: z.enum(proposalStates),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().describe('Why the proposal was declined; else empty'),
  items: z.array(refSchema).describe('Refs of the first items that the proposal would change'),
  count: z.number().int().describe('How many items the proposal would change'),
  changed: z.number().int().describe('How many of the items that the proposal names have changed since it was made'),
  versions: z
    .number()
    .int()
    .describe(
      'The sum of the versions of all items that the proposal names. Sent as `seen`, it makes `accept-proposals` refuse if one of them has changed since',
    ),
});

export const listProposals = defineReading({
  id: 'listProposals',
  name: 'ProposalList',
  path: '/proposals',
  scope: 'read:desk',
  query: z.object({ state: z.enum(proposalStates, 'api.error.choice').default('open') }),
  answer: z.strictObject({ items: z.array(proposalJson).max(maxProposals) }),
  async read({ db, query, holder }) {
    const { rows } = await load(db, {
      state: query.state,
      accountId: holder?.principal.accountId ?? null,
      limit: maxProposals,
      offset: 0,
    });
    return {
      body: {
        items: rows.map((one) => ({
          proposal: one.id,
          operation: one.operation,
          input: one.input,
          note: one.note,
          proposedAt: one.at.toISOString(),
          proposedBy: one.by,
          state: one.state,
          decidedAt: one.decidedAt?.toISOString() ?? null,
          decidedBy: one.decidedBy,
          reason: one.reason,
          items: one.things.flatMap(({ brief }) => brief.ref ?? []),
          count: one.count,
          changed: one.changed,
          versions: one.versions,
        })),
      },
    };
  },
});
