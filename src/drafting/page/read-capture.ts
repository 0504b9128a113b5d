import type { CaptureReading, ToRead } from '../../evidence/republished/reading.ts';
import { extractAny, type Extracted } from '../../evidence/extract/extract.ts';
import { readText } from '../../evidence/extract/extract-text.ts';
import { AppError } from '../../platform/errors.ts';
import { findQuotes } from '../reading/quotes.ts';
import { partsOf } from './agency.ts';
import { readPage } from './read-page.ts';

/**
 * The parts and quotations of a captured page. They are used to find the page's text (republished stories) and its
 * quotations in other sources.
 */
export async function readCapture({ text, bytes, mediaType, url }: ToRead): Promise<CaptureReading> {
  const page = await pageOf(text, bytes, mediaType, url);
  const { roles, fields, credits } = readPage(page, url);
  const parts = partsOf(page.blocks, roles, fields.byline);
  const quotes = parts.blocks
    .filter((block) => block.part === 'body')
    .flatMap(({ start, end }) => findQuotes(text, start, end).map((quote) => ({ start: quote.start, end: quote.end })));
  return { ...parts, quotes, credits };
}

/**
 * The capture's blocks, read from its bytes. They are read from the text alone in three cases: the bytes are gone, the
 * bytes are not a page (but a table, for example), or the text has been redacted.
 */
async function pageOf(
  text: string,
  bytes: Uint8Array | null,
  mediaType: string,
  url: string | null,
): Promise<Extracted> {
  const page = bytes && (await pageIn(bytes, mediaType, url));
  if (page?.text === text) return page;
  return { kind: 'text', text, charset: 'utf-8', declared: null, doubtful: false, blocks: readText(text) };
}

async function pageIn(bytes: Uint8Array, mediaType: string, url: string | null): Promise<Extracted | null> {
  try {
    return await extractAny(bytes, { contentType: mediaType, url });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
