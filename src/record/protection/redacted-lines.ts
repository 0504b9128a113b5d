import type { Tx } from '../../platform/database/tx.ts';
import { rounded, type PdfLayout, type PdfLine } from '../sources/pdf-layout.ts';

/**
 * In PDFs, makes the places of lines with redacted words inexact. With the exact width of a line and the font of the
 * file, one could find out which name fits between its other words. The new width follows from the number of
 * characters only. The left edge of a centred line, or of one that is flush right, tells the width, too. So it stays only
 * if another line begins there; otherwise it becomes that of the line furthest left.
 */
export async function hideLineWidths(tx: Tx, captureIds: readonly number[]): Promise<void> {
  for (const id of captureIds) {
    const capture = await tx
      .selectFrom('capture')
      .select(['text', 'layout'])
      .where('id', '=', id)
      .where('layout', 'is not', null)
      .executeTakeFirst();
    if (!capture) continue;
    const layout = withoutWidths(capture.layout!, capture.text);
    await tx
      .updateTable('capture')
      .set({ layout: JSON.stringify(layout) as unknown as PdfLayout })
      .where('id', '=', id)
      .execute();
  }
}

const withoutWidths = ({ pages }: PdfLayout, text: string): PdfLayout => ({
  pages: pages.map((page) => {
    const isRedacted = ([start, end]: PdfLine): boolean => text.slice(start, end).includes('█');
    const edges = new Set(page.lines.flatMap((line) => (isRedacted(line) ? [] : [line[2]])));
    const left = edges.size ? Math.min(...edges) : 0;
    return {
      ...page,
      lines: page.lines.map((line): PdfLine => {
        if (!isRedacted(line)) return line;
        const [start, end, x, y, , height, ...rtl] = line;
        return [start, end, edges.has(x) ? x : left, y, rounded(((end - start) * height) / 2), height, ...rtl];
      }),
    };
  }),
});
