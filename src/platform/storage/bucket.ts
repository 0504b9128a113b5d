import { setTimeout as pause } from 'node:timers/promises';
import { S3mini, S3ServiceError } from 's3mini';
import { AppError } from '../errors.ts';

/** A bucket of an S3 store. */
export type S3Place = {
  /** The web address of the bucket, ending with its name. */ endpoint: string;
  keyId: string;
  secret: string;
  region: string;
};

/**
 * Why a request failed. `away`: the store cannot be reached or is overloaded. `refused`: it does not accept the key.
 * `missing`: there is no such bucket. `full`: it has no space. `other`: any other error.
 */
export type BucketFailure = { kind: 'away' | 'refused' | 'missing' | 'full' | 'other'; reason: string };

/** An object. `at`: when it was last put, by the clock of the store. */
export type BucketObject = { key: string; size: number; at: Date };

/**
 * The maximum number of attempts of a request, and the time limit of each attempt in milliseconds. `timeFor` adds time
 * for the bytes that are sent or received.
 */
const tries = 4;
const patience = 15_000;
/** Bytes per second below which a connection counts as broken. */
const slowest = 64 * 1024;
/** The size in bytes of one part of a large object, and the maximum number of parts in S3. */
const partSize = 8 * 1024 * 1024;
const mostParts = 10_000;

/**
 * Requests to a bucket. Each has a time limit, and is repeated if the store cannot be reached or is overloaded.
 * `explain` creates the error that is thrown after the last attempt.
 */
export class Bucket {
  readonly #s3: S3mini;
  readonly #explain: (failure: BucketFailure, cause: unknown) => AppError;
  /** Whether the store was away at the last request. Until it answers again, each request has only one attempt. */
  #isAway = false;

  constructor(
    { endpoint, keyId, secret, region }: S3Place,
    explain: (failure: BucketFailure, cause: unknown) => AppError,
  ) {
    this.#s3 = new S3mini({
      endpoint,
      accessKeyId: keyId,
      secretAccessKey: secret,
      region,
      fetch: (input, init) => fetchInTime(input as string, init),
    });
    this.#explain = explain;
  }

  async request<T>(ask: (s3: S3mini) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await ask(this.#s3);
        this.#isAway = false;
        return answer;
      } catch (error) {
        if (error instanceof AppError) throw error;
        const failure = failureOf(error);
        const isAway = failure.kind === 'away';
        if (isAway && attempt < tries && !this.#isAway) {
          await pause(100 * 4 ** attempt);
          continue;
        }
        this.#isAway = isAway;
        throw this.#explain(failure, error);
      }
    }
  }

  /** All objects whose keys begin with `prefix`, in the order of their keys. A list that is not whole is an error. */
  async *list(prefix: string): AsyncGenerator<BucketObject> {
    let next: string | undefined;
    do {
      const page = await this.request((s3) => s3.listObjectsPaged('/', prefix, 1000, next));
      if (!page) throw this.#explain({ kind: 'missing', reason: '404 NoSuchBucket' }, undefined);
      for (const { Key, Size, LastModified } of page.objects ?? [])
        yield { key: Key, size: Number(Size), at: new Date(LastModified) };
      next = page.nextContinuationToken;
    } while (next);
  }

  async find(key: string): Promise<BucketObject | null> {
    for await (const one of this.list(key)) if (one.key === key) return one;
    return null;
  }

  /**
   * The bytes of an object from `start` on, at most `partSize`, and the size of the whole object. Null if there is no
   * such object. If it is no longer the one with the given `etag`, or the answer is another part, the request fails.
   */
  async part(key: string, start = 0, etag?: string): Promise<{ bytes: Buffer; size: number; etag: string } | null> {
    return this.request(async (s3) => {
      try {
        // Stores disagree about ranges of empty objects, so the first part is read without a range.
        const response =
          start === 0
            ? await s3.getObjectRaw(key)
            : await s3.getObjectRaw(key, false, start, start + partSize, etag ? { 'if-match': etag } : {});
        const { headers, status } = response;
        const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '');
        // A proxy may not pass on the range, and send the first part again.
        if ((status === 206 ? Number(range?.[1]) : 0) !== start) {
          void response.body?.cancel().catch(() => undefined);
          throw new Error(`the answer is not the part of ${key} that begins at byte ${start}`);
        }
        const bytes = await partOf(response);
        const length = range?.[2] ?? headers.get('content-length');
        if (length === null && bytes.length === partSize)
          throw new Error(`the answer does not say how large ${key} is`);
        return { bytes, size: Math.max(Number(length), start + bytes.length), etag: headers.get('etag') ?? '' };
      } catch (error) {
        if (!(error instanceof S3ServiceError)) throw error;
        if (error.status === 404 && codeOf(error) !== 'NoSuchBucket') return null;
        throw error;
      }
    });
  }

  /** Stores an object, in parts if it is large. If this fails, no incomplete object is stored. */
  async put(key: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const parts = inParts(chunks);
    const first = await parts.next();
    const start: Uint8Array = first.value ?? Buffer.alloc(0);
    if (start.byteLength < partSize) {
      await this.request((s3) => s3.putObject(key, start, 'application/octet-stream'));
      return;
    }
    const upload = await this.request((s3) => s3.getMultipartUploadId(key));
    try {
      const sent = [await this.request((s3) => s3.uploadPart(key, upload, start, 1))];
      for await (const part of parts) {
        const number = sent.length + 1;
        if (number > mostParts) throw this.#explain({ kind: 'full', reason: `${key} is too large` }, undefined);
        sent.push(await this.request((s3) => s3.uploadPart(key, upload, part, number)));
      }
      const done = await this.request((s3) => s3.completeMultipartUpload(key, upload, sent));
      // A store can answer with the status 200 and an error.
      if (!done.etag) throw this.#explain({ kind: 'other', reason: `${key} could not be joined` }, undefined);
    } catch (error) {
      await this.#s3.abortMultipartUpload(key, upload).catch(() => undefined);
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.request((s3) => s3.deleteObject(key));
  }
}

/** Joins and cuts chunks so that each has the size of a part, except the last one. */
async function* inParts(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (length + rest.byteLength >= partSize) {
      const end = partSize - length;
      yield Buffer.concat([...waiting, rest.subarray(0, end)]);
      rest = rest.subarray(end);
      waiting = [];
      length = 0;
    }
    if (rest.byteLength === 0) continue;
    waiting.push(rest);
    length += rest.byteLength;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** The time limit in milliseconds for a request that sends or receives this many bytes. */
const timeFor = (bytes: number): number => patience + (bytes / slowest) * 1000;

const tooLate = (time: number): DOMException =>
  new DOMException(`no answer within ${Math.ceil(time / 1000)} s`, 'TimeoutError');

/**
 * Sends a request with a time limit until the whole response has arrived. For the content of an object, the limit
 * applies only until the response begins, because the reader of the content may be slow.
 */
async function fetchInTime(url: string, init: RequestInit = {}): Promise<Response> {
  const time = timeFor(Number((init.headers as Record<string, string>)['content-length'] ?? 0));
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(tooLate(time)), time);
  late.unref();
  try {
    const response = await fetch(url, { ...init, signal: stop.signal });
    if (init.method === 'GET' && !url.includes('?')) clearTimeout(late);
    return /[?&]list-type=/.test(url) && response.ok ? await wholeList(response) : response;
  } catch (error) {
    clearTimeout(late);
    throw error;
  }
}

/**
 * The same response, if it is one page of a list. s3mini takes anything else for an empty list, such as the page of a
 * proxy, and it takes a page that should continue, but does not say where, for the last one.
 */
async function wholeList(response: Response): Promise<Response> {
  const text = await response.text();
  if (!/<ListBucketResult[\s>].*<\/ListBucketResult>\s*$/s.test(text))
    throw new Error('the answer is no list of objects');
  if (/<IsTruncated>\s*true/.test(text) && !/<Next(ContinuationToken|Marker)>[^<]/.test(text))
    throw new Error('the list of objects is incomplete');
  return new Response(text, response);
}

/** The first bytes of a response, at most `partSize`. */
async function partOf(response: Response): Promise<Buffer> {
  if (!response.body) return Buffer.alloc(0);
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const time = timeFor(partSize);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    void reader.cancel().catch(() => undefined);
  }, time);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < partSize) {
      const next = await reader.read();
      if (next.done) break;
      chunks.push(next.value);
      length += next.value.byteLength;
    }
  } finally {
    clearTimeout(late);
    void reader.cancel().catch(() => undefined);
  }
  if (isLate) throw tooLate(time);
  return Buffer.concat(chunks).subarray(0, partSize);
}

/** The code of an error of the store. s3mini finds it only if the content type is exactly `application/xml`. */
const codeOf = ({ serviceCode, body }: S3ServiceError): string =>
  serviceCode && serviceCode !== 'Unknown' ? serviceCode : (/<Code>(\w{1,50})<\/Code>/.exec(body ?? '')?.[1] ?? '');

const fullCodes = /QuotaExceeded|StorageFull|InsufficientStorage|EntityTooLarge/;

function failureOf(error: unknown): BucketFailure {
  if (error instanceof S3ServiceError) {
    const code = codeOf(error);
    const reason = [error.status, code].filter(Boolean).join(' ');
    if (error.status === 507 || fullCodes.test(code)) return { kind: 'full', reason };
    if (code === 'NoSuchBucket') return { kind: 'missing', reason };
    if (error.status === 401 || error.status === 403) return { kind: 'refused', reason };
    return { kind: error.status >= 500 || error.status === 429 ? 'away' : 'other', reason };
  }
  const { name, code, cause, message } = error as {
    name?: string;
    code?: unknown;
    cause?: { code?: string };
    message?: string;
  };
  if (name === 'TimeoutError') return { kind: 'away', reason: message ?? 'no answer' };
  const reason = typeof code === 'string' ? code : cause?.code;
  return reason === undefined ? { kind: 'other', reason: message ?? String(error) } : { kind: 'away', reason };
}
