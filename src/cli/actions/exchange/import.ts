import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { UnmappedColumns } from '../../../exchange/import/mapping/unmapped.ts';
import { isPicturesFile } from '../../../exchange/round-trip/read-pictures.ts';
import { isRecordFile } from '../../../exchange/round-trip/read-lines.ts';
import { CliError, exits } from '../../failures.ts';
import { intoFile, readInput, unreadable } from '../../files.ts';
import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

export type ImportOptions = RecordOptions & {
  example?: boolean;
  team?: string;
  suggested?: boolean;
  suggest?: boolean;
  mapping?: string;
  save?: string;
  dryRun?: boolean;
  fates?: string;
  dataSet?: string;
  title?: string;
  publisher?: string;
  country?: string;
  id?: string[];
  caseTitle?: string;
  wording?: string;
  unmapped?: UnmappedColumns;
  public?: boolean;
  unchecked?: boolean;
  refuseLikely?: boolean;
  charset?: string;
  delimiter?: string;
  sheet?: string;
  headerRow?: string;
};

/**
 * Imports a file. Its content decides whether it is imported as items to add to the record (JSON), as an exported
 * record or its pictures (JSON Lines), or as a table whose rows become cases.
 */
export async function importFile(terminal: Terminal, path: string, options: ImportOptions): Promise<void> {
  const spooled = path === '-' ? await spool() : null;
  const file = spooled?.path ?? path;
  let whole = true;
  try {
    switch (await kindOf(file)) {
      case 'filing':
        await importFiling(terminal, file, path, options);
        break;
      case 'pictures':
        // Photos cannot be limited to a team.
        if (options.team !== undefined) throw new CliError('team_record', { path }, exits.usage);
        return await (await import('./import-pictures.ts')).importPictures(terminal, file, options);
      case 'record':
        // The items of an exported record keep their visibility, and some are public, so they cannot be limited to a
        // team.
        if (options.team !== undefined) throw new CliError('team_record', { path }, exits.usage);
        return await (await import('./import-record.ts')).importRecord(terminal, file, options);
      case 'table':
        whole = await importTable(terminal, file, path === '-' ? 'table' : basename(path), options);
    }
  } finally {
    await spooled?.remove();
  }
  if (!whole) process.exit(exits.failed);
}

/**
 * The kind of a file, by its first bytes. `filing`: a JSON object with lists of items to add to the record; `record`: a
 * record that was exported as JSON Lines; `pictures`: exported pictures; `table`: any other file.
 */
async function kindOf(path: string): Promise<'filing' | 'record' | 'pictures' | 'table'> {
  const handle = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\ufeff/, '');
    if (isRecordFile(head)) return 'record';
    if (isPicturesFile(head)) return 'pictures';
    const { filingLists } = await import('../../../record/filing/file.ts');
    const first = /^\s*\{\s*(?:"(\w+)"\s*:|\}|$)/.exec(head);
    return first && (!first[1] || filingLists.some(([list]) => list === first[1])) ? 'filing' : 'table';
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await handle.close();
  }
}

/** Saves standard input to a temporary file, because a table is read more than once. */
async function spool(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'kronika-import-'));
  const path = join(folder, 'table');
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function importFiling(terminal: Terminal, path: string, name: string, options: ImportOptions): Promise<void> {
  needAccount(options);
  const filing = await readFiling(path, name);
  const { example = false, team } = options;
  const filed = await perform(terminal, 'import', { filing, example, team }, options);
  if (options.json) {
    terminal.json(filed);
    return;
  }
  const { t } = terminal;
  const counts = Object.entries(filed).flatMap(([list, refs]) =>
    refs.length ? [t(`cli.import.count.${list}`, { count: refs.length })] : [],
  );
  terminal.out(counts.length ? t('cli.import.filed', { counts: counts.join(', ') }) : t('cli.import.nothing'));
}

async function readFiling(path: string, name: string): Promise<Record<string, unknown>> {
  const text = new TextDecoder('utf-8').decode(await readInput(path));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError('not_json', { path: name, reason: whereWrong(text, (error as Error).message) });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new CliError('not_an_object', { path: name });
  return value as Record<string, unknown>;
}

/** Adds the line and column to an error message of `JSON.parse`, which has only the position. */
function whereWrong(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined || /line \d+/.test(message)) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message} (line ${before.length}, column ${before.at(-1)!.length + 1})`;
}

/**
 * Imports a table. Without `--suggested` and `--mapping`, only prints a preview.
 * @returns false if a row was not imported because of an error
 */
async function importTable(terminal: Terminal, path: string, name: string, options: ImportOptions): Promise<boolean> {
  if (!options.suggested && options.mapping === undefined) {
    const { previewTable } = await import('./import-preview.ts');
    await previewTable(terminal, path, name, readingOf(options), options);
    return true;
  }
  needAccount(options);
  const input = {
    path: resolve(path),
    name,
    dataSet: options.dataSet,
    title: options.title,
    publisher: options.publisher,
    country: options.country,
    team: options.team,
    reading: readingOf(options),
    mapping: await mappingOf(options),
    change: {
      ...templatesOf(options),
      ...(options.public ? { visibility: 'public' as const } : {}),
      ...(options.unchecked ? { counted: false } : {}),
      ...(options.id ? { identity: options.id, repeats: 'same' as const } : {}),
      ...(options.refuseLikely ? { likely: 'refuse' as const } : {}),
    },
    unmapped: options.unmapped,
    save: options.save,
    dry: options.dryRun ?? false,
    fates: options.fates !== undefined,
    language: terminal.locale,
  };
  const done =
    options.fates === undefined
      ? await perform(terminal, 'import.table', input, options)
      : await intoFile(options.fates, (data) => perform(terminal, 'import.table', input, { ...options, data }));
  if (options.json) terminal.json(done);
  else {
    const { t } = terminal;
    const counts = Object.entries({
      made: 0,
      matched: 0,
      changed: 0,
      refused: 0,
      noted: 0,
      gone: 0,
      ...done.counts,
    }).flatMap(([fate, count]) => (count ? [`  ${t(`cli.import.fate.${fate}`, { count })}`] : []));
    terminal.out(
      [
        t(done.dry ? 'cli.import.tried' : 'cli.import.done', { name, import: done.import, source: done.source }),
        ...counts,
      ].join('\n'),
    );
    if (done.foundBy) terminal.out(t(`cli.import.found_by_${done.foundBy}`, { source: done.source }));
    if (!done.dry && (done.counts.made ?? 0) > 0)
      terminal.out(t(done.counted ? 'cli.import.imported' : 'cli.import.unchecked', { visibility: done.visibility }));
    terminal.out(t('cli.import.page', { page: done.page }));
  }
  return !done.counts.refused;
}

/** The templates that the options give. */
export const templatesOf = ({ caseTitle, wording }: ImportOptions): { title?: string; wording?: string } => ({
  ...(caseTitle === undefined ? {} : { title: caseTitle }),
  ...(wording === undefined ? {} : { wording }),
});

function readingOf(options: ImportOptions) {
  const delimiter = options.delimiter === 'tab' || options.delimiter === '\\t' ? '\t' : options.delimiter;
  if (delimiter !== undefined && delimiter.length !== 1)
    throw new CliError('bad_delimiter', { delimiter }, exits.usage);
  const headerRow = options.headerRow === undefined ? undefined : Number(options.headerRow);
  if (headerRow !== undefined && !(Number.isInteger(headerRow) && headerRow > 0 && headerRow <= 100))
    throw new CliError('bad_header_row', { row: options.headerRow! }, exits.usage);
  return Object.fromEntries(
    Object.entries({ charset: options.charset, delimiter, sheet: options.sheet, headerRow }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** The name of a saved import profile, or the content of a JSON file with a profile. */
async function mappingOf({ mapping }: ImportOptions): Promise<string | Record<string, unknown> | undefined> {
  if (mapping === undefined || !mapping.endsWith('.json') || !(await stat(mapping).catch(() => null))) return mapping;
  try {
    return JSON.parse(await readFile(mapping, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new CliError('not_json', { path: mapping, reason: (error as Error).message });
  }
}

export const fileBytes = (path: string, size: number, name: string) => ({
  size,
  name,
  open: (range?: { start?: number; end?: number }) => createReadStream(path, { ...range, highWaterMark: 256 * 1024 }),
});
