import { z } from 'zod';
import { draftSchema, type Draft } from '../../../drafting/schema.ts';
import { draftOfStored } from '../../../drafting/store/draft-of-stored.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import { readInTurn } from '../../kit/reading-turns.ts';
import { single } from '../../record/api/item-endpoints.ts';

/**
 * The suggested claims that Kronika reads in a capture, for the desk. They have the format of `kronika draft --json`.
 */
export const getPageDraft = defineReading({
  id: 'getPageDraft',
  name: 'PageDraft',
  path: '/captures/{number}/draft',
  query: z.object({}),
  answer: draftSchema,
  scope: 'read:desk',
  async read(asked) {
    // `single` provides the responses for moved and redacted captures. The fields that it adds for the desk are removed
    // here.
    let body: Draft | undefined;
    const answered = await single({ ...asked, audience: 'desk' }, 'capture', async (thing) => {
      const { signal } = asked.c.req.raw;
      const { app } = asked.c.get('deps');
      body = await readInTurn(asked.holder!.principal, () => draftOfStored(app, thing.id, signal), signal);
      return {};
    });
    return body ? { body } : answered;
  },
});
