import { gzipSync } from 'node:zlib';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { indexPath, inOrder, warcPath } from '../package/members.ts';
import { writePages, type PackedPage } from '../package/pack.ts';
import { packMembers } from '../package/pack-members.ts';
import { writeIndex } from '../package/warc/cdxj.ts';
import { askedBy, writeWarc, type WrittenRecord } from '../package/warc/warc-write.ts';
import { hashOf, writeDataPackage } from '../package/write-datapackage.ts';
import { readHead } from './http-head.ts';
import { archiveLimits } from './limits.ts';
import { readRecord, type WholeRecord } from './read-record.ts';
import type { Entry, Place } from './record-scan.ts';

/** Bytes for the lists of a package, which are beside its records. */
const reserved = 2 ** 20;
const passwords = /passw|passphrase|\bpwd\b|secret/i;

const placeOf = ({ file, offset }: Place): string => `${file} ${offset}`;

/** Copies records of an archive, unchanged, into a package of our form. */
export class PackageWriter {
  readonly #parts: Uint8Array[];
  readonly #records: WrittenRecord[] = [];
  readonly #copied = new Set<string>();
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

  /** @param about the software that writes the package, the time, and the SHA-256 of the archive */
  static async start(
    sources: readonly ByteSource[],
    { software, made, sha256 }: { software: string; made: string; sha256: string },
  ): Promise<PackageWriter> {
    const info = {
      software,
      format: 'WARC File Format 1.1',
      conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
      description: `Records copied unchanged from a web archive with the SHA-256 ${sha256}`,
    };
    return new PackageWriter(sources, (await writeWarc([], [], info, made)).bytes);
  }

  has(entry: Entry): boolean {
    return this.#copied.has(placeOf(entry));
  }

  /**
   * Copies a response, and its request if this has no cookie and no password: a package can become public.
   * @returns the response; null if it is damaged or too large, or its request has a password
   */
  async copy(entry: Entry): Promise<WholeRecord | null> {
    const record = await readRecord(this.sources, entry);
    if (!record) return null;
    const request =
      entry.asked && !this.#copied.has(placeOf(entry.asked)) ? await readRecord(this.sources, entry.asked) : null;
    const isGet = !entry.asked || entry.asked.method === 'GET';
    if (!isGet && (!request || passwords.test(Buffer.from(request.block).toString('latin1')))) return null;
    const asked = isGet ? undefined : askedIn(request!, record.url!);
    const added = [
      { record, about: answerOf(entry, record, asked) },
      ...(request && !entry.asked!.secret ? [{ record: request, about: null }] : []),
    ].map((one) => ({ ...one, bytes: gzipSync(one.record.raw) }));
    const size = added.reduce((sum, { bytes, about }) => sum + bytes.length + (about ? lineSize(about) : 0), 0);
    if (this.#size + size > archiveLimits.maxPackage) return null;
    this.#size += size;
    this.#copied.add(placeOf(entry));
    if (entry.asked) this.#copied.add(placeOf(entry.asked));
    for (const { bytes, about } of added) {
      if (about)
        this.#records.push({ ...about, offset: this.#offset, length: bytes.length, recordDigest: hashOf(bytes) });
      this.#parts.push(bytes);
      this.#offset += bytes.length;
    }
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

const answerOf = (entry: Entry, record: WholeRecord, asked: Answer['asked']): Answer => ({
  type: entry.kind,
  url: record.url!,
  date: record.date,
  ...(entry.status > 0 && entry.kind === 'response' && { status: entry.status }),
  mediaType: entry.kind === 'revisit' ? 'warc/revisit' : entry.mediaType || undefined,
  // A revisit has no body. Viewers find its original by this digest.
  payloadDigest: entry.kind === 'revisit' ? entry.digest : hashOf(record.payload),
  asked,
});

/** The size of a line of the index, in bytes, at most. */
const lineSize = ({ url, asked }: Answer): number => 2 * url.length + 2 * JSON.stringify(asked ?? '').length + 1000;

function askedIn(request: WholeRecord, url: string): Answer['asked'] {
  const head = readHead(request.block);
  const [method = '', target = ''] = head?.first.split(' ') ?? [];
  return askedBy({ method, target, headers: head?.headers ?? [], body: request.payload }, url);
}
