import type { Credit } from './credits.ts';
import type { Span } from './similarity/words.ts';

/** What a block of a page is. Only the `body` is compared; `furniture` is everything outside the article. */
export type Part = 'head' | 'body' | 'byline' | 'photo' | 'furniture';

/** A page in its parts. */
export type PageParts = {
  /** The blocks, in the order of the text. */
  blocks: (Span & { part: Part })[];
  /** Quotations in the body, including their quotation marks. */
  quotes: Span[];
  /** The authors in the page's metadata. */
  byline: string[];
};

/** A parsed page, with the agencies that it credits. The parser is in a later module, so the app passes it in. */
export type CaptureReading = PageParts & { credits: Credit[] };

/** What to read: the stored text, and the page's bytes if they still exist. */
export type ToRead = { text: string; bytes: Uint8Array | null; mediaType: string; url: string | null };

export type CaptureReader = (capture: ToRead) => CaptureReading | Promise<CaptureReading>;

/** The places of the article itself in the text, without everything that is outside the body. */
export const bodyOf = (reading: PageParts): Span[] =>
  reading.blocks.filter((block) => block.part === 'body').map(({ start, end }) => ({ start, end }));
