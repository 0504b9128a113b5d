import { AppError } from '../platform/errors.ts';
import type { Config } from '../platform/config/config.ts';
import { plainText, type PageText, type ToExtract } from './extract/extract.ts';
import { mediaTypes } from './extract/media-types.ts';
import { fetchPage, requireSuccess, type Hop } from './fetch/fetch-page.ts';
import type { OriginInput } from './archives/origin.ts';
import type { ArchivedPage } from './archives/types.ts';
import type { BrowserCapture, CapturePhase } from './browser/capture-browser.ts';
import type { Shortfall } from './browser/limits.ts';
import type { Missing } from './browser/replay.ts';
import type { Robots } from './browser/robots.ts';
import type { Exchange, Resource } from './package/warc/exchange.ts';

/** What a user adds: a URL to fetch, a saved file, copied text, or a page of a web archive. */
export type PageInput =
  | {
      url: string;
      /** If given, a browser opens the URL and everything that the page loads is captured. */ browser?: {
        who: string | null;
        why?: string;
      };
    }
  | { file: { name: string; bytes: Uint8Array; contentType?: string | null }; url?: string }
  | { text: string; url?: string; title?: string }
  | { archived: ArchivedPage; origin: OriginInput };

/** A page with its text (`read`), and everything that `keepCapture` stores. */
export type ObtainedPage<Read extends PageText> = {
  method: 'fetch' | 'file' | 'text' | 'browser' | 'archive';
  requestedUrl?: string;
  finalUrl?: string;
  /** The fragment of the page's address, which begins with `#`, or empty. Pages with scripts can show another text for each. */
  fragment?: string;
  hops: Hop[];
  status?: number;
  headers: [string, string][];
  mediaType: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** The HTTP exchanges, if the page was fetched. */
  exchanges: Exchange[];
  /** If a browser captured the page: screenshots, the DOM, and a JSON file that says how the page was captured. */
  resources?: Resource[];
  incomplete?: Shortfall[];
  /** If a browser captured the page: what its replay lacks. */
  missing?: Missing;
  robots?: Robots;
  /** If the page comes from a web archive: the page with its package without proofs, and what is known of the archive. */
  archived?: { page: ArchivedPage; origin: OriginInput };
  /** A title for a page without one. */
  fallbackTitle: string;
  read: Read;
};

export type ObtainPhase = CapturePhase | 'reading';
type Options = Pick<Config, 'allowPrivate'> &
  Partial<Pick<Config, 'browser' | 'obeyRobots'>> & {
    signal?: AbortSignal;
    progress?: (phase: ObtainPhase, requests?: number) => void;
  };

/** A function that reads a page in a separate process. */
type ReadPage<Read extends PageText> = (page: ToExtract, signal?: AbortSignal) => Promise<Read>;

/**
 * Fetches or receives a page, a PDF or a document, and reads it with `read`. Nothing is stored.
 * @throws AppError `fetch_*` for a URL; `page_pdf_*`, `page_document_*`, `page_binary`, `page_empty`, `page_too_large` if it cannot be read;
 * `reading_*` if reading takes too much time or memory
 */
export async function obtainPage<Read extends PageText>(
  input: PageInput,
  read: ReadPage<Read>,
  options: Options,
): Promise<ObtainedPage<Read>> {
  const readBytes: ReadPage<Read> = (page) => read(page, options.signal).catch(explain);
  if ('archived' in input) return fromArchive(input, readBytes, options);
  if ('url' in input && !('file' in input) && !('text' in input))
    return input.browser
      ? fromBrowser(input.url, input.browser, readBytes, options)
      : fromAddress(input.url, readBytes, options);
  options.progress?.('reading');
  const url = input.url || undefined;
  if ('file' in input) {
    const { name, bytes, contentType } = input.file;
    const page = await readBytes({ bytes, contentType, url: url ?? name });
    return {
      method: 'file',
      finalUrl: url,
      hops: [],
      headers: [],
      exchanges: [],
      mediaType: mediaTypeOf(contentType, page),
      bytes: own(bytes),
      fallbackTitle: name || firstWords(page.text),
      read: page,
    };
  }
  const pasted = plainText(input.text.replace(/\r\n?/g, '\n'), url);
  const page = await readBytes(pasted);
  return {
    method: 'text',
    finalUrl: url,
    hops: [],
    headers: [],
    exchanges: [],
    mediaType: pasted.contentType,
    bytes: pasted.bytes,
    fallbackTitle: input.title || firstWords(page.text),
    read: page,
  };
}

async function fromAddress<Read extends PageText>(
  address: string,
  readBytes: ReadPage<Read>,
  { allowPrivate, signal, progress }: Options,
): Promise<ObtainedPage<Read>> {
  progress?.('fetching');
  const exchanges: Exchange[] = [];
  const page = requireSuccess(
    await fetchPage(address, { allowPrivate, signal, record: (exchange) => exchanges.push(exchange) }),
  );
  progress?.('reading');
  const { requestedUrl, finalUrl, hops, status, headers } = page;
  const read = await readBytes({ bytes: page.bytes, contentType: page.contentType, url: finalUrl });
  return {
    method: 'fetch',
    requestedUrl: new URL(requestedUrl).href,
    finalUrl,
    hops,
    status,
    headers,
    exchanges,
    mediaType: mediaTypeOf(page.contentType, read),
    bytes: own(page.bytes),
    fallbackTitle: finalUrl,
    read,
  };
}

async function fromBrowser<Read extends PageText>(
  address: string,
  { who, why }: { who: string | null; why?: string },
  readBytes: ReadPage<Read>,
  { allowPrivate, browser, obeyRobots, signal, progress }: Options,
): Promise<ObtainedPage<Read>> {
  const { captureInBrowser } = await import('./browser/capture-browser.ts');
  let got: BrowserCapture;
  try {
    got = await captureInBrowser(address, { allowPrivate, browser, obeyRobots, who, why, signal, progress });
  } catch (error) {
    // What the server sends is all of a file.
    if (error instanceof AppError && error.code === 'page_file')
      return fromAddress(address, readBytes, { allowPrivate, signal, progress });
    throw error;
  }
  progress?.('reading');
  const { requestedUrl, finalUrl, fragment, hops, status, headers, html, exchanges, resources, incomplete, about } =
    got;
  const read = await readBytes({ bytes: html, contentType: 'text/html; charset=utf-8', url: finalUrl });
  return {
    method: 'browser',
    requestedUrl,
    finalUrl,
    fragment,
    hops,
    status,
    headers,
    exchanges,
    resources,
    incomplete,
    missing: about.replay?.missing,
    robots: about.robots,
    mediaType: 'text/html; charset=utf-8',
    bytes: own(html),
    fallbackTitle: got.title || finalUrl,
    read,
  };
}

async function fromArchive<Read extends PageText>(
  { archived, origin }: { archived: ArchivedPage; origin: OriginInput },
  readBytes: ReadPage<Read>,
  { progress }: Options,
): Promise<ObtainedPage<Read>> {
  progress?.('reading');
  const { page, requestedUrl, finalUrl, hops, headers, bytes, charset } = archived;
  const contentType =
    charset && !/;\s*charset=/i.test(archived.mediaType)
      ? `${archived.mediaType}; charset=${charset}`
      : archived.mediaType;
  const read = await readBytes({ bytes, contentType, url: finalUrl });
  return {
    method: 'archive',
    requestedUrl,
    finalUrl,
    hops,
    status: page.status,
    headers,
    exchanges: [],
    archived: { page: archived, origin },
    mediaType: mediaTypeOf(contentType, read),
    bytes: own(bytes),
    fallbackTitle: page.title || finalUrl,
    read,
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** Throws an error of `extract` with the details that the error's message needs. */
function explain(thrown: unknown): never {
  if (!(thrown instanceof AppError)) throw thrown;
  const { details } = thrown;
  if (thrown.code === 'page_binary')
    throw new AppError('page_binary', { details: { ...details, type: details.format ?? 'binary' } });
  if (thrown.code === 'page_too_large')
    throw new AppError('page_too_large', {
      details: { size: megabytes(Number(details.bytes)), limit: megabytes(Number(details.limit)) },
    });
  throw thrown;
}

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);

/**
 * The media type that the server or browser gave. If that says nothing (`application/octet-stream`), the type of the
 * content. PDFs and documents are recognised by their content.
 */
function mediaTypeOf(given: string | null | undefined, read: PageText): string {
  const own = mediaTypes[read.kind];
  if (own) return own;
  const plain = given?.trim().slice(0, 200);
  if (plain && !/^application\/octet-stream/i.test(plain)) return plain;
  return read.kind === 'html' ? 'text/html' : 'text/plain';
}

function firstWords(text: string): string {
  const line =
    text
      .split('\n')
      .find((one) => /[\p{L}\p{N}]/u.test(one))
      ?.replace(/\s+/g, ' ')
      .trim() ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
