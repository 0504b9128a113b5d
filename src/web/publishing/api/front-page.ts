import { z } from 'zod';
import {
  chosenFor,
  contentOf,
  loadFrontPage,
  loadScheduled,
  type FrontPageVersion,
} from '../../../publishing/front-page/load.ts';
import { frontPageStates } from '../../../publishing/front-page/tables.ts';
import { refSchema } from '../../../record/refs.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

const day = z.string().describe('The last day on which readers see it, in the time zone of the publication');
const chosen = z.strictObject({ item: refSchema, until: day.optional() });
const version = z.strictObject({
  version: z.number().int().describe('0 if no one has composed a front page. Acts on the front page must send it'),
  state: z.enum(frontPageStates).nullable(),
  by: z.string().nullable(),
  liveAt: z.iso.datetime().nullable(),
  publishAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
  content: z
    .strictObject({
      lead: chosen.optional(),
      stories: z.array(chosen),
      sections: z.array(z.strictObject({ section: z.string(), stories: z.number().int() })),
      notices: z.array(
        z.strictObject({ text: z.string(), url: z.string().optional(), language: z.string().optional(), until: day }),
      ),
      figure: z.string().nullable(),
      finding: z.strictObject({ text: z.string(), language: z.string().optional() }).optional(),
    })
    .describe('As `compose-front-page` takes it. What readers do not see any more is left out'),
  hidden: z.number().int().describe('How many chosen items readers do not see any more'),
});

/** The front page that editors composed, and its scheduled versions. */
export const getFrontPage = defineReading({
  id: 'getFrontPage',
  name: 'FrontPage',
  path: '/front-page',
  scope: 'read:desk',
  query: z.object({}),
  answer: z.strictObject({ live: version, scheduled: z.array(version) }),
  async read({ c, db }) {
    const at = c.get('deps').app.now();
    const live = await loadFrontPage(db, at);
    return { body: { live: jsonOf(live), scheduled: (await loadScheduled(db, at)).map(jsonOf) } };
  },
});

const jsonOf = (one: FrontPageVersion | null): z.output<typeof version> => ({
  version: one?.version ?? 0,
  state: one?.state ?? null,
  by: one?.by ?? null,
  liveAt: one?.liveAt?.toISOString() ?? null,
  publishAt: one?.publishAt?.toISOString() ?? null,
  failure: one?.failure ?? null,
  content: one ? contentOf(one) : { stories: [], sections: [], notices: [], figure: null },
  hidden: chosenFor(one).filter((item) => !item.shown).length,
});
