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
        const { headers } = response;
        const range = rangeOf(response, key, start);
        const bytes = await partOf(response);
        const length = range?.size ?? headers.get('content-length');
        if (length === null && bytes.length === partSize)
          throw new Error(`the answer does not say how large ${key} is`);
        return { bytes, size: Math.max(Number(length), start + bytes.length), etag: headers.get('etag') ?? '' };
      } catch (error) {
        return nullIfMissing(error);
      }
    });
  }

  /**
   * The bytes of an object from `start` to `end` (inclusive; by default to its end). Null if there is no such object. If
   * the answer is another range, or ends early, the request fails.
   */
  async range(key: string, start: number, end = Infinity): Promise<AsyncIterable<Uint8Array> | null> {
    const found = await this.request(async (s3) => {
      try {
        const response = await s3.getObjectRaw(key, false, start, end === Infinity ? undefined : end + 1);
        const range = rangeOf(response, key, start);
        if (!range || range.end !== Math.min(end, range.size - 1)) throw notTheRange(response, key, start);
        return { response, length: range.end - start + 1 };
      } catch (error) {
        return nullIfMissing(error);
      }
    });
    return found && this.#exactly(found.response, found.length, key);
  }

  async *#exactly({ body }: Response, length: number, key: string): AsyncGenerator<Uint8Array> {
    let rest = length;
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      rest -= chunk.byteLength;
      if (rest >= 0) yield chunk;
    }
    if (rest !== 0)
      throw this.#explain({ kind: 'other', reason: `the answer is not ${length} bytes of ${key}` }, undefined);
  }

  /** Whether the bucket stores earlier versions of its objects, or has stored them. */
  isVersioned(): Promise<boolean> {
    return this.request((s3) =>
      s3.getBucketVersioning().then(
        (status) => status !== 'Off',
        (error: unknown) => {
          if (error instanceof S3ServiceError && codeOf(error) === 'NotImplemented') return false;
          throw error;
        },
      ),
    );
  }

  /** The ids of all versions of an object. @throws AppError if the bucket has the object, but lists no version of it */
  async versions(key: string): Promise<string[]> {
    const found = await this.request((s3) => s3.listObjectVersions(key));
    const ids = (found ?? []).flatMap(({ Key, VersionId }) => (Key === key && VersionId ? [VersionId] : []));
    if (ids.length === 0 && (await this.find(key)))
      throw this.#explain({ kind: 'other', reason: `no version of ${key} is listed` }, undefined);
    return ids;
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

type Range = { end: number; size: number };

const notTheRange = (response: Response, key: string, start: number): Error => {
  void response.body?.cancel().catch(() => undefined);
  return new Error(`the answer is not the part of ${key} that begins at byte ${start}`);
};

/**
 * The range that a response has; null if it is a whole object.
 * @throws Error if the response does not begin at `start`, for example because a proxy has not passed the range on
 */
function rangeOf(response: Response, key: string, start: number): Range | null {
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const isPart = response.status === 206;
  if ((isPart ? Number(range?.[1]) : 0) !== start) throw notTheRange(response, key, start);
  return isPart ? { end: Number(range![2]), size: Number(range![3]) } : null;
}

/** Returns null if there is no such object, and throws any other error. */
function nullIfMissing(error: unknown): null {
  if (error instanceof S3ServiceError && error.status === 404 && codeOf(error) !== 'NoSuchBucket') return null;
  throw error;
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
    return await checkedAnswer(new URL(url).searchParams, response);
  } catch (error) {
    clearTimeout(late);
    throw error;
  }
}

/**
 * Returns the response if it answers the request. s3mini does not check this: it takes another text, such as the page of
 * a proxy, for an empty list or for a bucket without versions. And if a list goes on, but does not say where, s3mini takes
 * it for complete.
 */
async function checkedAnswer(asked: URLSearchParams, response: Response): Promise<Response> {
  const isVersions = asked.has('versions');
  const isList = asked.has('list-type') || isVersions;
  if (!isList && !asked.has('versioning')) return response;
  // s3mini takes a missing bucket for one without versions.
  if (response.status === 404 && !asked.has('list-type')) throw new Error('the answer is 404 instead of versions');
  if (!response.ok) return response;
  const text = await response.text();
  const has = (root: string): boolean => new RegExp(`<${root}([\\s>].*</${root}>|(\\s[^>]*)?/>)\\s*$`, 's').test(text);
  if (isList) {
    if (!has(isVersions ? 'ListVersionsResult' : 'ListBucketResult'))
      throw new Error('the answer is no list of objects');
    if (/<IsTruncated>\s*true/.test(text) && !/<Next(ContinuationToken|Marker|KeyMarker)>[^<]/.test(text))
      throw new Error('the list of objects is incomplete');
  }
  // A store that ignores the question and lists the bucket knows no versions.
  else if (!has('VersioningConfiguration') && !has('ListBucketResult'))
    throw new Error('the answer does not say whether the bucket has versions');
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
