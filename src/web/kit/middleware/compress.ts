import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createGzip, gzip } from 'node:zlib';
import { createMiddleware } from 'hono/factory';
import { acceptedEncodings } from '../assets.ts';
import type { Env } from '../context.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const compressible =
  /^(text\/|application\/(json|problem\+json|ld\+json|xml|rss\+xml|atom\+xml|feed\+json|javascript)|image\/svg)/;
const minBytes = 1024;
const maxBytes = 2 * 1024 * 1024;

/**
 * Compresses responses. Most are compressed as a whole, with Brotli at level 4, which is smaller than gzip and as fast.
 * If a handler has set `streamed`, as exports do, the response is compressed as a stream with gzip.
 */
export const compress = createMiddleware<Env>(async (c, next) => {
  await next();
  // Read the body before changing any header. The getter of `c.res` may create a new response, which would lose such
  // changes.
  const { body: flow, headers, status } = c.res;
  if (
    !flow ||
    (c.req.method === 'HEAD' && c.get('streamed')) ||
    status === 204 ||
    status === 304 ||
    headers.has('Content-Encoding')
  )
    return;
  if (!compressible.test(headers.get('Content-Type') ?? '') || /no-transform/.test(headers.get('Cache-Control') ?? ''))
    return;
  headers.append('Vary', 'Accept-Encoding');
  const accepted = acceptedEncodings(c.req.header('accept-encoding'));
  if (!accepted.has('br') && !accepted.has('gzip')) return;

  if (c.get('streamed')) {
    if (!accepted.has('gzip')) return;
    const packed = createGzip({ level: 6, flush: constants.Z_SYNC_FLUSH });
    // `pipe` would continue to read after the client has disconnected, and would not report errors.
    pipeline(Readable.fromWeb(flow as import('node:stream/web').ReadableStream), packed, () => {});
    c.res = new Response(Readable.toWeb(packed) as ReadableStream, c.res);
    c.res.headers.set('Content-Encoding', 'gzip');
    c.res.headers.delete('Content-Length');
    return;
  }
  const body = Buffer.from(await c.res.arrayBuffer());
  if (body.byteLength < minBytes || body.byteLength > maxBytes) {
    c.res = new Response(body, c.res);
    return;
  }
  c.set('uncompressed', body);
  const encoding = accepted.has('br') ? 'br' : 'gzip';
  const packed =
    encoding === 'br'
      ? await brotli(body, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength },
        })
      : await zip(body);
  c.res = new Response(new Uint8Array(packed), c.res);
  c.res.headers.set('Content-Encoding', encoding);
  c.res.headers.delete('Content-Length');
});
