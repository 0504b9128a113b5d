import { resolve } from 'node:path';
import { readableSize } from '../files.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../program.ts';
import type { Terminal } from '../terminal.ts';

export type MirrorCommand = RecordOptions & { whole?: boolean };

/** Makes the whole public site into plain files. */
export async function mirror(terminal: Terminal, folder: string, options: MirrorCommand): Promise<void> {
  const started = performance.now();
  // The server has a working directory of its own.
  const done = await perform(terminal, 'mirror', { folder: resolve(folder), whole: options.whole ?? false }, options);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  if (options.json) terminal.json({ ...done, seconds });
  else terminal.out(terminal.t('cli.mirror.done', { ...done, size: readableSize(done.bytes), seconds, whole: String(done.whole) }));
}
