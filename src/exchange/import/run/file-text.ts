import type { App } from '../../../platform/operation.ts';
import { rowText, type TableRow } from '../read/reading.ts';

/** The stored text of a table's capture. For a large file, it has only the first rows. */
export async function textOfCapture(app: App, id: number): Promise<string> {
  const row = await app.db.read.selectFrom('capture').select('text').where('id', '=', id).executeTakeFirst();
  return row?.text ?? '';
}

/** Finds the positions of cells in the stored text of a file, row by row. */
export class FileText {
  #text: string;
  #start: number;

  constructor(text: string, columns: readonly string[]) {
    this.#text = text;
    this.#start = rowText(columns).length + 1;
  }

  /**
   * The position of a cell of the next row. Null if it is not in the text, because the text was stored with other
   * options for reading the file, or ends before this row.
   */
  placeOf(
    cells: TableRow['cells'],
    quoted: { index: number; text: string } | null,
  ): { start: number; end: number } | null {
    const rowStart = this.#start;
    if (rowStart > this.#text.length) return null;
    this.#start += rowText(cells).length + 1;
    if (!quoted) return null;
    const cell = cells[quoted.index];
    if (typeof cell !== 'string') return null;
    const before = quoted.index === 0 ? 0 : rowText(cells.slice(0, quoted.index)).length + 1;
    const start = rowStart + before + (cell.length - cell.trimStart().length);
    const end = start + quoted.text.length;
    return this.#text.slice(start, end) === quoted.text ? { start, end } : null;
  }
}
