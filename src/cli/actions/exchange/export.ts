import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { ExportFormat } from '../../../exchange/export/about.ts';
import { facetNamesFor, type FacetName } from '../../../record/vocabulary/facets.ts';
import { routes } from '../../../web/routes.ts';
import { CliError, exits } from '../../failures.ts';
import { intoFile } from '../../files.ts';
import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

/** A search: its URL on the site (`--search`), options for single filters, or both. */
export type SearchOptions = { search?: string; q?: string } & Partial<Record<FacetName, string[]>>;

export type ExportOptions = RecordOptions &
  SearchOptions & {
    format: ExportFormat;
    output?: string;
    entities?: boolean;
    audience: 'public' | 'desk';
  };

/** Streams an export to a file or to standard output. */
export async function exportRecord(terminal: Terminal, options: ExportOptions): Promise<void> {
  // An export for readers needs no account.
  if (options.audience === 'desk') needAccount(options);
  const input = {
    format: options.format,
    entities: options.entities ?? false,
    search: searchOf(options),
    audience: options.audience,
  };
  const zipped = options.format === 'esf' || options.format === 'ftm' || (options.format === 'csv' && input.entities);
  const started = performance.now();
  if (!options.output || options.output === '-') {
    if (zipped && process.stdout.isTTY) throw new CliError('binary_terminal', {}, exits.usage);
    await perform(terminal, 'export', input, { ...options, data: toStream(process.stdout) });
    return;
  }
  const { metadata, ...result } = await intoFile(options.output, (data) =>
    perform(terminal, 'export', input, { ...options, data }),
  );
  if (metadata) await writeFile(`${options.output}-metadata.json`, metadata);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  if (options.json) terminal.json({ file: options.output, ...result });
  else
    terminal.out(
      terminal.t('cli.export.done', {
        file: options.output,
        query: result.query,
        licence: result.licence,
        seconds,
        size: result.bytes,
      }),
    );
}

const lists: ReadonlySet<string> = new Set([
  '/',
  ...[routes.cases, routes.search, routes.export, routes.map, routes.desk.search].map((list) => list.pattern),
]);

function addressOf(text: string): URL {
  if (!URL.canParse(text, 'http://kronika')) throw new CliError('bad_search', { address: text }, exits.usage);
  return new URL(text, 'http://kronika');
}

/** The name by which Commander stores the option of a filter: `eventType` for `--event-type`. */
const optionName = (name: FacetName): FacetName =>
  name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as FacetName;

/**
 * Combines the URL of `--search` and the options for filters into one query string, as the lists of the site use it.
 */
export function searchOf(options: SearchOptions): string {
  const { pathname, searchParams } = addressOf(options.search ?? '');
  if (!lists.has(pathname.replace(/\.[a-z]+$/, '')))
    throw new CliError('bad_search', { address: options.search! }, exits.usage);
  if (options.q !== undefined) searchParams.set('q', options.q);
  for (const name of facetNamesFor('desk'))
    for (const value of options[optionName(name)] ?? []) searchParams.append(name, value);
  return `?${searchParams}`;
}

/** Returns a function that writes to a stream, and waits while the buffer of the stream is full. */
function toStream(stream: Writable) {
  return async (bytes: Uint8Array): Promise<void> => {
    if (!stream.write(bytes)) await once(stream, 'drain');
  };
}
