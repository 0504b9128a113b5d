import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { readConfig } from '../../platform/config.ts';
import { CliError, exits } from '../failures.ts';
import { intoFile, isAddress, readableSize, readInput } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../program.ts';
import type { Terminal } from '../terminal.ts';

type Options = RecordOptions & { url?: string; source?: string; title?: string; out?: string };

export async function capture(terminal: Terminal, page: string, options: Options): Promise<void> {
  if (options.out !== undefined) return packageTo(terminal, page, options.out, options);
  needAccount(options);
  const { source, title, url } = options;
  const input = isAddress(page) ? { url: page, source, title } : { bytes: await readInput(page), name: basename(page), savedFrom: url, source, title };
  const kept = await perform(terminal, 'capture', input, options);
  if (options.json) terminal.json(kept);
  else terminal.out(terminal.t(kept.known ? 'cli.capture.known' : kept.previous ? 'cli.capture.changed' : 'cli.capture.kept', kept));
}

/** Packs a page into a file of its own. The record is not touched, and no account needed. */
async function packageTo(terminal: Terminal, page: string, file: string, { json }: Options): Promise<void> {
  if (!isAddress(page)) throw new CliError('package_address', { page }, exits.usage);
  // What was kept once is no draft of what is kept now.
  if (await access(file).then(() => true, () => false)) throw new CliError('file_exists', { path: file });
  const { packagePage } = await import('../../evidence/package/package-page.ts');
  const config = readConfig(terminal.env);
  const { bytes, stamps, ...about } = await packagePage(page, { ...config, signal: terminal.interrupted(), progress: (phase) => terminal.progress({ phase: `cli.progress.${phase}` }) });
  await intoFile(file, (data) => data(bytes));
  const failed = stamps.flatMap((one) => ('reason' in one ? [one] : []));
  if (json) return terminal.json({ file, size: bytes.length, ...about, timestamps: stamps.map(({ authority, ...one }) => ({ authority, ...('reason' in one ? { reason: one.reason } : {}) })) });
  terminal.out(terminal.t('cli.capture.packed', { file, url: about.url, status: about.status, size: readableSize(bytes.length), count: about.exchanges }));
  terminal.out(terminal.t('cli.capture.stamped', { count: stamps.length - failed.length, asked: stamps.length ? 'some' : 'none' }));
  for (const { authority, reason } of failed) terminal.out(terminal.t('cli.capture.not_stamped', { authority, reason }));
}
