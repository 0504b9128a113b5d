import { packageType } from '../../record/files/packages.ts';

/** A response with a part of a package, without its body. `part`: the first and the last byte to send, if there are any. */
type PartResponse = { status: number; headers: Record<string, string>; part?: { start: number; end: number } };

/**
 * What to answer if a viewer requests a package of `size` bytes. The viewer first reads the end, which has the index,
 * and then the parts that it needs (RFC 9110, section 14).
 * @param range the header `Range` of the request
 */
export function answerRange(range: string | undefined, size: number): PartResponse {
  const headers = { 'content-type': packageType, 'accept-ranges': 'bytes' };
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (!from && !to)
    return { status: 200, headers: { ...headers, 'content-length': String(size) }, part: { start: 0, end: size - 1 } };
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if (start > end) return { status: 416, headers: { 'content-range': `bytes */${size}` } };
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(end + 1 - start),
      'content-range': `bytes ${start}-${end}/${size}`,
    },
    part: { start, end },
  };
}
