import type { ByteSource } from '../../platform/readers/reader.ts';
import { decode } from '../extract/decode.ts';
import { httpHead } from '../package/contents.ts';
import { storedBody } from '../package/warc/stored-body.ts';
import { addressOf } from './clean.ts';
import { archiveLimits } from './limits.ts';
import type { PackageWriter } from './package-writer.ts';
import { withoutSecret } from './private.ts';
import { readRecord, type WholeRecord } from './read-record.ts';
import { isGet, nearest, type RecordIndex } from './record-index.ts';
import type { Entry } from './record-scan.ts';
import { cssReferences, htmlReferences } from './references.ts';

/** How far, in ms, a part may be from its page, if only its request says that the page loaded it. */
const maxLoading = 10 * 60_000;
/** Parts from this size in bytes are copied last, so that a film does not take the place of the pictures. */
const largePart = 4 * 2 ** 20;
/** The page refers to a style sheet, this to another, and this to a picture. */
const maxDepth = 3;

type Wanted = { url: string; depth: number };

/** Copies the parts of a page into its package, and lists those that it lacks. */
export class PageParts {
  readonly #seen = new Set<string>();
  readonly #missing = new Set<string>();
  #wanted: Wanted[] = [];
  #large: { entry: Entry; depth: number }[] = [];

  constructor(
    private readonly index: RecordIndex,
    private readonly sources: readonly ByteSource[],
    private readonly writer: PackageWriter,
    private readonly main: Entry,
  ) {}

  /** @param page the response of the page, which is in the package already. @returns the missing addresses */
  async copy(page: WholeRecord): Promise<string[]> {
    this.#seen.add(this.main.url);
    await this.#addListed();
    await this.#addReferences(page, 1, this.main.url);
    const loaded = this.index
      .loadedBy(this.main.url)
      .filter((one) => Math.abs(one.at - this.main.at) <= maxLoading && (one.asked!.isPart || !isDocument(one)))
      .filter((one) => isReferrer(this.main.url, one.url));
    for (const { url } of loaded.filter(isGet)) this.#want(url, 1);
    await this.#copyWanted();
    for (const { url } of loaded.filter((one) => !isGet(one))) this.#lack(url);
    for (const { entry, depth } of this.#large.toSorted((a, b) => a.entry.length - b.entry.length))
      await this.#copy(entry, depth);
    await this.#copyWanted();
    return [...this.#missing];
  }

  /** Wants what Browsertrix lists as loaded by the page. */
  async #addListed(): Promise<void> {
    const place = this.index.pageInfo(this.main.url, this.main.at);
    const info = place && (await readRecord(this.sources, place));
    if (!info) return;
    let read: unknown;
    try {
      read = JSON.parse(new TextDecoder().decode(info.block));
    } catch {
      return;
    }
    const urls = typeof read === 'object' && read !== null && 'urls' in read ? read.urls : null;
    if (typeof urls !== 'object' || urls === null) return;
    // In this list, the address of a request that is not a GET has its method and body as parameters.
    for (const url of Object.keys(urls)) if (!url.includes('__wb_method=')) this.#want(addressOf(url), 1);
  }

  #want(url: string | null, depth: number): void {
    if (url === null || this.#seen.has(url) || this.#seen.size > archiveLimits.maxParts) return;
    this.#seen.add(url);
    this.#wanted.push({ url, depth });
  }

  #lack(url: string): void {
    if (this.#missing.size < archiveLimits.maxMissing) this.#missing.add(withoutSecret(url));
  }

  async #copyWanted(): Promise<void> {
    for (let at = 0; at < this.#wanted.length; at++) {
      const { url, depth } = this.#wanted[at]!;
      const entry = partAt(this.index, url, this.main.at);
      if (!entry) this.#lack(url);
      else if (entry.length > largePart) this.#large.push({ entry, depth });
      else await this.#copy(entry, depth);
    }
    this.#wanted = [];
  }

  async #copy(entry: Entry, depth: number): Promise<void> {
    if (this.writer.has(entry)) return;
    const original = entry.kind === 'revisit' && !entry.location ? this.index.originalOf(entry) : null;
    const needed = original?.url === entry.url ? [original] : original ? [original, entry] : [entry];
    for (const one of needed) {
      if (this.writer.has(one)) continue;
      const record = isUsable(one) ? await this.writer.copy(one) : null;
      if (!record) return this.#lack(entry.url);
      if (one.location) this.#want(one.location, depth);
      else if (depth < maxDepth) await this.#addReferences(record, depth + 1);
    }
  }

  /** @param url the address from which references are resolved */
  async #addReferences(record: WholeRecord, depth: number, url = addressOf(record.url)): Promise<void> {
    const isHttp = /^application\/http\b/i.test(record.mediaType);
    const { headers, type } = isHttp ? httpHead(record.block) : { headers: [], type: record.mediaType };
    const [isHtml, isCss] = [/html/i.test(type), /^\s*text\/css\b/i.test(type)];
    if (url === null || !(isHtml || isCss)) return;
    const body = await storedBody(headers, record.payload, archiveLimits.maxPart).catch(() => null);
    if (!body) return;
    const { text } = decode(body, type);
    for (const one of isCss ? cssReferences(text, url) : htmlReferences(text, url)) this.#want(one, depth);
  }
}

/** Whether a record can be copied: not cut off, and no revisit without its original. */
const isUsable = ({ cut, kind, digest, location }: Entry): boolean =>
  !cut && (kind !== 'revisit' || !!digest || !!location);

const isDocument = ({ mediaType }: Entry): boolean => /html|pdf/.test(mediaType);

/**
 * Whether a referrer names the page itself. Browsers tell other sites only the origin, which is that of all pages of a
 * site, so it says nothing about its first page.
 */
const isReferrer = (page: string, part: string): boolean =>
  page !== `${new URL(page).origin}/` || new URL(page).origin === new URL(part).origin;

/** The record of a part, at most a day away: one with a success that is nearest in time, or any. */
function partAt(index: RecordIndex, url: string, at: number): Entry | null {
  const all = index.at(url).filter((one) => isGet(one) && !one.cut && (one.kind !== 'revisit' || one.location || index.originalOf(one))); // prettier-ignore
  const near = all.filter((one) => Math.abs(one.at - at) <= archiveLimits.maxApart);
  const good = near.filter(({ kind, status }) => kind === 'revisit' || (status >= 200 && status < 300));
  const whole = good.filter(({ status }) => status !== 206);
  return nearest(whole, at) ?? nearest(good, at) ?? nearest(near, at);
}
