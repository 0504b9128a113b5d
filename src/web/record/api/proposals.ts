import { z } from 'zod';
import { listProposals as load } from '../../../record/proposals/list.ts';
import { proposalStates } from '../../../record/proposals/tables.ts';
import { refSchema } from '../../../record/refs.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

const most = 1000;

const proposalJson = z.strictObject({
  proposal: z.number().int().describe('Its number, for accepting, declining and withdrawing it'),
  operation: z.string().describe('What an editor would run'),
  input: z.record(z.string(), z.unknown()).describe('With which input'),
  note: z.string(),
  proposedAt: z.iso.datetime(),
  proposedBy: z.string().describe('The name of the account'),
  state: z.enum(proposalStates),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().describe('Why it was declined'),
  items: z.array(refSchema).describe('The first items that it would change'),
  count: z.number().int().describe('How many items it would change'),
  changed: z.number().int().describe('How many of the items that it names have changed since'),
  versions: z
    .number()
    .int()
    .describe('The sum of the versions of all items that it names, for accepting it as it was seen (`seen`)'),
});

export const listProposals = defineReading({
  id: 'listProposals',
  name: 'ProposalList',
  path: '/proposals',
  scope: 'read:desk',
  query: z.object({ state: z.enum(proposalStates, 'api.error.choice').default('open') }),
  answer: z.strictObject({ items: z.array(proposalJson).max(most) }),
  async read({ db, query, holder }) {
    const { rows } = await load(db, {
      state: query.state,
      accountId: holder?.principal.accountId ?? null,
      limit: most,
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
