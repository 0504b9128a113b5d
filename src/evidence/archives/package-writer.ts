import { gzipSync } from 'node:zlib';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { indexPath, inOrder, warcPath } from '../package/members.ts';
import { writePages, type PackedPage } from '../package/pack.ts';
import { packMembers } from '../package/pack-members.ts';
import { writeIndex } from '../package/warc/cdxj.ts';
import { writeWarc, type WrittenRecord } from '../package/warc/warc-write.ts';
import { hashOf, writeDataPackage } from '../package/write-datapackage.ts';
import { isCutOff } from './cut-off.ts';
import { readHead, valuesOf } from './http-head.ts';
import { archiveLimits } from './limits.ts';
import { isPrivate } from './private.ts';
import type { ArchiveName } from './read-pages.ts';
import { readRecord, type WholeRecord } from './read-record.ts';
import { isGet } from './record-index.ts';
import type { Entry, Place } from './record-scan.ts';

/** Bytes for the lists of a package, which are beside its records. */
const reserved = 2 ** 20;

const placeOf = ({ file, offset }: Place): string => `${file} ${offset}`;

/** Copies records of an archive, unchanged, into a package of our form. */
export class PackageWriter {
  readonly #parts: Uint8Array[];
  readonly #records: WrittenRecord[] = [];
  readonly #copied = new Set<string>();
  /** The addresses of the copied responses that set cookies. */
  readonly settingCookies: string[] = [];
  #offset: number;
  #size: number;

  private constructor(
    private readonly sources: readonly ByteSource[],
    info: Uint8Array,
  ) {
    this.#parts = [info];
    this.#offset = info.length;
    this.#size = reserved + info.length;
  }

  /** @param about the software that writes the package, the time, and what is known of the archive */
  static async start(
    sources: readonly ByteSource[],
    { software, made, sha256, report }: { software: string; made: string } & ArchiveName,
  ): Promise<PackageWriter> {
    const info = {
      software,
      format: 'WARC File Format 1.1',
      conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
      description: `Records copied unchanged from a web archive${sha256 ? ` with the SHA-256 ${sha256}` : ''}, which was checked: ${report.verdict}`,
    };
    return new PackageWriter(sources, (await writeWarc([], [], info, made)).bytes);
  }

  has(entry: Entry): boolean {
    return this.#copied.has(placeOf(entry));
  }

  /**
   * Copies a response without its request, because a package can become public, and a request says who asked: by its
   * cookies, its language, or the address of an operator. A request that is no GET can have a message or a password, and
   * its response can have them, too, so that is not copied either.
   * @returns the response; null if it is damaged, cut off, too large or private
   */
  async copy(entry: Entry): Promise<WholeRecord | null> {
    if (!isGet(entry) || isPrivate(entry)) return null;
    const record = await readRecord(this.sources, entry);
    if (!record || isCutOff(record)) return null;
    const bytes = gzipSync(record.raw);
    const about = answerOf(entry, record);
    const size = bytes.length + 2 * about.url.length + 1000;
    if (this.#size + size > archiveLimits.maxPackage) return null;
    this.#size += size;
    this.#copied.add(placeOf(entry));
    this.#records.push({ ...about, offset: this.#offset, length: bytes.length, recordDigest: hashOf(bytes) });
    this.#parts.push(bytes);
    this.#offset += bytes.length;
    const head = entry.kind === 'resource' ? null : readHead(record.block);
    if (head && valuesOf(head, /^set-cookie2?$/).length) this.settingCookies.push(entry.url);
    return record;
  }

  /** The package, which is not signed. */
  finish(page: PackedPage, { software, made }: { software: string; made: string }): Promise<Uint8Array> {
    const contents = [
      { path: warcPath, bytes: Buffer.concat(this.#parts) },
      { path: indexPath, bytes: Buffer.from(writeIndex(this.#records, 'data.warc.gz')) },
      writePages([page]),
    ];
    const about = { title: page.title, created: made, software, mainPageUrl: page.url, mainPageDate: page.at };
    return packMembers(inOrder([writeDataPackage(contents, about), ...contents]));
  }
}

type Answer = Omit<WrittenRecord, 'offset' | 'length' | 'recordDigest'>;

const answerOf = (entry: Entry, record: WholeRecord): Answer => ({
  type: entry.kind,
  url: record.url!,
  date: record.date,
  ...(entry.status > 0 && entry.kind === 'response' && { status: entry.status }),
  mediaType: entry.kind === 'revisit' ? 'warc/revisit' : entry.mediaType || undefined,
  // A revisit has no body. Viewers find its original by this digest.
  payloadDigest: entry.kind === 'revisit' ? entry.digest : hashOf(record.payload),
});
