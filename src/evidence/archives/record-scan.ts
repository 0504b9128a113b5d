import { AppError } from '../../platform/errors.ts';
import { archiveTooLarge } from '../../platform/archive/unpacked-size.ts';
import { joinBytes, type RecordHead, type RecordVisit } from '../package/warc/warc-read.ts';
import { addressOf, cleanText, ownText, recordTime } from './clean.ts';
import { bareType, header, readHead, statusOf, valuesOf, type HttpHead } from './http-head.ts';
import { archiveLimits } from './limits.ts';
import { accessHeaders } from './private.ts';

/** The place of a record. `file`: the number of the WARC file in the archive. */
export type Place = { file: number; offset: number; length: number };

/** What is known of the request of a response. `access`: it can have given access to what is not public. */
export type Asked = {
  /** Empty if the request cannot be read. */
  method: string;
  /** The page that loaded this, as its request says; empty if it does not say. */
  referer: string;
  /** Whether a page loaded this, so that it is no page itself. */
  isPart: boolean;
  access: boolean;
};

/** A response, or what has its place: a revisit or a resource. */
export type Entry = Place & {
  kind: 'response' | 'revisit' | 'resource';
  /** As `addressOf` writes it. */
  url: string;
  /** ms. */
  at: number;
  status: number;
  mediaType: string;
  /** Where it redirects to, as an address; empty if it does not redirect. */
  location: string;
  /** The digest of the payload as the record states it, and the address of the original of a revisit. */
  digest: string;
  refersTo: string;
  /** Whether the program that wrote the archive cut it off, or divided it. */
  cut: boolean;
  asked: Asked | null;
  title: string;
};

/** The list of what a page loaded, which Browsertrix writes. */
export type PageInfo = Place & { url: string; at: number };

const redirects = new Set([301, 302, 303, 307, 308]);

/** How many bytes of a block are looked at: the headers of a response and, for its title, the beginning of its body. */
const maxBeginning = archiveLimits.maxHead + 2 ** 16;

type Reading = {
  /** Finds the title of a page, if the archive has no list of pages. */
  titleOf: ((block: Uint8Array, head: HttpHead) => string) | null;
  now: Date;
};

/** Builds an index of the records of an archive while these are read. Only their heads are in memory. */
export class RecordScan {
  readonly entries: Entry[] = [];
  readonly pageInfos: PageInfo[] = [];
  /** The fields of the first `warcinfo` record. */
  readonly info = new Map<string, string>();
  #records = 0;
  #characters = 0;
  readonly #types = new Map<string, string>();
  /** By identifier: responses, and requests whose response was not found yet. */
  readonly #answers = new Map<string, Entry>();
  readonly #requests = new Map<string, Asked>();
  /** By the identifier of a request: the response that names it. By that of a response: the request that names it. */
  readonly #askedBy = new Map<string, Entry>();
  readonly #asking = new Map<string, Asked>();
  /** By address and time: requests whose response was not found by an identifier. */
  readonly #alone = new Map<string, Asked>();

  constructor(private readonly reading: Reading) {}

  visit(file: number, offset: number): RecordVisit {
    if (++this.#records > archiveLimits.maxRecords)
      throw new AppError('archive_unreadable', { details: { reason: 'records', most: archiveLimits.maxRecords } });
    let head: RecordHead;
    const beginning: Uint8Array[] = [];
    let size = 0;
    return {
      head(one) {
        head = one;
      },
      block(bytes) {
        if (size >= maxBeginning) return;
        beginning.push(bytes.slice(0, maxBeginning - size));
        size += bytes.length;
      },
      end: (length) => this.#add(head, { file, offset, length }, () => joinBytes(beginning)),
    };
  }

  /** Joins the requests and responses that do not name each other, but have the same address and time. */
  finish(): void {
    for (const entry of this.entries) entry.asked ??= this.#alone.get(`${entry.url} ${entry.at}`) ?? null;
    for (const map of [this.#answers, this.#requests, this.#askedBy, this.#asking, this.#alone, this.#types])
      map.clear();
  }

  #add(head: RecordHead, place: Place, block: () => Uint8Array): void {
    if (head.type === 'warcinfo') return this.#readInfo(block());
    if (head.type === 'resource' && head.url?.startsWith('urn:pageinfo:')) return this.#addPageInfo(head, place);
    // The package of a page names its address as the record does, so the address must be safe to show.
    const url = /[#\p{C}\s]/u.test(head.url ?? '') ? null : addressOf(head.url);
    const at = recordTime(head.date, this.reading.now);
    if (url === null || Number.isNaN(at)) return;
    if (head.type === 'request') return this.#addRequest(head, url, at, block());
    if (head.type === 'response' || head.type === 'revisit' || head.type === 'resource')
      this.#addEntry(head, head.type, place, url, at, block());
  }

  #addEntry(head: RecordHead, kind: Entry['kind'], place: Place, url: string, at: number, block: Uint8Array): void {
    const isHttp = /^application\/http\b/i.test(head.mediaType);
    if (kind === 'response' && !isHttp) return;
    const http = isHttp ? readHead(block) : null;
    if (kind === 'response' && !http) return;
    const status = http ? statusOf(http) : kind === 'resource' ? 200 : 0;
    const mediaType = this.#shared(
      bareType(http ? header(http, 'content-type') : kind === 'resource' ? head.mediaType : ''),
    );
    const location = http && redirects.has(status) ? (addressOf(locationOf(http), url) ?? '') : '';
    const digest = head.headers.get('warc-payload-digest')?.toLowerCase() ?? '';
    const refersTo = kind === 'revisit' ? (addressOf(head.headers.get('warc-refers-to-target-uri')) ?? '') : '';
    this.#count(url, location, digest, refersTo);
    const isHtml = status === 200 && /html/.test(mediaType);
    const entry: Entry = {
      ...place,
      kind,
      url,
      at,
      status,
      mediaType,
      location,
      digest: digest.length > 200 ? '' : ownText(digest),
      refersTo,
      cut: head.headers.has('warc-truncated') || head.headers.has('warc-segment-number'),
      asked: null,
      title: (http && isHtml && kind === 'response' && this.reading.titleOf?.(block, http)) || '',
    };
    this.entries.push(entry);
    const asking = head.headers.get('warc-concurrent-to');
    const request = this.#asking.get(head.id) ?? (asking === undefined ? undefined : this.#requests.get(asking));
    if (request) entry.asked = request;
    else if (asking !== undefined) this.#askedBy.set(ownText(asking), entry);
    this.#answers.set(ownText(head.id), entry);
  }

  #addRequest(head: RecordHead, url: string, at: number, block: Uint8Array): void {
    // Of a request that cannot be read, nobody knows that it is a GET.
    const http = readHead(block) ?? { first: '', headers: [] };
    const method = /^([A-Z]{1,20}) /.exec(http.first)?.[1] ?? '';
    const referer = addressOf(header(http, 'referer')) ?? '';
    this.#count(url, referer);
    const asked: Asked = {
      method: this.#shared(method),
      referer: this.#shared(referer),
      isPart: isPart(http),
      access: valuesOf(http, accessHeaders).length > 0,
    };
    const answer = head.headers.get('warc-concurrent-to') ?? '';
    const entry = this.#askedBy.get(head.id) ?? this.#answers.get(answer);
    if (entry) entry.asked ??= asked;
    else {
      this.#requests.set(ownText(head.id), asked);
      if (answer) this.#asking.set(ownText(answer), asked);
      // Of several requests at one time, one that is no GET counts: its response must not pass for a page.
      const [key, other] = [`${url} ${at}`, this.#alone.get(`${url} ${at}`)];
      if (!other || other.method === 'GET') this.#alone.set(key, asked);
    }
  }

  #addPageInfo(head: RecordHead, place: Place): void {
    const url = addressOf(head.url!.slice('urn:pageinfo:'.length));
    const at = recordTime(head.date, this.reading.now);
    if (url === null || Number.isNaN(at)) return;
    this.#count(url);
    this.pageInfos.push({ ...place, url, at });
  }

  #readInfo(block: Uint8Array): void {
    if (this.info.size) return;
    for (const line of new TextDecoder().decode(block).split('\n').slice(0, 100)) {
      const [, name, value] = /^([\w-]{1,60}):(.*)$/s.exec(line.trim()) ?? [];
      if (name) this.info.set(name.toLowerCase(), cleanText(value));
    }
  }

  #count(...texts: string[]): void {
    for (const { length } of texts) this.#characters += length;
    if (this.#characters > archiveLimits.maxAddressChars) throw archiveTooLarge(archiveLimits.maxAddressChars);
  }

  /** The same text as before, if it was there before, so that memory has it only once. */
  #shared(text: string): string {
    const known = this.#types.get(text);
    if (known !== undefined) return known;
    const own = ownText(text);
    if (this.#types.size < 100_000) this.#types.set(own, own);
    return own;
  }
}

/** Against the standard, servers write non-ASCII letters in UTF-8, and browsers accept this. */
function locationOf(http: HttpHead): string {
  const raw = header(http, 'location');
  const utf8 = Buffer.from(raw, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? raw : utf8;
}

function isPart(http: HttpHead): boolean {
  const into = header(http, 'sec-fetch-dest').toLowerCase();
  return (into !== '' && into !== 'document') || /^xmlhttprequest$/i.test(header(http, 'x-requested-with'));
}
