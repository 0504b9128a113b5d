import { openFile } from '../../../exchange/import/read/table-readers.ts';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import { readRedirectPath, readTarget } from '../../../publishing/publication/redirects/address.ts';
import { maxRedirects } from '../../../publishing/publication/redirects/change-redirects.ts';
import { isOurs } from '../../routes.ts';

/** A row of the table: an address on the previous website, and the target of the redirect. */
export type RedirectLine = { line: number; from: string; to: string };
export type WrongLine = { line: number; error: FieldError };

/** Reads a table of two columns. The first row is skipped as headings unless it has a path of the previous website. */
export async function readRedirectTable(
  name: string,
  bytes: Uint8Array,
): Promise<{ rows: RedirectLine[]; wrong: WrongLine[] }> {
  const source = {
    size: bytes.byteLength,
    name,
    async *open({ start = 0, end = bytes.byteLength - 1 }: { start?: number; end?: number } = {}) {
      yield bytes.subarray(start, end + 1);
    },
  };
  const table = await openFile(source, null);
  const rows: RedirectLine[] = [];
  const wrong: WrongLine[] = [];
  const take = (line: number, cells: readonly (string | readonly string[])[]): void => {
    const [from = '', to = ''] = cells.map(String);
    if (rows.length + wrong.length > maxRedirects)
      throw new AppError('invalid_input', {
        fields: [{ path: 'file', message: 'publishing.publication.error.list.long' }],
      });
    const message =
      !from || !to
        ? 'columns'
        : !readRedirectPath(from)
          ? 'path'
          : !readTarget(to) || !isOurs(readTarget(to)!)
            ? 'target'
            : isOurs(readRedirectPath(from)!, 'page')
              ? 'own'
              : null;
    if (message)
      wrong.push({ line, error: { path: 'file', message: `publishing.publication.error.former.${message}` } });
    else rows.push({ line, from, to });
  };
  // The table reader treats the first row as headings, even if it is a redirect.
  try {
    if (readRedirectPath(table.columns[0] ?? '')) take(1, table.columns);
    for await (const row of table.rows) take(row.line, row.cells);
  } finally {
    await table.close();
  }
  return { rows, wrong };
}
