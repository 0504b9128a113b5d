import { z } from 'zod';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { httpHead } from '../package/contents.ts';
import { parseJson } from '../package/warc/index-read.ts';
import { filesIn, walkRecords, type ArchiveFile, type ArchiveForm } from './archive.ts';

/** A page that an archive has. `at`: when it was recorded according to the archive (ISO 8601, UTC); null if unknown. */
export type ListedPage = { url: string; at: string | null; title: string };

/**
 * What an archive contains. `pages` has at most `mostPages`, `count` counts all. `software` and `operator`: with what
 * and by whom it was recorded, as the archive states it. Anyone can write anything there.
 */
export type Listing = { pages: ListedPage[]; count: number; software: string | null; operator: string | null };

/** The maximum number of pages that are listed. */
export const mostPages = 5000;
/** The maximum number of different pages that are counted. */
const mostCounted = 100_000;
const [longestUrl, longestLine, longestTitle] = [2000, 2 ** 24, 300];
/** The maximum size in bytes of a record of type `warcinfo`, and of the headers of a response, that is read. */
const largestHead = 2 ** 16;

/**
 * Lists the pages of an archive. A package names its pages. Of a WARC file, and of a package that names none, every HTML
 * page that a server sent is listed.
 * @throws AppError `reading_failed` if the archive is damaged; `archive_too_large`
 */
export async function listPages({ form }: { form: ArchiveForm }, file: ByteSource): Promise<Listing> {
  const { lists, warcs } = await filesIn(file, form);
  const found = new Pages();
  for (const list of lists) await readList(list, found);
  const isListed = found.count > 0;
  let about: Pick<Listing, 'software' | 'operator'> = { software: null, operator: null };
  for (const warc of warcs)
    await walkRecords(warc, {
      cut: true,
      wants: ({ type, url }) => (type === 'warcinfo' || (type === 'response' && url && !isListed) ? largestHead : 0),
      use({ type, url, date, block }) {
        if (type === 'warcinfo' && block) {
          const said = readInfo(block);
          about = { software: about.software ?? said.software, operator: about.operator ?? said.operator };
        } else if (block && url && isPage(block)) found.add({ url, at: timeOf(date), title: '' });
        // The first records say who recorded the file. The others are read only if they are needed.
        return isListed && type !== 'warcinfo' ? false : undefined;
      },
    });
  return { pages: found.listed, count: found.count, ...about };
}

class Pages {
  readonly listed: ListedPage[] = [];
  readonly #known = new Set<string>();

  get count(): number {
    return this.#known.size;
  }

  add(page: ListedPage): void {
    if (!/^https?:\/\//i.test(page.url) || page.url.length > longestUrl || !URL.canParse(page.url)) return;
    const key = `${page.at ?? ''} ${page.url}`;
    if (this.#known.has(key) || this.#known.size >= mostCounted) return;
    this.#known.add(key);
    if (this.listed.length < mostPages) this.listed.push(page);
  }
}

const line = z.object({
  url: z.string(),
  ts: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
});

/** Reads a list of pages. Lines that are not pages, or are too long, are left out. */
async function readList({ read }: ArchiveFile, found: Pages): Promise<void> {
  const decoder = new TextDecoder();
  let begun = '';
  let tooLong = false;
  const end = (): void => {
    const page = tooLong ? null : line.safeParse(parseJson(begun)).data;
    if (page) found.add({ url: page.url, at: timeOf(page.ts), title: plain(page.title) ?? '' });
    [begun, tooLong] = ['', false];
  };
  for await (const piece of read()) {
    const [first, ...others] = decoder.decode(piece, { stream: true }).split('\n');
    for (const [index, part] of [first!, ...others].entries()) {
      if (index > 0) end();
      if (begun.length + part.length > longestLine) tooLong = true;
      if (!tooLong) begun += part;
    }
  }
  end();
}

/** The software and the operator in a record of type `warcinfo`. */
function readInfo(block: Uint8Array): Pick<Listing, 'software' | 'operator'> {
  const fields = new Map(
    new TextDecoder()
      .decode(block)
      .split(/\r?\n/)
      .map((field) => [field.split(':', 1)[0]!.trim().toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
  );
  return { software: plain(fields.get('software')), operator: plain(fields.get('operator')) };
}

/** A stated text in one line without control characters. Null if it is empty. */
const plain = (text: string | undefined): string | null =>
  text
    ?.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestTitle)
    .trim() || null;

/** A stated time as ISO 8601 in UTC. Null if it is no time. */
export function timeOf(date: string | undefined): string | null {
  const time = /^\d{4}-\d\d-\d\dT/.test(date ?? '') ? new Date(date!) : null;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}

/** Whether a response has a page that people read. */
function isPage(block: Uint8Array): boolean {
  const { status, type } = httpHead(block);
  return status >= 200 && status < 300 && /^(?:text\/html|application\/xhtml\+xml)\b/i.test(type);
}
