import type { Config } from '../../platform/config/config.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { PdfLayout } from '../../record/sources/pdf-layout.ts';
import type { PageText } from '../extract/extract.ts';
import { readIfText } from '../extract/read-text.ts';
import { fetchPage, type FetchedPage, type FetchOptions } from '../fetch/fetch-page.ts';
import type { Exchange, Resource } from '../package/warc/exchange.ts';
import { judge, judgeFailure, type Before, type Verdict } from './judge.ts';

/** A server's response with its words. If the response shows a change, it is preserved. */
export type Answered = Pick<
  FetchedPage,
  'finalUrl' | 'hops' | 'status' | 'headers' | 'contentType' | 'bytes' | 'certificate'
> & {
  method: 'fetch' | 'browser';
  fragment?: string;
  text: string;
  title: string | null;
  language: string | null;
  charset: string | null;
  /** Null if the response could not be read. */ kind: PageText['kind'] | null;
  layout?: PdfLayout;
  exchanges: Exchange[];
  resources?: Resource[];
};

/** The result of one check of a watched page: the verdict, and the server's response if there was one. */
export type CheckResult = { verdict: Verdict; page: Answered | null };

export type PageCheckOptions = Pick<Config, 'allowPrivate'> & Pick<FetchOptions, 'signal' | 'ca' | 'resolve' | 'now'>;

/**
 * Checks a page and returns what has changed since `before`. Nothing is stored.
 * @throws AppError `cancelled`
 */
export async function checkPage(before: Before, { allowPrivate, ...options }: PageCheckOptions): Promise<CheckResult> {
  const exchanges: Exchange[] = [];
  let page: FetchedPage;
  try {
    page = await fetchPage(before.url, { allowPrivate, ...options, record: (exchange) => exchanges.push(exchange) });
  } catch (thrown) {
    return { verdict: judgeFailure(thrown), page: null };
  }
  const read = await wordsOf(page.bytes, page.contentType, page.finalUrl, options.signal);
  // A later release of Kronika may read other words in the same bytes.
  const isSame = before.sha256 === sha256Hex(page.bytes);
  return {
    verdict: judge(before, { ...page, text: isSame ? before.text : (read?.text ?? null) }),
    page: {
      ...page,
      method: 'fetch',
      text: '',
      title: null,
      language: null,
      charset: null,
      kind: null,
      ...read,
      exchanges,
    },
  };
}

/** The words of a server's response. Null if the response has none, for example because the page is gone. */
export async function wordsOf(
  bytes: Uint8Array,
  contentType: string | undefined,
  url: string,
  signal?: AbortSignal,
): Promise<Pick<Answered, 'text' | 'title' | 'language' | 'charset' | 'kind' | 'layout'> | null> {
  const read = await readIfText({ bytes, contentType, url }, signal);
  if (!read) return null;
  const { kind, text, title = null, language = null, charset = null, layout } = read;
  return { kind, text, title, language, charset, layout };
}
