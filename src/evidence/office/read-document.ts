import { AppError } from '../../platform/errors.ts';
import type { Block, Extracted } from '../extract/extract.ts';
import { openDocument } from './open-document.ts';
import { readDocx } from './read-docx.ts';
import { readOdt } from './read-odt.ts';
import { isZip, refusedByFormat } from './sign.ts';
import { headingOf, type LeftOut, type Paragraph, type Part } from './story.ts';

/** The maximum length of a document's text, in characters. A page of a book has 2,000. */
const maxTextLength = 16 * 2 ** 20;

/** The text of a document, part by part. Headers come first; notes and footers come after the body. */
export type DocumentText = {
  header: Paragraph[];
  body: Paragraph[];
  footnote: Paragraph[];
  footer: Paragraph[];
  leftOut: ReadonlySet<LeftOut>;
  /** The title in the document's properties. */
  title: string;
};

/**
 * Reads the text of a DOCX or ODT document, as it is printed. Headers, footers and notes are blocks with a `part`. Null
 * if the bytes are no document.
 * @throws AppError `page_document_*`, `reading_too_deep`
 */
export async function readDocument(bytes: Uint8Array): Promise<Extracted | null> {
  const refused = refusedByFormat(bytes);
  if (refused === 'locked') throw new AppError('page_document_locked');
  if (refused) throw new AppError('page_document_type', { details: refused });
  const document = isZip(bytes) ? await openDocument(bytes) : null;
  if (!document) return null;
  const read = await (document.format === 'docx' ? readDocx(document) : readOdt(document));
  const leftOut = new Set(read.leftOut);
  const blocks: Block[] = [];
  const texts: string[] = [];
  let length = 0;
  const add = (paragraphs: readonly Paragraph[], part?: Part): void => {
    for (const paragraph of paragraphs) {
      const start = length ? length + 1 : 0;
      length = start + paragraph.text.length;
      if (length > maxTextLength)
        throw new AppError('page_document_large', { details: { limit: maxTextLength / 2 ** 20 } });
      if (paragraph.isItem) leftOut.add('numbers');
      texts.push(paragraph.text);
      blocks.push(blockOf(paragraph, start, length, part));
    }
  };
  add(read.header, 'header');
  add(read.body);
  add(read.footnote, 'footnote');
  add(read.footer, 'footer');
  const text = texts.join('\n');
  if (!/[\p{L}\p{N}]/u.test(text)) throw new AppError('page_document_empty');
  // The title in the properties is often that of an earlier document, so headings count first.
  const hasHeading = blocks.some(({ heading }) => heading > 0);
  return {
    kind: document.format,
    text,
    declared: null,
    doubtful: false,
    blocks,
    ...(read.title && !hasHeading ? { title: read.title } : {}),
    ...(leftOut.size ? { leftOut: [...leftOut] } : {}),
  };
}

function blockOf(paragraph: Paragraph, start: number, end: number, part: Part | undefined): Block {
  const heading = part ? 0 : headingOf(paragraph);
  const tag = heading ? `h${heading}` : paragraph.isItem ? 'li' : 'p';
  return { start, end, tag, path: [], heading, links: [], marks: [], ...(part ? { part } : {}) };
}
