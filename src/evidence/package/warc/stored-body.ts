import { AppError } from '../../../platform/errors.ts';
import { codingsOf, unpack } from '../../fetch/fetch-codings.ts';
import { fullLimits } from '../../fetch/fetch-limits.ts';

const begins = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, at) => bytes[at] === byte);

/** How many bytes of a body are looked at, to see whether it is text. */
const maxBeginning = 4096;

const looksLikeText = (bytes: Uint8Array): boolean =>
  bytes
    .subarray(0, maxBeginning)
    .every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 12 || byte === 13);

/** Whether a body cannot be in a coding, because it begins in another way. */
const isOther: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  gzip: (bytes) => !begins(bytes, 0x1f, 0x8b),
  zstd: (bytes) => !begins(bytes, 0x28, 0xb5, 0x2f, 0xfd),
};

/**
 * The decoded body of a stored response. Crawlers store decoded bodies, too, and leave `Content-Encoding` as it was, so
 * a body that is not in the declared coding is taken as it is.
 * @param headers with names in lower case
 * @throws AppError `fetch_bad_encoding`, `fetch_truncated`, `fetch_too_large`
 */
export async function storedBody(
  headers: readonly [name: string, value: string][],
  body: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array> {
  const codings = codingsOf(headers.filter(([name]) => name === 'content-encoding').map(([, value]) => value));
  const last = codings.at(-1);
  if (last !== undefined && Object.hasOwn(isOther, last) && isOther[last]!(body)) return body;
  try {
    return await unpack(body, codings, {
      limits: fullLimits({ decodedBytes: maxBytes }),
      host: '',
      signal: new AbortController().signal,
    });
  } catch (error) {
    // Text that is read as compressed bytes is malformed, or seems to end too early.
    const isOtherForm = error instanceof AppError && /^fetch_(?:bad_encoding|truncated)$/.test(error.code);
    if (!isOtherForm || !looksLikeText(body)) throw error;
    return body;
  }
}
