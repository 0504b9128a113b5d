import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliError, exits } from '../failures.ts';
import { intoFile, readableSize } from '../files.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';
import { searchOf, type SearchOptions } from './exchange/export.ts';

export type MirrorCommand = RecordOptions &
  SearchOptions & { whole?: boolean; epub?: string; zim?: string; section?: string; tag?: string };

const narrowing = ['search', 'q', 'country', 'year', 'language', 'section', 'tag'] as const;

/** Creates a mirror of the public site, optionally packed into one file, or a book of selected articles. */
export async function mirror(terminal: Terminal, folder: string | undefined, options: MirrorCommand): Promise<void> {
  if (options.epub !== undefined) return book(terminal, folder, options.epub, options);
  const narrowed = narrowing.find((name) => options[name] !== undefined);
  if (narrowed) throw new CliError('mirror_narrowed', { option: `--${narrowed}` }, exits.usage);
  if (folder === undefined && options.zim === undefined) throw new CliError('mirror_where', {}, exits.usage);
  const { findZimWriter, packZim } = await import('./mirror-zim.ts');
  const writer = options.zim === undefined ? null : await findZimWriter(terminal.env);
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  const passing = folder === undefined ? await mkdtemp(join(tmpdir(), 'kronika-zim-')) : null;
  try {
    // The server gets an absolute path, because it may have another working directory.
    const { paper, ...done } = await perform(
      terminal,
      'mirror',
      { folder: passing ?? resolve(folder!), whole: options.whole ?? false },
      options,
    );
    const size = writer
      ? await packZim({
          writer,
          folder: done.folder,
          file: resolve(options.zim!),
          paper,
          signal: terminal.interrupted(),
          progress: () => terminal.progress({ phase: 'cli.progress.zim' }),
        })
      : null;
    if (options.json)
      terminal.json({
        ...done,
        ...(passing ? { folder: null } : {}),
        ...(size === null ? {} : { zim: { file: options.zim, bytes: size } }),
        seconds: seconds(),
      });
    else {
      if (!passing)
        terminal.out(
          terminal.t('cli.mirror.done', {
            ...done,
            size: readableSize(done.bytes),
            seconds: seconds(),
            whole: String(done.whole),
          }),
        );
      if (size !== null)
        terminal.out(
          terminal.t('cli.mirror.zim_done', {
            file: options.zim,
            files: done.files,
            size: readableSize(size),
            seconds: seconds(),
          }),
        );
    }
  } finally {
    if (passing) await rm(passing, { recursive: true, force: true });
  }
}

async function book(
  terminal: Terminal,
  folder: string | undefined,
  file: string,
  options: MirrorCommand,
): Promise<void> {
  if (folder !== undefined || options.zim !== undefined || options.whole)
    throw new CliError('epub_alone', {}, exits.usage);
  const input = { search: searchOf(options), section: options.section, tag: options.tag };
  const { bytes, ...made } = await intoFile(file, (data) =>
    perform(terminal, 'mirror.book', input, { ...options, data }),
  );
  if (options.json) terminal.json({ file, ...made, bytes });
  else terminal.out(terminal.t('cli.mirror.epub_done', { file, ...made, size: readableSize(bytes) }));
}
