import { z } from 'zod';
import { noteExport } from '../../accounts/security-log/note-export.ts';
import { desk } from '../../accounts/tables.ts';
import { exportFormats, type ExportFormat } from '../../exchange/export/about.ts';
import { csvMetadata } from '../../exchange/formats/csv-metadata.ts';
import { flatAbout } from '../../exchange/formats/csv-zip.ts';
import { openExport, type ExportFile } from '../../exchange/export/open-export.ts';
import { queryLimit, withQueryLimit } from '../../platform/database/query-limit.ts';
import { AppError } from '../../platform/errors.ts';
import { messages } from '../../platform/messages/messages.ts';
import { mayRun, run } from '../../platform/operation.ts';
import { aboutExport, queryOf } from '../../web/exchange/export/export.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import { downloadQueries } from '../../web/kit/stream.ts';
import { readRecordFilters } from '../../web/routes.ts';
import { defineCall, seenBy } from './call.ts';
import { assertFilters } from './filters.ts';

const files: Record<ExportFormat, ExportFile> = {
  csv: 'cases.csv',
  jsonl: 'record.jsonl',
  pictures: 'pictures.jsonl',
  esf: 'esf.zip',
  ftm: 'ftm.zip',
  jsonld: 'record.jsonld',
  annotations: 'annotations.jsonld',
};

/**
 * Sends an export. An export for readers needs no account. An export for the desk needs one, and contains only what
 * this person sees, because the file leaves the server and must not contain items of other teams.
 */
export const exportRecord = defineCall({
  asSystem: true,
  input: z.object({
    format: z.enum(exportFormats),
    entities: z.boolean().default(false),
    search: z.string().max(8000),
    audience: z.enum(['public', 'desk']),
  }),
  async run({ app, principal, input, signal, progress, send, address }) {
    if (input.audience === 'desk' && (principal.accountId === null || !mayRun(principal, { permission: desk })))
      throw new AppError('not_permitted', { details: { roles: desk.join(', ') } });
    if (input.audience === 'desk') await run(app, noteExport, principal, {});
    const { publication: paper } = await loadPublication(app.db.read);
    assertFilters(input.search, input.audience);
    const filters = readRecordFilters(new URL(input.search, address), input.audience);
    const about = aboutExport(messages(interfaceLanguage(paper)), {
      paper,
      filters,
      address,
      at: app.now(),
      audience: input.audience,
    });
    const file = input.format === 'csv' && input.entities ? 'record.zip' : files[input.format];
    let bytes = 0;
    // The queries of the export wait in the queue for downloads, because readers' pages have priority.
    const limit = { ...queryLimit(), queue: downloadQueries[app.db.kind] };
    const write = async (): Promise<void> => {
      for await (const chunk of openExport(app, {
        file,
        query: queryOf(filters),
        about,
        report: (done, total) => progress({ phase: 'cli.progress.exporting', done, total }),
      })) {
        if (signal.aborted) throw new AppError('cancelled');
        await send(chunk);
        bytes += chunk.byteLength;
      }
    };
    await seenBy(app, principal, () => withQueryLimit(limit, write));
    // A second file describes the columns, because a CSV file cannot contain metadata.
    const metadata = file === 'cases.csv' ? csvMetadata(about, [flatAbout(about.audience)]) : null;
    return {
      metadata,
      format: input.format,
      query: about.query.words,
      licence: about.licence.name,
      audience: input.audience,
      bytes,
    };
  },
});
