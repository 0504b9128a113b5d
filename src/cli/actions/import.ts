import { CliError } from '../failures.ts';
import { readInput } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../program.ts';
import type { Terminal } from '../terminal.ts';

export async function importFile(terminal: Terminal, path: string, options: RecordOptions & { example?: boolean }): Promise<void> {
  needAccount(options);
  const filing = await readFiling(path);
  const filed = await perform(terminal, 'import', { filing, example: options.example ?? false }, options);
  if (options.json) {
    terminal.json(filed);
    return;
  }
  const { t } = terminal;
  const counts = Object.entries(filed).flatMap(([list, refs]) => (refs.length ? [t(`cli.import.count.${list}`, { count: refs.length })] : []));
  terminal.out(counts.length ? t('cli.import.filed', { counts: counts.join(', ') }) : t('cli.import.nothing'));
}

async function readFiling(path: string): Promise<Record<string, unknown>> {
  const text = new TextDecoder('utf-8').decode(await readInput(path));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError('not_json', { path, reason: whereWrong(text, (error as Error).message) });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new CliError('not_an_object', { path });
  return value as Record<string, unknown>;
}

/** V8 names a position; people count lines. */
function whereWrong(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined || /line \d+/.test(message)) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message} (line ${before.length}, column ${before.at(-1)!.length + 1})`;
}
