import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import type { Hop } from '../fetch/fetch-page.ts';
import { codingsOf, unpack } from '../fetch/fetch-codings.ts';
import { fullLimits } from '../fetch/fetch-limits.ts';
import { httpHead } from '../package/contents.ts';
import { payloadsOf } from '../package/warc/digests.ts';
import { filesIn, walkRecords, type ArchiveFile, type ArchiveForm, type VisitedRecord } from './archive.ts';
import { timeOf } from './list-pages.ts';

/** A page to take from an archive, as `listPages` names it. */
export type WantedPage = { url: string; at: string | null };

/**
 * A page of an archive, with its content as the server sent it, decoded. `wanted`: its position in the list of wanted
 * pages; `url`: its address after redirects, without fragment; `hops`: the redirects.
 */
export type ExtractedPage = {
  wanted: number;
  url: string;
  at: string | null;
  status: number | null;
  headers: [name: string, value: string][];
  contentType: string;
  hops: Hop[];
  bytes: Uint8Array;
};
/** Why a page of an archive can't be read. `absent`: the archive does not have its content. */
export type PageProblem = 'absent' | 'too_large' | 'damaged';

/** The maximum number of redirects and references to earlier records that are followed. */
const mostSteps = 5;
/** The maximum size in bytes of the record of a page. */
const largestBlock = 24 * 2 ** 20;

/** A search for a page. `best`: the record that comes closest to the wanted time. */
type Search = { wanted: number; url: string; at: string | null; hops: Hop[]; best: Candidate | null };
type Candidate = {
  place: string;
  distance: number;
  leadsTo: { url: string; at: string | null } | null;
  status: number;
  /** The IP address of the server, if the archive has it. */
  address: string;
};

/**
 * Takes pages from an archive and yields each as soon as it is found. One page is in memory at a time.
 * @returns the wanted pages that can't be read, by their positions
 * @throws AppError `reading_failed`, `archive_too_large`
 */
export async function* extractPages(
  { form, pages }: { form: ArchiveForm; pages: readonly WantedPage[] },
  file: ByteSource,
): AsyncGenerator<ExtractedPage, [wanted: number, problem: PageProblem][], void> {
  const { warcs } = await filesIn(file, form);
  const { found, absent } = await findRecords(warcs, pages);
  const problems: [number, PageProblem][] = absent.map((wanted) => [wanted, 'absent']);
  const byPlace = grouped(found, ({ best }) => best!.place);
  const { readable, writable } = new TransformStream<VisitedRecord, VisitedRecord>(
    {},
    { highWaterMark: 0 },
    { highWaterMark: 0 },
  );
  const reading = give(warcs, byPlace, writable.getWriter());
  reading.catch(() => {});
  for await (const record of readable)
    for (const search of byPlace.get(record.place)!) {
      const page = record.block ? await pageIn(record, search) : 'too_large';
      if (typeof page === 'string') problems.push([search.wanted, page]);
      else yield page;
    }
  await reading;
  return problems;
}

function grouped(searches: readonly Search[], keyOf: (search: Search) => string): Map<string, Search[]> {
  const groups = new Map<string, Search[]>();
  for (const search of searches) {
    const key = keyOf(search);
    groups.set(key, [...(groups.get(key) ?? []), search]);
  }
  return groups;
}

/** Reads the records at some places of an archive, with their blocks, and hands them over one by one. */
async function give(
  warcs: readonly ArchiveFile[],
  places: { has(place: string): boolean },
  writer: WritableStreamDefaultWriter<VisitedRecord>,
): Promise<void> {
  try {
    for (const warc of warcs)
      await walkRecords(warc, {
        wants: (_, place) => (places.has(place) ? largestBlock : 0),
        use: (record) => (places.has(record.place) ? writer.write(record) : undefined),
      });
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

/** Finds the record of each wanted page. Redirects and references to earlier records need one more look each. */
async function findRecords(
  warcs: readonly ArchiveFile[],
  pages: readonly WantedPage[],
): Promise<{ found: Search[]; absent: number[] }> {
  let open = pages.map(({ url, at }, wanted): Search => ({
    wanted,
    url: url.split('#')[0]!,
    at,
    hops: [],
    best: null,
  }));
  const found: Search[] = [];
  const absent: number[] = [];
  for (let step = 0; step <= mostSteps && open.length; step++) {
    await findBest(warcs, open);
    const next: Search[] = [];
    for (const search of open) {
      if (!search.best) absent.push(search.wanted);
      else if (!search.best.leadsTo) found.push(search);
      else {
        const { leadsTo, status, address } = search.best;
        const hops = leadsTo.url === search.url ? search.hops : [...search.hops, { url: search.url, status, address }];
        next.push({ ...search, url: leadsTo.url, at: leadsTo.at ?? search.at, hops, best: null });
      }
    }
    open = next;
  }
  return { found, absent: [...absent, ...open.map(({ wanted }) => wanted)] };
}

async function findBest(warcs: readonly ArchiveFile[], searches: readonly Search[]): Promise<void> {
  const byUrl = grouped(searches, ({ url }) => url);
  for (const warc of warcs)
    await walkRecords(warc, {
      cut: true,
      wants: ({ type, url }) => (url && byUrl.has(url) && (type === 'response' || type === 'revisit') ? 2 ** 16 : 0),
      use({ type, url, date, place, headers, block }) {
        const isResource = type === 'resource' && url && byUrl.has(url);
        if (!block && !isResource) return;
        const status = block ? httpHead(block).status : 200;
        const leadsTo =
          type === 'revisit'
            ? earlierRecord(headers, url!)
            : block && status >= 300 && status < 400
              ? target(block, url!)
              : null;
        if (!leadsTo && (type === 'revisit' || !(status >= 200))) return;
        const address = headers.get('warc-ip-address') ?? '';
        for (const search of byUrl.get(url!)!) {
          const time = timeOf(date);
          const distance = search.at && time ? Math.abs(Date.parse(search.at) - Date.parse(time)) : 0;
          if (!search.best || distance < search.best.distance)
            search.best = { place, distance, leadsTo, status, address };
        }
      },
    });
}

/** Where a redirect leads. Null if it says nothing usable. */
function target(block: Uint8Array, url: string): Candidate['leadsTo'] {
  const location = httpHead(block).headers.findLast(([name]) => name === 'location')?.[1];
  if (!location || !URL.canParse(location, url)) return null;
  return { url: new URL(location, url).href.split('#')[0]!, at: null };
}

/** The earlier record with the content of a record of type `revisit`. Null if it does not say. */
function earlierRecord(headers: ReadonlyMap<string, string>, url: string): Candidate['leadsTo'] {
  const date = timeOf(headers.get('warc-refers-to-date'));
  const to = headers.get('warc-refers-to-target-uri') ?? url;
  return date ? { url: to, at: date } : null;
}

async function pageIn(
  { block, mediaType, type, url, date }: VisitedRecord,
  { wanted, hops }: Search,
): Promise<ExtractedPage | PageProblem> {
  const isHttp = /^application\/http\b/i.test(mediaType);
  const head = isHttp ? httpHead(block!) : { status: null, headers: [] as [string, string][], type: mediaType };
  if (type === 'revisit') return 'absent';
  try {
    const bytes = await unpack(
      payloadsOf(block!, mediaType).at(-1)!,
      codingsOf(head.headers.filter(([name]) => name === 'content-encoding').map(([, value]) => value)),
      { limits: fullLimits(), host: '', signal: new AbortController().signal },
    );
    return {
      wanted,
      url: url!,
      at: timeOf(date),
      status: head.status,
      headers: head.headers,
      contentType: head.type,
      hops,
      bytes,
    };
  } catch (error) {
    return error instanceof AppError && error.code === 'fetch_too_large' ? 'too_large' : 'damaged';
  }
}
