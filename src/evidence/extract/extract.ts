import { AppError } from '../../platform/errors.ts';
import { decode } from './decode.ts';
import { readHtml } from './extract-html.ts';
import { readText } from './extract-text.ts';
import { mayBeDocument } from '../office/sign.ts';
import type { LeftOut } from '../office/story.ts';
import type { PdfLayout } from '../../record/sources/pdf-layout.ts';

/** One of the elements around a block. `Block.path` lists them from the outermost to the innermost. */
export type PathElement = { tag: string; id: string; classes: string; role: string; itemprop: string };

/** A link inside a block. `start` and `end` are UTF-16 units of the page's text. */
export type BlockLink = { start: number; end: number; href: string };

/**
 * An inline element that may contain a field of the page's description, such as its date or author: `<time>`,
 * `rel=author`, a class such as "byline".
 */
export type Mark = {
  start: number;
  end: number;
  tag: string;
  classes: string;
  itemprop: string;
  rel: string;
  datetime: string;
};

/** A block of visible text: a paragraph, heading, list item, caption … `start`/`end` are UTF-16 units of the text. */
export type Block = {
  start: number;
  end: number;
  tag: string;
  path: PathElement[];
  /** 1–6 for h1–h6; 0 for other blocks. */
  heading: number;
  links: BlockLink[];
  marks: Mark[];
  /** In a PDF or document: text that is not part of the body. */
  part?: 'header' | 'footnote' | 'footer';
};

/** The raw content of the page's head. */
export type PageHead = {
  title: string;
  metas: { name: string; content: string }[];
  canonical: string;
  jsonLd: string[];
  language: string;
};

export type Extracted = {
  kind: 'html' | 'text' | 'pdf' | 'docx' | 'odt';
  /** The whole visible text, with a newline between blocks. A capture stores this text. */
  text: string;
  title?: string;
  language?: string;
  /** The encoding of the bytes. PDFs and documents have none. */
  charset?: string;
  /** The encoding that the page or server declares. */
  declared: string | null;
  /** Whether the encoding was guessed, because the declared one was wrong or missing. */
  doubtful: boolean;
  blocks: Block[];
  head?: PageHead;
  /** In a PDF: where the lines are. */
  layout?: PdfLayout;
  /** In a PDF: the pages without text in their body, counted from 1. */
  unread?: number[];
  /** In a document: what it has that the text leaves out. */
  leftOut?: LeftOut[];
};

/** The maximum size of a page in bytes. Larger pages are refused with `page_too_large` (details: bytes, limit). */
export const pageLimit = 16 * 1024 * 1024;

const magic: [string, number[]][] = [
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip', [0x1f, 0x8b]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['OLE', [0xd0, 0xcf, 0x11, 0xe0]],
  ['RIFF', [0x52, 0x49, 0x46, 0x46]],
  ['ELF', [0x7f, 0x45, 0x4c, 0x46]],
  ['MP3', [0x49, 0x44, 0x33]],
  ['Ogg', [0x4f, 0x67, 0x67, 0x53]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

function requireSize(bytes: Uint8Array): void {
  if (bytes.length > pageLimit)
    throw new AppError('page_too_large', { details: { bytes: bytes.length, limit: pageLimit } });
}

/** Whether bytes are a PDF. Only white space and control characters may be before the sign, so an article may name it. */
export function isPdf(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const sign = start.indexOf('%PDF-');
  return sign >= 0 && /^(?:\xef\xbb\xbf)?[\s\p{Cc}]*$/u.test(start.slice(0, sign)) && /^\d/.test(start.slice(sign + 5));
}

/** Whether bytes are a file that is preserved as its server sends it, because no browser shows more of it. */
export const isFile = (bytes: Uint8Array): boolean => isPdf(bytes) || mayBeDocument(bytes);

/** The name of a binary format; null if it may be text. */
function binaryKind(bytes: Uint8Array): string | null {
  for (const [name, start] of magic) if (start.every((byte, index) => bytes[index] === byte)) return name;
  if (Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ftyp') return 'MP4';
  const part = bytes.subarray(0, 4096);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return null;
  let zero = 0;
  let control = 0;
  for (const byte of part) {
    if (byte === 0) zero += 1;
    else if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 0x1b) control += 1;
  }
  if (zero > part.length * 0.35 && control === 0) return null; // UTF-16 without a byte order mark.
  return zero > 0 || control > part.length * 0.05 ? 'binary' : null;
}

function isHtml(text: string, contentType: string, url: string): boolean {
  if (/\b(?:x?html)\b/i.test(contentType)) return true;
  const head = text.slice(0, 2048).replace(/^\s+|<!--[\s\S]*?-->\s*/g, '');
  if (/^text\/plain\b/i.test(contentType)) return false;
  if (
    /^(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|meta|title|article|main|section|header|div|p|h[1-6]|table|ul|script|span|a|br|center|font)\b/i.test(
      head,
    )
  )
    return true;
  return /\.x?html?$/i.test(url.split(/[?#]/)[0] ?? '') && /<[a-z][^>]*>/i.test(head);
}

/** The parts of a page that its capture stores. */
export type PageText = Pick<Extracted, 'kind' | 'text' | 'title' | 'language' | 'charset' | 'layout'>;
/** Bytes to read, and what is known about them. */
export type ToExtract = {
  bytes: Uint8Array;
  contentType?: string | null;
  url?: string | null;
  /** The bytes are a text that someone pasted or that a capture stores, so they are not a file. */
  isText?: boolean;
};

/** A text that someone pasted or that a capture stores, as bytes to read. */
export const plainText = (text: string, url: string | null | undefined) =>
  ({ bytes: new TextEncoder().encode(text), contentType: 'text/plain; charset=utf-8', url, isText: true }) as const;

/** The text of a page or file. @throws AppError as `extractAny` */
export async function extractText({ bytes, ...about }: ToExtract): Promise<PageText> {
  return pageText(await extractAny(bytes, about));
}

export const pageText = ({ kind, text, title, language, charset, layout }: Extracted): PageText => ({
  kind,
  text,
  title,
  language,
  charset,
  layout,
});

/** Reads a page, a PDF or a document. @throws AppError as `extract`, `readPdf` and `readDocument` */
export async function extractAny(bytes: Uint8Array, about: Omit<ToExtract, 'bytes'> = {}): Promise<Extracted> {
  if (about.isText || !isFile(bytes)) return extract(bytes, about);
  requireSize(bytes);
  if (isPdf(bytes)) {
    const { readPdf } = await import('../pdf/read-pdf.ts');
    return readPdf(bytes);
  }
  const { readDocument } = await import('../office/read-document.ts');
  return (await readDocument(bytes)) ?? extract(bytes, about);
}

/**
 * Reads a page: HTML or plain text. The same bytes and header always give the same text.
 * @throws AppError `page_empty`, `page_binary`, `page_too_large`
 */
export function extract(bytes: Uint8Array, options: Omit<ToExtract, 'bytes'> = {}): Extracted {
  const contentType = options.contentType ?? '';
  if (bytes.length === 0) throw new AppError('page_empty', { details: { bytes: 0 } });
  requireSize(bytes);
  const binary = !options.isText && isPdf(bytes) ? 'PDF' : binaryKind(bytes);
  if (binary) throw new AppError('page_binary', { details: { format: binary } });

  const decoded = decode(bytes, contentType);
  const about = { charset: decoded.charset, declared: decoded.declared, doubtful: decoded.doubtful };
  if (!isHtml(decoded.text, contentType, options.url ?? '')) {
    if (!/[\p{L}\p{N}]/u.test(decoded.text)) throw new AppError('page_empty', { details: { bytes: bytes.length } });
    return { kind: 'text', text: decoded.text, ...about, blocks: readText(decoded.text) };
  }
  const { text, blocks, head } = readHtml(decoded.text);
  if (!/[\p{L}\p{N}]/u.test(text)) throw new AppError('page_empty', { details: { bytes: bytes.length } });
  return {
    kind: 'html',
    text,
    ...(head.title ? { title: head.title } : {}),
    ...(head.language ? { language: head.language } : {}),
    ...about,
    blocks,
    head,
  };
}
