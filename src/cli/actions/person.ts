import { intoFile } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/** Writes what is stored about a person into a ZIP file. */
export async function exportPerson(
  terminal: Terminal,
  person: string,
  options: RecordOptions & { output: string },
): Promise<void> {
  needAccount(options);
  const { bytes } = await intoFile(options.output, (data) =>
    perform(terminal, 'person.export', { person }, { ...options, data }),
  );
  if (options.json) terminal.json({ file: options.output, bytes });
  else terminal.out(terminal.t('cli.person.export.done', { file: options.output, size: bytes }));
}
