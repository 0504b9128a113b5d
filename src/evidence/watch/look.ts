import { AppError } from '../../platform/errors.ts';
import type { Config } from '../../platform/config.ts';
import { extract } from '../extract.ts';
import { fetchPage, type FetchedPage, type FetchOptions } from '../fetch-page.ts';
import type { Exchange } from '../package/exchange.ts';
import { judge, judgeFailure, type Before, type Verdict } from './judge.ts';

/** One look at a watched page: what became of it, and what answered, where something did. */
export type Look = { verdict: Verdict; page: (FetchedPage & { text: string; title: string | null; language: string | null; charset: string | null; exchanges: Exchange[] }) | null };

/** Looks at a page and says what became of it since `before`. Nothing is kept. @throws AppError `cancelled` */
export async function look(before: Before, { allowPrivate, ...options }: Pick<Config, 'allowPrivate'> & Pick<FetchOptions, 'signal' | 'ca' | 'resolve' | 'now'>): Promise<Look> {
  const exchanges: Exchange[] = [];
  let page: FetchedPage;
  try {
    page = await fetchPage(before.url, { allowPrivate, ...options, record: (exchange) => exchanges.push(exchange) });
  } catch (thrown) {
    return { verdict: judgeFailure(thrown), page: null };
  }
  const read = wordsOf(page);
  return { verdict: judge(before, { ...page, text: read?.text ?? null }), page: { ...page, text: read?.text ?? '', title: read?.title ?? null, language: read?.language ?? null, charset: read?.charset ?? null, exchanges } };
}

/** The text of what answered; null for what is no page of words, as an answer to something gone may be. */
function wordsOf(page: FetchedPage) {
  try {
    return extract(page.bytes, { contentType: page.contentType, url: page.finalUrl });
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code.startsWith('page_')) return null;
    throw thrown;
  }
}
