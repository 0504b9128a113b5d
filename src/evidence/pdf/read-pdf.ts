import { AppError } from '../../platform/errors.ts';
import type { Block, Extracted } from '../extract/extract.ts';
import { rounded, type PdfLayout, type PdfLine } from '../../record/sources/pdf-layout.ts';
import { linesOf, type Line } from './lines.ts';
import { joined, listMark, paragraphsOf, type Paragraph } from './paragraphs.ts';
import { readRuns } from './read-runs.ts';
import { bodySize, sortLines, type SortedPage } from './sort-lines.ts';

/**
 * Reads the text of a PDF in the order of reading, with the place of every line. Headers, footers and footnotes are
 * blocks with a `part`.
 * @throws AppError `page_pdf_locked`, `page_pdf_damaged`, `page_pdf_long`; `page_pdf_scanned` if hardly any page has text
 */
export async function readPdf(bytes: Uint8Array): Promise<Extracted> {
  const { pages, title } = await readRuns(bytes);
  const lines = pages.map((page, index) => linesOf(page, index));
  if (!isReadable(lines.flat().map(({ text }) => text)))
    throw new AppError('page_pdf_scanned', { details: { pages: pages.length } });
  const sorted = sortLines(pages.map(({ height }, index) => ({ height, lines: lines[index]! })));
  const unread = pages.flatMap(({ height }, index) => (hasBody(sorted[index]!, height) ? [] : [index + 1]));
  // A scan can have lines of text that a court or an archive has added.
  if (unread.length > pages.length * 0.9) throw new AppError('page_pdf_scanned', { details: { pages: pages.length } });
  const size = bodySize(lines.flat());
  const words = wordsIn(lines.flat());
  const layout: PdfLayout = {
    pages: pages.map(({ width, height }) => ({ width: rounded(width), height: rounded(height), lines: [] })),
  };
  const blocks: Block[] = [];
  let text = '';
  for (const paragraph of paragraphsOf(sorted)) {
    const { text: own, places } = joined(paragraph.lines, (word) => words.has(word.toLowerCase()));
    if (text) text += '\n';
    const start = text.length;
    text += own;
    for (const [index, { page, x, y, width, height, isRtl }] of paragraph.lines.entries()) {
      const [from, to] = places[index]!;
      const line: PdfLine = [start + from, start + to, rounded(x), rounded(y), rounded(width), rounded(height)];
      if (isRtl) line.push(1);
      layout.pages[page]!.lines.push(line);
    }
    blocks.push(blockOf(paragraph, start, text.length, own, size));
  }
  const about = { declared: null, doubtful: false, ...(title ? { title } : {}) };
  return { kind: 'pdf', text, ...about, blocks, layout, ...(unread.length ? { unread } : {}) };
}

/** Whether a page has text besides headers, footers and lines at its very edge, such as a stamp of an archive. */
const hasBody = ({ body, footnote }: SortedPage, height: number): boolean =>
  [...body, ...footnote].some(({ baseline }) => baseline > 0.06 * height && baseline < 0.94 * height);

/**
 * Whether a text has letters. In some PDFs, only the shapes of letters are known. Their characters then come from the
 * private use areas of Unicode, which mean nothing.
 */
function isReadable(lines: readonly string[]): boolean {
  let [letters, unknown] = [0, 0];
  for (const line of lines) {
    letters += line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    unknown += line.match(/[\p{Co}\p{Cc}\ufffd]/gu)?.length ?? 0;
  }
  return letters > 0 && unknown < letters;
}

function blockOf({ part, lines }: Paragraph, start: number, end: number, text: string, body: number): Block {
  const heading = part === 'body' ? headingLevel(lines, text, body) : 0;
  const tag = heading ? `h${heading}` : /^[•▪◦‣*–—-]\s/.test(text) ? 'li' : 'p';
  return { start, end, tag, path: [], heading, links: [], marks: [], ...(part === 'body' ? {} : { part }) };
}

/** Large letters and short lines of capitals are headings. */
function headingLevel(lines: readonly Line[], text: string, body: number): number {
  const size = lines[0]!.size;
  if (lines.length <= 4 && size >= 1.4 * body) return 1;
  if (lines.length <= 3 && size >= 1.12 * body) return 2;
  const isCapitals = text.length <= 120 && /\p{Lu}{2}/u.test(text) && !/\p{Ll}/u.test(text);
  return isCapitals && !listMark.test(text) ? 3 : 0;
}

/** The words of the document in lower case, with their hyphens. Words at the end of a line may be divided. */
function wordsIn(lines: readonly Line[]): Set<string> {
  const words = new Set<string>();
  for (const { text } of lines)
    for (const [word] of text.matchAll(/\p{L}[\p{L}\p{M}]*(?:-\p{L}[\p{L}\p{M}]*)*(?!-$)/gu))
      words.add(word.toLowerCase());
  return words;
}
