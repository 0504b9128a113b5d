import { z } from 'zod';
import { idsOf } from '../../../record/lifecycle/take-things.ts';
import { planOutcomes, planPublication } from '../../../record/publication/plan.ts';
import { refSchema } from '../../../record/refs.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

/** What `publish` would make public together with a case, and what would stay at the desk. */
export const getPublication = defineReading({
  id: 'getPublication',
  name: 'Publication',
  path: '/cases/{number}/publication',
  scope: 'read:desk',
  query: z.object({}),
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        ref: refSchema,
        version: z.number().int(),
        fate: z
          .enum(planOutcomes)
          .describe('publish: it becomes public; public: it is public already; else why it stays at the desk'),
      }),
    ),
    claims: z.number().int().describe('The number of claims that readers would see; without any, nothing is published'),
    withheld: z
      .array(
        z.strictObject({
          source: refSchema,
          reason: z.enum(termKeys('withheld-reason')).nullable(),
          claims: z.number().int(),
        }),
      )
      .describe('Sources that stay at the desk, but are behind public claims. Each needs a reason for readers'),
  }),
  async read({ db, number }) {
    const plan = await planPublication(db, await idsOf(db, [`case/${number}`], ['case']));
    return {
      body: {
        items: plan.items.map(({ ref, version, outcome: fate }) => ({ ref, version, fate })),
        claims: plan.claims,
        withheld: plan.withheld.map(({ ref, reason, claims }) => ({ source: ref, reason, claims })),
      },
    };
  },
});
