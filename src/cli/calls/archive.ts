import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { z } from 'zod';
import { readArchiveApart } from '../../evidence/archives/archive-readers.ts';
import { archiveLimits } from '../../evidence/archives/limits.ts';
import type { ArchivePage } from '../../evidence/archives/types.ts';
import { ownTrust } from '../../evidence/package/signature/own-trust.ts';
import { importPages } from '../../drafting/store/import-pages.ts';
import { AppError } from '../../platform/errors.ts';
import { archiveFile } from '../files.ts';
import { defineCall } from './call.ts';
import { ownTeamNamed } from './teams.ts';

/** `pages`: numbers, ranges of numbers (`3-7`) and addresses. */
const chosen = z.union([z.literal('all'), z.array(z.string().max(8192)).min(1).max(archiveLimits.maxPages)]);

/**
 * Imports pages of a web archive. The input has only the path, because the server is on the same machine, and reads the
 * file itself, in slices. After each page, its outcome is sent as a line of JSON.
 */
export const archiveImport = defineCall({
  input: z.object({ path: z.string().min(1), pages: chosen, team: z.string().optional() }),
  async run({ app, principal, input, why, signal, progress, send }) {
    const team = await ownTeamNamed(app.db.read, principal, input.team);
    const source = archiveFile(input.path, await readableFile(input.path));
    progress({ phase: 'cli.progress.reading' });
    const contents = await readArchiveApart(source, await ownTrust(app.config.dataDir), signal);
    const pages =
      input.pages === 'all' ? contents.pages.map(({ number }) => number) : choose(contents.pages, input.pages);
    const outcomes = await importPages(
      app,
      principal,
      { source, contents, pages, team },
      {
        signal,
        why,
        progress: (done, total) => progress({ phase: 'cli.progress.filing', done, total }),
        onPage: (outcome) => send(Buffer.from(`${JSON.stringify(outcome)}\n`)),
      },
    );
    return { file: contents.facts, outcomes };
  },
});

async function readableFile(path: string): Promise<Stats> {
  const wrong = (message: string, params: Record<string, string | number> = {}): AppError =>
    new AppError('invalid_input', { fields: [{ path, message, params }] });
  try {
    const found = await stat(path);
    if (!found.isFile()) throw wrong('cli.error.file_missing', { path });
    await access(path, constants.R_OK);
    return found;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw wrong(isMissing ? 'cli.error.file_missing' : 'cli.archive.forbidden', { path, user: userInfo().username });
  }
}

/** @throws AppError `invalid_input` for a page that is not listed */
function choose(pages: readonly ArchivePage[], choices: readonly string[]): number[] {
  return choices.flatMap((choice) => {
    const range = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(choice);
    const [from, to] = range ? [Number(range[1]), Number(range[2] ?? range[1])] : [0, 0];
    const found = pages.filter(({ number, url }) => (range ? number >= from && number <= to : url === choice));
    if (found.length === 0)
      throw new AppError('invalid_input', {
        fields: [{ path: '--page', message: 'cli.archive.no_page', params: { page: choice } }],
      });
    return found.map(({ number }) => number);
  });
}
