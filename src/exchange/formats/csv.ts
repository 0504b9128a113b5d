/**
 * CSV by RFC 4180: UTF-8 with a byte order mark (without it, Excel misreads Cyrillic), CRLF, and quotation marks where
 * needed. A text that begins like a formula (`=`, `+`, `-`, `@`, a tab) gets an apostrophe before it, because a
 * spreadsheet program would run the formula, which could send other cells away (docs/decisions/0026). JSON Lines has
 * the unchanged texts.
 */
export const byteOrderMark = '\uFEFF';

export type Cell = string | number | boolean | null | undefined;

const formula = /^[=+\-@\t\r＝＋－＠]/;
const needsQuotes = /[",\r\n]/;

export function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  return quoted(formula.test(value) ? `'${value}` : value);
}

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A line of a table for programs that are not spreadsheets: the values are unchanged. */
export const rawLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

export function line(cells: readonly Cell[]): string {
  let text = '';
  for (let index = 0; index < cells.length; index++) text += index ? `,${cell(cells[index])}` : cell(cells[index]);
  return `${text}\r\n`;
}

/** The separator of several values in one cell. A vertical bar inside a value becomes a broken bar (¦). */
export const separator = ' | ';

export const several = (values: readonly (string | number)[]): string =>
  values.map((value) => (typeof value === 'string' ? value.replaceAll('|', '¦') : String(value))).join(separator);

/**
 * One column of a table: its name, its description (for the data dictionary), and its value. Data without a column is
 * not exported.
 */
export type Column<Row> = {
  name: string;
  about: string;
  /** Whether the column is only in exports for the desk. Exports for readers do not mention it. */
  desk?: boolean;
  of: (row: Row) => Cell;
};

/** The columns that exports for an audience have. */
export const columnsFor = <Own extends { desk?: boolean }>(
  audience: 'public' | 'desk',
  columns: readonly Own[],
): Own[] => columns.filter((column) => audience === 'desk' || !column.desk);

export const header = (columns: readonly { name: string }[]): string => line(columns.map((column) => column.name));

export function rowLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  let text = '';
  for (let index = 0; index < columns.length; index++)
    text += index ? `,${cell(columns[index]!.of(row))}` : cell(columns[index]!.of(row));
  return `${text}\r\n`;
}
