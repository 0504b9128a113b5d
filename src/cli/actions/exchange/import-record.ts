import { byLineNumber, readLines } from '../../../exchange/round-trip/read-lines.ts';
import { readInput } from '../../files.ts';
import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

/** Imports a record from JSON Lines. Errors name the lines of the file. */
export async function importRecord(terminal: Terminal, path: string, options: RecordOptions): Promise<void> {
  needAccount(options);
  const { head, lines } = readLines(new TextDecoder('utf-8').decode(await readInput(path)));
  const done = await perform(
    terminal,
    'import.record',
    { record: head.record, paper: head.paper, lines, fields: head.fields },
    options,
  ).catch((error: unknown) => {
    throw byLineNumber(error);
  });
  if (options.json) {
    terminal.json(done);
    return;
  }
  const { t } = terminal;
  const counts = Object.entries(done.made).map(([kind, count]) => t(`cli.import.made.${kind}`, { count }));
  terminal.out(
    counts.length
      ? t('cli.import.read_back', {
          paper: head.paper,
          counts: counts.join(', '),
          numbers: t(`cli.import.numbers_${done.numbers}`),
        })
      : t('cli.import.known_already', { paper: head.paper }),
  );
  if (counts.length && done.known) terminal.out(t('cli.import.also_known', { count: done.known }));
}
