import type { Span } from './similarity/words.ts';

/** What a block of a page is, as far as copies are concerned. */
export type Part = 'head' | 'body' | 'byline' | 'photo' | 'furniture';

/** A page taken apart: by whoever reads pages in this app, who stands further down in it. */
export type CaptureReading = {
  /** In the order of the text. */
  blocks: (Span & { part: Part })[];
  /** What stands in quotation marks in the body, with its marks. */
  quotes: Span[];
  /** Who wrote it, as the page's hidden fields say. */
  byline: string[];
};

/** What is to be read: the text that was kept, and the bytes it was read from where they are still held. */
export type ToRead = { text: string; bytes: Uint8Array | null; mediaType: string; url: string | null };

export type CaptureReader = (capture: ToRead) => CaptureReading;

/** The page's own text. */
export const bodyOf = (reading: CaptureReading): Span[] =>
  reading.blocks.filter((block) => block.part === 'body').map(({ start, end }) => ({ start, end }));
