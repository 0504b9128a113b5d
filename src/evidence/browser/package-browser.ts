import type { Config } from '../../platform/config/config.ts';
import { readable } from '../package/package-page.ts';
import type { Stamping } from '../package/signature/request-timestamp.ts';
import { sealExchanges } from '../package/warc/seal-exchanges.ts';
import { captureInBrowser, type CapturePhase } from './capture-browser.ts';
import type { CaptureLimits, Shortfall } from './limits.ts';
import type { Missing } from './replay.ts';

type Options = Pick<Config, 'dataDir' | 'allowPrivate' | 'browser' | 'obeyRobots' | 'timestampAuthorities'> & {
  why: string | null;
  limits?: Partial<CaptureLimits>;
  signal?: AbortSignal;
  progress?: (phase: CapturePhase | 'packing' | 'stamping', requests?: number) => void;
};

/** Captures a page in a browser, as an evidence package. @throws AppError as `captureInBrowser` */
export async function packageInBrowser(
  address: string,
  { dataDir, timestampAuthorities, ...options }: Options,
): Promise<{
  bytes: Uint8Array;
  url: string;
  status: number;
  title: string;
  exchanges: number;
  incomplete: Shortfall[];
  /** What the replay lacks; empty if nothing is missing, or if it was not replayed. */
  missing: Missing;
  key: string;
  stamps: Stamping[];
}> {
  const {
    exchanges,
    resources,
    finalUrl: url,
    fragment,
    at,
    html,
    status,
    title,
    incomplete,
    about,
  } = await captureInBrowser(address, options);
  const { text } = await readable(html, 'text/html; charset=utf-8', url, options.signal);
  const sealed = await sealExchanges(
    { exchanges, resources, page: { url: `${url}${fragment}`, at, title: title || url, text } },
    { dataDir, timestampAuthorities, now: () => new Date(), signal: options.signal, progress: options.progress },
  );
  return {
    ...sealed,
    url,
    status,
    title,
    exchanges: exchanges.length,
    incomplete,
    missing: about.replay?.missing ?? { words: [], parts: [] },
  };
}
