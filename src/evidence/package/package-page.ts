import type { Config } from '../../platform/config/config.ts';
import { readIfText } from '../extract/read-text.ts';
import { fetchPage } from '../fetch/fetch-page.ts';
import type { Exchange } from './warc/exchange.ts';
import type { Stamping } from './signature/request-timestamp.ts';
import { sealExchanges } from './warc/seal-exchanges.ts';

/** A page in a package, and how it was captured. */
export type PackagedPage = {
  bytes: Uint8Array;
  url: string;
  status: number;
  title: string;
  exchanges: number;
  /** The key of this installation that signed the package. */ key: string;
  stamps: Stamping[];
};

type Options = Pick<Config, 'dataDir' | 'allowPrivate' | 'timestampAuthorities'> & {
  now?: () => Date;
  signal?: AbortSignal;
  progress?: (phase: 'fetching' | 'packing' | 'stamping') => void;
};

/**
 * Fetches a page as a plain HTTP client, and packs the request and the response byte for byte. Nothing else that a
 * browser would load for the page is fetched. Any response is preserved, even an error.
 * @throws AppError `fetch_*` if there is no response
 */
export async function packagePage(
  address: string,
  { dataDir, allowPrivate, timestampAuthorities, now = () => new Date(), signal, progress }: Options,
): Promise<PackagedPage> {
  const exchanges: Exchange[] = [];
  progress?.('fetching');
  const page = await fetchPage(address, { allowPrivate, signal, now, record: (exchange) => exchanges.push(exchange) });
  progress?.('packing');
  const { title, text } = await readable(page.bytes, page.contentType, page.finalUrl, signal);
  const sealed = await sealExchanges(
    { exchanges, page: { url: page.finalUrl, at: page.fetchedAt.toISOString(), title: title || page.finalUrl, text } },
    { dataDir, timestampAuthorities, now, signal, progress },
  );
  return { ...sealed, url: page.finalUrl, status: page.status, title, exchanges: exchanges.length };
}

/** The words of a page, for searches in the package. Empty if they cannot be read. */
export async function readable(
  bytes: Uint8Array,
  contentType: string | undefined,
  url: string,
  signal?: AbortSignal,
): Promise<{ title: string; text: string }> {
  const read = await readIfText({ bytes, contentType, url }, signal);
  return { title: read?.title ?? '', text: read?.text ?? '' };
}
