import { AppError, asAppError, type ErrorCode, type FieldError } from '../../platform/errors.ts';
import type { ArchiveContents, ArchivePage } from '../../evidence/archives/types.ts';
import { archiveLimits } from '../../evidence/archives/limits.ts';
import { readArchivedPagesApart } from '../../evidence/archives/archive-readers.ts';
import { originOf } from '../../evidence/archives/origin.ts';
import type { PageResult } from '../../evidence/archives/read-pages.ts';
import { mayRun, runAsViewer, type App, type Principal } from '../../platform/operation.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { findImported } from '../../record/sources/archive-origin.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { addPage } from './add-page.ts';
import { createDraft } from './create-draft.ts';
import { draftOfCapture } from './load-draft.ts';

/**
 * `missing`: the addresses of parts that the archive does not contain. `settingCookies`: those of responses that set
 * cookies, which can identify the person who recorded the page.
 */
type Imported = { capture: string; source: string; draft: number; missing: string[]; settingCookies: string[] };

/** What became of one page. `known`: it was imported from the same file before. */
export type PageOutcome = { number: number; url: string } & (
  | ({ state: 'imported' | 'known' } & Imported)
  | { state: 'failed'; error: { code: ErrorCode; details: AppError['details']; fields: FieldError[] } }
);

/** `pages`: the numbers of the chosen pages. `team`: the only team that sees them. */
export type ImportPages = {
  source: ByteSource;
  contents: Pick<ArchiveContents, 'facts' | 'pages'>;
  pages: readonly number[];
  team?: number | undefined;
};

type Around = {
  signal?: AbortSignal;
  why?: string | undefined;
  /** Called after each page, before the next one begins. */
  onPage?(outcome: PageOutcome): void | Promise<void>;
  progress?(done: number, total: number): void;
};

/**
 * Imports the chosen pages of a web archive, one after the other: each becomes a capture with a signed package, and
 * gets a draft. A page that cannot be imported does not end the import. After an interruption, the same call continues
 * it, because pages that were imported are not imported again.
 * @throws AppError `not_permitted`; `invalid_input` for numbers that are not in the list; `cancelled`; and errors that
 * concern all pages, such as `disk_full`
 */
export async function importPages(
  app: App,
  principal: Principal | null,
  { source, contents: { facts, pages: listed }, pages, team }: ImportPages,
  { signal, why, onPage, progress }: Around = {},
): Promise<PageOutcome[]> {
  if (![storeCapture, createDraft].every((operation) => mayRun(principal, operation)))
    throw new AppError('not_permitted');
  const chosen = choose(listed, pages);
  return runAsViewer(app, principal, async () => {
    const known = new Map<ArchivePage, Imported>();
    for (const page of chosen) {
      const imported = await findKnown(app, { sha256: facts.sha256, page, team });
      if (imported) known.set(page, imported);
    }
    // All other pages are read in one pass over the file.
    const unread = chosen.filter((page) => !known.has(page));
    // Readers can get the package, and its SHA-256 can show who gave the file to the desk.
    const reading = readArchivedPagesApart(source, { report: facts.report }, unread, signal);
    const outcomes: PageOutcome[] = [];
    try {
      for (const page of chosen) {
        if (signal?.aborted) throw new AppError('cancelled');
        progress?.(outcomes.length, chosen.length);
        const { number, url } = page;
        const imported = known.get(page);
        const outcome: PageOutcome = imported
          ? { number, url, state: 'known', ...imported }
          : await importNext(page, (await reading.next()).value!);
        outcomes.push(outcome);
        await onPage?.(outcome);
      }
    } finally {
      await reading.return();
    }
    return outcomes;
  });

  async function importNext({ number, url }: ArchivePage, result: PageResult): Promise<PageOutcome> {
    try {
      if ('error' in result) throw result.error;
      const { page, archived } = result;
      const input = { archived, origin: originOf(facts, page, archived), team };
      const added = await addPage(app, principal, input, { signal, why });
      const { capture, source: ref, draft } = added;
      const { missing, settingCookies } = archived;
      const state = added.known ? 'known' : 'imported';
      return { number, url, state, capture, source: ref, draft, missing, settingCookies };
    } catch (thrown) {
      const error = asAppError(thrown);
      if (concernsAll(error)) throw error;
      const { code, details, fields } = error;
      return { number, url, state: 'failed', error: { code, details, fields } };
    }
  }
}

/**
 * A page that was imported before. Null if its draft was discarded, because then it is read again and gets a new draft;
 * or if people outside the team see it, because then it is refused.
 */
async function findKnown(
  app: App,
  { sha256, page: { url, at }, team }: { sha256: string; page: ArchivePage; team: number | undefined },
): Promise<Imported | null> {
  if (at === '') return null;
  const known = await findImported(app.db.read, { sha256, url, at: new Date(at), team });
  const draft = known && (await draftOfCapture(app.db.read, known.capture));
  return known && draft !== null ? { ...known, draft } : null;
}

function choose(listed: readonly ArchivePage[], numbers: readonly number[]): ArchivePage[] {
  const wrong = (message: string, params: Record<string, number> = {}): AppError =>
    new AppError('invalid_input', { fields: [{ path: 'pages', message, params }] });
  const unique = [...new Set(numbers)];
  if (unique.length === 0) throw wrong('evidence.archive.error.none');
  if (unique.length > archiveLimits.maxPagesAtOnce)
    throw wrong('evidence.archive.error.many', { limit: archiveLimits.maxPagesAtOnce });
  const byNumber = new Map(listed.map((page) => [page.number, page]));
  return unique.map((number) => {
    const page = byNumber.get(number);
    if (!page) throw wrong('evidence.archive.error.unlisted', { number });
    return page;
  });
}

/** Errors that are not about one page. Those of the server are temporary, or must be repaired first, and are logged. */
const concernsAll = ({ code, status }: AppError): boolean =>
  status >= 500 ||
  ['archive_changed', 'cancelled', 'not_permitted', 'not_signed_in', 'session_locked', 'token_invalid'].includes(code);
