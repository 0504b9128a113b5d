import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PageOutcome } from '../../drafting/store/import-pages.ts';
import { readArchiveApart, readArchivedPagesApart } from '../../evidence/archives/archive-readers.ts';
import { archiveLimits } from '../../evidence/archives/limits.ts';
import { sealArchived } from '../../evidence/archives/seal-archived.ts';
import type { ArchiveContents, ArchivedPage, ArchiveFacts, ArchivePage } from '../../evidence/archives/types.ts';
import { exitOf } from '../../evidence/package/check-package.ts';
import { timeText } from '../../evidence/package/report-lines.ts';
import { readable } from '../../evidence/package/package-page.ts';
import type { Stamping } from '../../evidence/package/signature/request-timestamp.ts';
import { readConfig } from '../../platform/config/config.ts';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import type { RecordOptions } from '../commands/options.ts';
import { CliError, exits, explain } from '../failures.ts';
import { archiveFile, intoFile, readableSize, requireNew, unreadable } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { Terminal } from '../terminal.ts';
import { readTrust } from '../trust.ts';
import { printStamps, stampList } from './capture.ts';
import { printReport } from './verify/verify-package.ts';

type ListOptions = { json?: boolean; trust?: string[] };
type ExtractOptions = ListOptions & { page: string; out: string };
export type ArchiveImportOptions = RecordOptions & { page?: string[]; all?: boolean; team?: string };

/**
 * Prints what is known of a web archive, and its pages. Needs no account, and does not use the record. The exit status is
 * 1 if the archive was altered, or is not readable as a whole.
 */
export async function listArchive(terminal: Terminal, file: string, options: ListOptions): Promise<void> {
  const { facts, pages, pagesLeft } = await read(terminal, await openFile(file), options.trust);
  const isDamaged = exitOf(facts.report.verdict) === exits.failed;
  if (options.json) terminal.json({ ...facts, path: file, pages, pagesLeft });
  else print(terminal, file, { facts, pages, pagesLeft });
  if (isDamaged) process.exit(exits.failed);
}

function print(terminal: Terminal, file: string, { facts, pages, pagesLeft }: ArchiveContents): void {
  const { t, out } = terminal;
  printReport(terminal, file, facts.form === 'warc' ? 'warc' : 'package', facts.report);
  for (const line of factLines(t, facts)) out(line);
  out(t('cli.archive.pages', { count: pages.length }));
  for (const { number, at, status, mediaType, url, title } of pages)
    out(`  ${String(number).padStart(4)}  ${timeText(at)}  ${status || '–'}  ${mediaType}  ${url}  ${title}`.trimEnd());
  if (pagesLeft) out(t('cli.archive.pages_left', { count: pagesLeft, limit: archiveLimits.maxPages }));
}

/**
 * Writes one page of a web archive to a file, as an evidence package that this installation signs. Needs no account, and
 * does not use the record.
 */
export async function extractPage(terminal: Terminal, file: string, options: ExtractOptions): Promise<void> {
  const { out: target, json } = options;
  await requireNew(target);
  const source = await openFile(file);
  const { facts, pages } = await read(terminal, source, options.trust);
  const page = choose(pages, options.page);
  const archived = await readPage(source, facts, page, terminal.interrupted());
  const { bytes, stamps } = await seal(terminal, archived);
  await intoFile(target, (data) => data(bytes));
  const { url, at, status } = archived.page;
  const { contentAt, missing, settingCookies } = archived;
  if (json)
    return terminal.json({
      file: target,
      url,
      at,
      contentAt,
      status,
      size: bytes.length,
      archive: { name: facts.name, sha256: facts.sha256 },
      missing,
      settingCookies,
      timestamps: stampList(stamps),
    });
  const { t, out } = terminal;
  const size = readableSize(bytes.length);
  out(t('cli.archive.extracted', { file: target, url, at: timeText(at), status, size }));
  if (contentAt !== at) out(t('cli.archive.content_at', { at: timeText(contentAt) }));
  if (missing.length) out(t('cli.archive.missing', { count: missing.length }));
  for (const address of missing) out(`  ${address}`);
  if (settingCookies.length) out(t('cli.archive.set_cookie', { count: settingCookies.length }));
  for (const address of settingCookies) out(`  ${address}`);
  printStamps(terminal, stamps);
}

/** Imports pages of a web archive as captures. Prints a line for each page as soon as it is done. */
export async function importArchive(terminal: Terminal, file: string, options: ArchiveImportOptions): Promise<void> {
  needAccount(options);
  const { page, all, team, json } = options;
  if ((page === undefined) === !all) throw new CliError('archive_pages', {}, exits.usage);
  await openFile(file);
  const done = await perform(
    terminal,
    'archive.import',
    { path: resolve(file), pages: page ?? 'all', team },
    { ...options, data: json ? undefined : async (bytes) => printOutcomes(terminal, bytes) },
  );
  const count = (state: PageOutcome['state']): number => done.outcomes.filter((one) => one.state === state).length;
  const [imported, known, failed] = [count('imported'), count('known'), count('failed')];
  if (json) terminal.json({ ...done, outcomes: done.outcomes.map((one) => described(terminal, one)) });
  else terminal.out(terminal.t('cli.archive.done', { imported, known, failed }));
  if (failed) process.exit(exits.failed);
}

/** An outcome with the message of its error. */
const described = (terminal: Terminal, outcome: PageOutcome) =>
  outcome.state === 'failed'
    ? { ...outcome, error: explain(terminal, new AppError(outcome.error.code, outcome.error)) }
    : outcome;

/** @param lines outcomes as lines of JSON */
function printOutcomes(terminal: Terminal, lines: Uint8Array): void {
  const { t, out } = terminal;
  for (const line of Buffer.from(lines).toString().split('\n').filter(Boolean)) {
    const outcome = described(terminal, JSON.parse(line) as PageOutcome);
    const { number, url } = outcome;
    if (outcome.state === 'failed') {
      const { message, fields } = outcome.error;
      const reason = [message, ...fields.map((field) => field.message)].join(' ');
      out(t('cli.archive.failed', { number, url, reason }));
    } else {
      const { state, capture, source, missing, settingCookies } = outcome;
      out(t(`cli.archive.${state}`, { number, url, capture, source, count: missing.length }));
      if (settingCookies.length) out(`  ${t('cli.archive.set_cookie', { count: settingCookies.length })}`);
      for (const address of settingCookies) out(`    ${address}`);
    }
  }
}

async function openFile(file: string): Promise<ByteSource> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (!found.isFile()) throw new CliError('file_unreadable', { path: file, reason: 'EISDIR' });
  if (found.size > archiveLimits.maxSize)
    throw new CliError('file_too_large', { path: file, limit: readableSize(archiveLimits.maxSize) });
  return archiveFile(file, found);
}

async function read(terminal: Terminal, source: ByteSource, trust: readonly string[] = []): Promise<ArchiveContents> {
  const trusted = await readTrust(trust, readConfig(terminal.env).dataDir);
  terminal.progress({ phase: 'cli.progress.reading' });
  return readArchiveApart(source, trusted, terminal.interrupted());
}

/** The page with this number or web address. Of several at one address, the first. */
function choose(pages: readonly ArchivePage[], choice: string): ArchivePage {
  const found = pages.find(({ number, url }) => choice === String(number) || choice === url);
  if (!found) throw new CliError('archive_page', { page: choice }, exits.usage);
  return found;
}

async function readPage(
  source: ByteSource,
  facts: ArchiveFacts,
  page: ArchivePage,
  signal: AbortSignal,
): Promise<ArchivedPage> {
  for await (const result of readArchivedPagesApart(source, facts, [page], signal)) {
    if ('error' in result) throw result.error;
    return result.archived;
  }
  throw new CliError('archive_page', { page: page.url });
}

async function seal(terminal: Terminal, archived: ArchivedPage): Promise<{ bytes: Uint8Array; stamps: Stamping[] }> {
  const signal = terminal.interrupted();
  const words = await readable(archived.bytes, archived.mediaType, archived.finalUrl, signal);
  return sealArchived(archived, words, {
    ...readConfig(terminal.env),
    now: () => new Date(),
    signal,
    progress: (phase) => terminal.progress({ phase: `cli.progress.${phase}` }),
  });
}

const factLines = (t: Terminal['t'], { size, sha256, software, operator }: ArchiveFacts): string[] => [
  t('cli.archive.file', { size: readableSize(size), sha256 }),
  ...(software ? [t('cli.archive.software', { software })] : []),
  ...(operator ? [t('cli.archive.operator', { operator })] : []),
];
