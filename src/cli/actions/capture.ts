import { basename } from 'node:path';
import { missingLines } from '../../evidence/browser/missing.ts';
import type { Missing } from '../../evidence/browser/replay.ts';
import type { PackagedPage } from '../../evidence/package/package-page.ts';
import type { Stamping } from '../../evidence/package/signature/request-timestamp.ts';
import { readConfig } from '../../platform/config/config.ts';
import { CliError, exits } from '../failures.ts';
import { intoFile, isAddress, readableSize, readInput, requireNew } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

export type CaptureOptions = RecordOptions & {
  url?: string;
  source?: string;
  title?: string;
  browser?: boolean;
  out?: string;
  team?: string;
};

export async function capture(terminal: Terminal, page: string, options: CaptureOptions): Promise<void> {
  if (options.out !== undefined) return packageTo(terminal, page, options.out, options);
  needAccount(options);
  const { source, title, url, browser, team } = options;
  if (browser && !isAddress(page)) throw new CliError('package_address', { page }, exits.usage);
  const input = isAddress(page)
    ? { url: page, browser, source, title, team }
    : { bytes: await readInput(page), name: basename(page), savedFrom: url, source, title, team };
  const kept = await perform(terminal, 'capture', input, options);
  if (options.json) terminal.json(kept);
  else
    terminal.out(
      terminal.t(kept.known ? 'cli.capture.known' : kept.previous ? 'cli.capture.changed' : 'cli.capture.kept', {
        ...kept,
        incomplete: undefined,
        missing: undefined,
      }),
    );
  if (!options.json && kept.incomplete.length) sayIncomplete(terminal, kept);
}

/** Writes an evidence package of a page to a file. Needs no account and does not use the record. */
async function packageTo(
  terminal: Terminal,
  page: string,
  file: string,
  { json, browser, why }: CaptureOptions,
): Promise<void> {
  if (!isAddress(page)) throw new CliError('package_address', { page }, exits.usage);
  await requireNew(file);
  const config = readConfig(terminal.env);
  const settings = {
    ...config,
    signal: terminal.interrupted(),
    progress: (phase: string, done?: number) =>
      terminal.progress({ phase: `cli.progress.${phase}`, ...(done !== undefined && { done }) }),
  };
  const { bytes, stamps, ...about }: PackagedPage & Partial<Lacking> = browser
    ? await (
        await import('../../evidence/browser/package-browser.ts')
      ).packageInBrowser(page, { ...settings, why: why ?? null })
    : await (await import('../../evidence/package/package-page.ts')).packagePage(page, settings);
  await intoFile(file, (data) => data(bytes));
  const { incomplete = [], missing = { words: [], parts: [] } } = about;
  if (json)
    return terminal.json({
      file,
      size: bytes.length,
      ...about,
      timestamps: stampList(stamps),
    });
  terminal.out(
    terminal.t('cli.capture.packed', {
      file,
      url: about.url,
      status: about.status,
      size: readableSize(bytes.length),
      count: about.exchanges,
    }),
  );
  if (incomplete.length) sayIncomplete(terminal, { incomplete, missing });
  printStamps(terminal, stamps);
}

/** The timestamps of a package, without the timestamps themselves. `reason`: why there is none. */
export const stampList = (stamps: readonly Stamping[]): { authority: string; reason?: string }[] =>
  stamps.map(({ authority, ...one }) => ({ authority, ...('reason' in one ? { reason: one.reason } : {}) }));

/** Prints how many authorities timestamped a package, and why the others did not. */
export function printStamps({ t, out }: Terminal, stamps: readonly Stamping[]): void {
  const failed = stamps.flatMap((one) => ('reason' in one ? [one] : []));
  out(t('cli.capture.stamped', { count: stamps.length - failed.length, asked: stamps.length ? 'some' : 'none' }));
  for (const { authority, reason } of failed) out(t('cli.capture.not_stamped', { authority, reason }));
}

type Lacking = { incomplete: readonly string[]; missing: Missing };

function sayIncomplete({ t, out }: Terminal, { incomplete, missing }: Lacking): void {
  out(t('cli.capture.incomplete', { reasons: incomplete.map((one) => t(`cli.capture.short.${one}`)).join('; ') }));
  for (const line of missingLines(t, missing)) out(`  ${line}`);
}
