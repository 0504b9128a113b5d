import { z } from 'zod';
import { draftSchema, type Draft } from '../../../drafting/schema.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import { single } from '../../record/api/item-endpoints.ts';
import { readAgain } from '../read-again.ts';

/** For the desk: what Kronika reads in a capture, in the form that `kronika draft --json` prints. */
export const getPageDraft = defineReading({
  id: 'getPageDraft',
  name: 'PageDraft',
  path: '/captures/{number}/draft',
  query: z.object({}),
  answer: draftSchema,
  scope: 'read:desk',
  async read(asked) {
    // `single` gives the answers for moved and redacted captures. The fields that it adds for the desk are left out.
    let body: Draft | undefined;
    const answered = await single({ ...asked, audience: 'desk' }, 'capture', async (thing) => {
      body = await readAgain(asked.c.get('deps').app, asked.holder!.principal, thing.id, asked.c.req.raw.signal);
      return {};
    });
    return body ? { body } : answered;
  },
});
