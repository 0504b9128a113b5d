import { z } from 'zod';
import { draftSchema, type Draft } from '../../../drafting/schema.ts';
import { draftOfStored } from '../../../drafting/store/draft-of-stored.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import { readInTurn } from '../../kit/reading-turns.ts';
import { single } from '../../record/api/item-endpoints.ts';

/**
 * The claims that Kronika suggests for a capture, in the format of `kronika draft --json`. For the desk only.
 */
export const getPageDraft = defineReading({
  id: 'getPageDraft',
  name: 'PageDraft',
  path: '/captures/{number}/draft',
  query: z.object({}),
  answer: draftSchema,
  scope: 'read:desk',
  async read(request) {
    // `single` creates the responses for captures that are merged, redacted or missing. Otherwise, the response is
    // `body`, without the fields that `single` adds for the desk.
    let body: Draft | undefined;
    const answered = await single({ ...request, audience: 'desk' }, 'capture', async (thing) => {
      const { signal } = request.c.req.raw;
      const { app } = request.c.get('deps');
      body = await readInTurn(request.holder!.principal, () => draftOfStored(app, thing.id, signal), signal);
      return {};
    });
    return body ? { body } : answered;
  },
});
