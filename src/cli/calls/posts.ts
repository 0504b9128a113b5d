import { z } from 'zod';
import { importPostExport, checkAddress } from '../../exchange/posts/import-posts.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { defineCall } from './call.ts';

/** Imports posts from the export of another publishing system, given as text. */
export const bring = defineCall({
  input: z.object({ text: z.string(), language: z.string().optional(), address: z.string() }),
  async run({ app, principal, input, progress }) {
    progress({ phase: 'cli.progress.reading' });
    const language = input.language ?? (await loadPublication(app.db.read)).publication.language;
    return importPostExport(app, principal, input.text, {
      language,
      address: checkAddress(input.address),
      progress: (done, total) => progress({ phase: 'cli.progress.importing', done, total }),
    });
  },
});
