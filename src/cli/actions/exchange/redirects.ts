import { basename } from 'node:path';
import { AppError, asAppError } from '../../../platform/errors.ts';
import { readRedirectTable } from '../../../web/exchange/redirects/redirect-table.ts';
import { readInput } from '../../files.ts';
import { needAccount, perform } from '../../perform.ts';
import type { RecordOptions } from '../../commands/options.ts';
import type { Terminal } from '../../terminal.ts';

/**
 * Imports a table of redirects from a previous website. If a line is wrong, no redirect is stored and all wrong lines
 * are listed.
 */
export async function importRedirectTable(
  terminal: Terminal,
  path: string,
  { replace = false, ...options }: RecordOptions & { replace?: boolean },
): Promise<void> {
  needAccount(options);
  const line = (number: number): string => terminal.t('cli.former.line', { line: number });
  const { rows, wrong } = await readRedirectTable(basename(path), await readInput(path));
  if (wrong.length)
    throw new AppError('invalid_input', {
      fields: wrong.map(({ line: number, error }) => ({ ...error, path: line(number) })),
    });
  const done = await perform(
    terminal,
    'former.keep',
    { addresses: rows.map(({ from, to }) => ({ from, to })), replace },
    options,
  ).catch((thrown: unknown) => {
    const error = asAppError(thrown);
    // Changes the paths of errors from indexes in the request to lines of the table.
    for (const field of error.fields)
      field.path = field.path.replace(/^addresses\.(\d+)\..*$/, (_, index: string) =>
        line(rows[Number(index)]?.line ?? 0),
      );
    throw error;
  });
  if (options.json) terminal.json(done);
  else terminal.out(terminal.t('cli.former.kept', { count: done.kept, fresh: done.new }));
}
