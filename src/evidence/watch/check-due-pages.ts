import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { group } from '../../platform/text/group.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import type { Log } from '../../platform/log/log.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { mediaTypes } from '../extract/media-types.ts';
import type { FetchOptions } from '../fetch/fetch-page.ts';
import { lastAnswer } from '../package/warc/exchange.ts';
import { sealExchanges } from '../package/warc/seal-exchanges.ts';
import type { Before } from './judge.ts';
import { checkPage, type Answered } from './check-page.ts';
import { checkByBrowser } from './check-by-browser.ts';
import { recordCheck, type RecordedCheck } from './record-check.ts';

/** The number of due pages that one process reserves at once. */
const batch = 200;
/** The number of hosts that are requested at the same time. */
const hosts = 8;
/** The pause between requests for two pages of one host, in ms. */
const politeness = 1_000;
/** How long a page is reserved for one process, in ms. */
const lease = 60 * 60_000;

/** A page to check. `capture`: the capture that the page is compared with; `method`: how that capture was made. */
type Due = Before & { source: number; number: number; visibility: string; capture: number; method: string };

/**
 * Reserves due pages, or the page of `source` even if it is not due, so that no other process checks them at the same
 * time.
 */
export const reserveDueWatches = defineOperation({
  name: 'evidence.takeDueWatches',
  permission: ['system'],
  input: z.object({ most: z.number().int().default(batch), source: z.number().int().optional() }),
  async write({ tx, input, at }): Promise<Due[]> {
    const { rows } = await sql<Due>`
      with due as (select source_id from watch where ${input.source === undefined ? sql`next_at <= ${at}` : sql`source_id = ${input.source}`} order by next_at, source_id limit ${input.most} for update skip locked)
      update watch w set next_at = ${new Date(at.getTime() + lease)} from due, thing t, capture c
      where w.source_id = due.source_id and t.id = w.source_id and c.id = w.capture_id
      returning w.source_id as source, t.number, t.visibility, w.url, w.issuer, w.final_url as "finalUrl", c.text, c.bytes_sha256 as sha256, c.id as capture, c.method`.execute(
      tx,
    );
    return rows.map((row) => ({
      ...row,
      source: Number(row.source),
      number: Number(row.number),
      capture: Number(row.capture),
    }));
  },
});

export type CheckOptions = { signal: AbortSignal; log?: Log; pause?: number } & Pick<FetchOptions, 'ca' | 'resolve'>;
export type Found = RecordedCheck['findings'][number] & { source: number };

/**
 * Checks every due page, host by host, and captures those that changed. @returns the number of pages checked, and the
 * new alerts
 */
export async function checkDuePages(app: App, options: CheckOptions): Promise<{ looked: number; found: Found[] }> {
  const done = { looked: 0, found: [] as Found[] };
  for (;;) {
    const due = options.signal.aborted ? [] : await run(app, reserveDueWatches, systemPrincipal, {});
    if (due.length === 0) return done;
    const byHost = [...group(due.map((one) => [new URL(one.url).host, one] as const)).values()];
    const worker = async (): Promise<void> => {
      for (let pages = byHost.pop(); pages; pages = byHost.pop())
        for (const [index, page] of pages.entries()) {
          if (options.signal.aborted) return;
          if (index > 0) await wait(options.pause ?? politeness);
          done.found.push(...(await checkOne(app, page, options)).map((one) => ({ ...one, source: page.number })));
          done.looked++;
        }
    };
    await Promise.all(Array.from({ length: hosts }, worker));
  }
}

/** Checks one page now. @throws AppError `not_found` if it is not watched */
export async function checkNow(app: App, source: number, options: CheckOptions): Promise<RecordedCheck['findings']> {
  const [page] = await run(app, reserveDueWatches, systemPrincipal, { source });
  if (!page) throw new AppError('not_found');
  return checkOne(app, page, options);
}

async function checkOne(app: App, page: Due, options: CheckOptions): Promise<RecordedCheck['findings']> {
  try {
    const { now } = app;
    const pageOptions = {
      allowPrivate: app.config.allowPrivate,
      signal: options.signal,
      ca: options.ca,
      resolve: options.resolve,
      now,
    };
    const looked = await (page.method === 'browser'
      ? checkByBrowser(app, page, pageOptions)
      : checkPage(page, pageOptions));
    const { verdict } = looked;
    const capture = verdict.state === 'seen' || !looked.page ? null : await storeAnswer(app, page, looked.page);
    const noted = await run(app, recordCheck, systemPrincipal, {
      source: page.source,
      ...verdict,
      capture,
      finalUrl: looked.page?.finalUrl ?? null,
      issuer: looked.page?.certificate?.issuer ?? null,
    });
    return noted.findings;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'cancelled') return [];
    // A page that cannot be checked, for example because it was sealed or redacted meanwhile, does not stop the others.
    // It is due again when its reservation ends.
    options.log?.error({ err: thrown, source: page.number }, 'a watched page could not be checked');
    return [];
  }
}

/**
 * Preserves the server's response as a capture of the source. Even an error page is preserved, because it shows the
 * change.
 */
async function storeAnswer(app: App, { number, url }: Due, page: Answered): Promise<number> {
  const last = lastAnswer(page.exchanges, page.finalUrl);
  const title = page.title?.slice(0, 500) || page.finalUrl;
  const sealed =
    last &&
    (await sealExchanges(
      {
        exchanges: page.exchanges,
        resources: page.resources,
        page: { url: `${last.url}${page.fragment ?? ''}`, at: last.at, title, text: page.text },
      },
      { ...app.config, now: app.now },
    ));
  const kept = await run(app, storeCapture, systemPrincipal, {
    source: `source/${number}`,
    title,
    method: page.method,
    // The URL of the source, not the target of a redirect. `hops` has the redirects.
    requestedUrl: new URL(url).href,
    hops: page.hops,
    status: page.status,
    headers: page.headers,
    mediaType: (page.kind && mediaTypes[page.kind]) ?? (page.contentType?.slice(0, 200) || 'application/octet-stream'),
    charset: page.charset ?? undefined,
    bytes: page.bytes as Uint8Array<ArrayBuffer>,
    text: page.text,
    language: page.language ?? undefined,
    layout: page.layout,
    package: sealed?.bytes as Uint8Array<ArrayBuffer> | undefined,
  });
  const capture = await findThing(app.db.read, 'capture', parseRef(kept.capture)!.number);
  return capture!.id;
}

/**
 * The hourly job that checks due pages.
 * @param tell emails new alerts to the people who watch the pages
 */
export const watchJob = (tell: (app: App, log: Log) => Promise<void>) =>
  defineJob({
    name: 'evidence.watch',
    input: z.object({}),
    everyHours: 1,
    minutes: 55,
    retries: 0,
    async handler({ app, log, signal }) {
      const { looked, found } = await checkDuePages(app, { signal, log });
      if (looked) log.info({ looked, found: found.length }, 'watched pages checked');
      await tell(app, log);
    },
  });
