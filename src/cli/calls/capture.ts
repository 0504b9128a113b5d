import { z } from 'zod';
import { addCapture } from '../../drafting/store/add-page.ts';
import { defineCall } from './call.ts';
import { ownTeamNamed } from './teams.ts';

const about = { source: z.string().optional(), title: z.string().optional(), team: z.string().optional() };

/** A page to fetch, or the bytes of a file, with the URL from which it was saved, if that is known. */
const inputSchema = z.union([
  z.object({ url: z.string(), browser: z.boolean().default(false), ...about }),
  z.object({
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    name: z.string(),
    savedFrom: z.string().optional(),
    ...about,
  }),
]);

export const capture = defineCall({
  input: inputSchema,
  async run({ app, principal, input, why, signal, progress }) {
    const { source, title } = input;
    const team = await ownTeamNamed(app.db.read, principal, input.team);
    const page =
      'url' in input
        ? { url: input.url, ...(input.browser && { browser: { who: principal.name, why } }) }
        : { file: { name: input.name, bytes: input.bytes }, url: input.savedFrom };
    const { page: brought, ...kept } = await addCapture(
      app,
      principal,
      { ...page, source, title, team },
      {
        signal,
        why,
        progress: (phase, requests) =>
          progress({ phase: `cli.progress.${phase}`, ...(requests !== undefined && { done: requests }) }),
      },
    );
    return { ...kept, incomplete: brought.incomplete ?? [], missing: brought.missing ?? { words: [], parts: [] } };
  },
});
