import type { Outcome } from '../check-package.ts';
import type { FileProblem } from '../datapackage.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { compareDigest, Hasher, PayloadReader, type DigestFinding } from './digests.ts';
import { indexTime, type IndexLine } from './index-read.ts';
import type { RecordHead, RecordVisit } from './warc-read.ts';

/** Numbers of records. `undigested`: the responses and resources without a digest. */
export type RecordCounts = { records: number; answers: number; undigested: number; hasDigest: boolean };

/** Compares the records of WARC files with their digests, and with the lines of the indexes that lead to them. */
export class RecordCheck {
  readonly counts: RecordCounts = { records: 0, answers: 0, undigested: 0, hasDigest: false };
  /** The problems of the records, without those of the indexes. */
  readonly problems: FileProblem[] = [];
  /** By file and offset, the lines that no record was found for yet. */
  readonly #lines = new Map<string, IndexLine[]>();
  /** The lines that lead to something else. */
  readonly #wrong: IndexLine[] = [];
  /** The URLs of responses to which no line leads. */
  readonly #missing = new Set<string | null>();

  /** @param isOurs whether the file says that it is a package of ours, in which every response must have a line */
  constructor(
    lines: readonly IndexLine[],
    private readonly primitives: Primitives,
    private readonly isOurs: boolean,
  ) {
    for (const line of lines) {
      const place = `${line.filename} ${line.offset}`;
      const others = this.#lines.get(place);
      if (others) others.push(line);
      else this.#lines.set(place, [line]);
    }
  }

  /**
   * Whether all responses match their digests; `absent` if there are none, or some have no digest. If there is nothing
   * but revisits, nothing was compared.
   */
  get outcome(): Outcome {
    if (this.problems.length) return 'bad';
    return this.counts.hasDigest && !this.counts.undigested ? 'good' : 'absent';
  }

  /**
   * The problems of the indexes, after all records were read. `whole`: every response must have a line, as in our
   * packages. `hasSameFiles`: every file is as the package lists it, so a wrong line is the fault of the program that
   * wrote it, and does not show that anybody altered the package.
   */
  indexProblems({ whole, hasSameFiles }: { whole: boolean; hasSameFiles: boolean }): FileProblem[] {
    const wrong = [...this.#wrong, ...[...this.#lines.values()].flat()].map((line): FileProblem => ({
      path: 'indexes',
      problem: hasSameFiles ? 'unread' : 'altered',
      reason: `the line of ${line.url} at ${line.timestamp} leads to something else`,
    }));
    const missing = [...this.#missing].map((url): FileProblem => ({
      path: 'indexes',
      problem: 'missing',
      reason: `no line leads to ${url}`,
    }));
    return whole ? [...wrong, ...missing] : wrong;
  }

  /**
   * Checks a record while it is read.
   * @param path the path of the WARC file, for problems
   * @param name its name in indexes
   * @param offset the offset of the record in this file
   */
  visit(path: string, name: string, offset: number): RecordVisit {
    const { primitives } = this;
    const place = `${name} ${offset}`;
    const lines = this.#lines.get(place) ?? [];
    this.#lines.delete(place);
    const whole = new Hasher(
      lines.map(({ recordDigest }) => recordDigest),
      primitives,
    );
    let open: OpenRecord;
    return {
      ...(whole.isNeeded && { packed: (bytes) => whole.add(bytes) }),
      head: (head) => {
        open = new OpenRecord(head, lines, primitives);
      },
      block: (bytes) => open.add(bytes),
      end: (length) => this.#end(path, open, lines, whole, length),
    };
  }

  #end(path: string, open: OpenRecord, lines: readonly IndexLine[], whole: Hasher, length: number): void {
    const { head } = open;
    const found = open.compare();
    this.counts.records++;
    for (const part of ['block', 'payload'] as const)
      if (found[part] === 'bad')
        this.problems.push({
          path,
          problem: 'altered',
          reason: `the ${part} of ${head.url ?? head.id} (${head.type}) has another digest`,
        });
    const results = lines.map((line) => open.isLedToBy(line, whole, length));
    this.#wrong.push(...lines.filter((_, at) => !results[at]));
    if (!isAnswer(head)) return;
    this.counts.answers++;
    const digests = Object.values(found);
    if (digests.includes('good')) this.counts.hasDigest = true;
    // A record of type `revisit` has no content, only headers.
    if (head.type !== 'revisit' && digests.every((one) => one === 'none')) this.counts.undigested++;
    if (this.isOurs && !results.includes(true)) this.#missing.add(head.url);
  }
}

const isAnswer = ({ type }: RecordHead): boolean =>
  type === 'response' || type === 'resource' || type === 'conversion' || type === 'revisit';

/** A record that is being read. */
class OpenRecord {
  readonly #block: Hasher;
  readonly #body: Hasher;
  readonly #joined: Hasher;
  readonly #payload: PayloadReader | null;

  constructor(
    readonly head: RecordHead,
    lines: readonly IndexLine[],
    primitives: Primitives,
  ) {
    // A record of type `revisit` has no body. Its digest is that of the earlier record to which it refers.
    const payloads =
      head.type === 'revisit' ? [] : [head.headers.get('warc-payload-digest'), ...lines.map(({ digest }) => digest)];
    this.#block = new Hasher([head.headers.get('warc-block-digest')], primitives);
    this.#body = new Hasher(payloads, primitives);
    this.#joined = new Hasher(payloads, primitives);
    this.#payload = this.#body.isNeeded
      ? new PayloadReader(
          head.mediaType,
          (bytes) => this.#body.add(bytes),
          (bytes) => this.#joined.add(bytes),
        )
      : null;
  }

  add(bytes: Uint8Array): void {
    this.#block.add(bytes);
    this.#payload?.add(bytes);
  }

  compare(): { block: DigestFinding; payload: DigestFinding } {
    const { headers } = this.head;
    return {
      block: compareDigest(headers.get('warc-block-digest'), [this.#block]),
      payload: this.#comparePayload(headers.get('warc-payload-digest')),
    };
  }

  #comparePayload(said: string | undefined): DigestFinding {
    if (said === undefined || this.head.type === 'revisit') return 'none';
    return compareDigest(said, this.#payload?.isJoined ? [this.#body, this.#joined] : [this.#body]);
  }

  /** Whether a line of an index leads to this record. `whole`: the hash of its bytes in the file; `length`: their number. */
  isLedToBy(line: IndexLine, whole: Hasher, length: number): boolean {
    const { url, date } = this.head;
    // Scoop does not count the two line breaks after a record.
    const hasLength = line.length === length || line.length === length - 4;
    return (
      hasLength &&
      line.url === url &&
      indexTime(date).startsWith(line.timestamp.slice(0, 14)) &&
      compareDigest(line.recordDigest, [whole]) !== 'bad' &&
      this.#comparePayload(line.digest) !== 'bad'
    );
  }
}
