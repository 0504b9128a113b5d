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
  async read(asked) {
    // `single` creates the responses for moved and redacted captures. The desk's fields that it adds are removed here.
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
