import { isAscii, isUtf8 } from 'node:buffer';
import type { Exchange } from '../package/warc/exchange.ts';

type Headers = Exchange['response']['headers'];
const text = /^\s*(?:text\/|application\/[\w.+-]*(?:javascript|ecmascript|json|xml))/i;
const charset = /charset\s*=\s*(?:["']\s*)?([\w.:-]+)/i;
const utf8 = /^(?:utf-?8|unicode-1-1-utf-8)$/i;

/**
 * The headers that fit a body which a browser returned. Chromium decodes text, and returns it as UTF-8, whatever the
 * server sent. If the server or the page itself names another charset, viewers would decode the body by it. So the header
 * names UTF-8, and the original one is stored as `X-Archive-Orig-Content-Type`.
 */
export function headersOfDecoded(headers: Headers, body: Uint8Array): Headers {
  const at = headers.findIndex(([name]) => name.toLowerCase() === 'content-type');
  const type = headers[at]?.[1] ?? '';
  if (!text.test(type)) return headers;
  const head = Buffer.from(body.subarray(0, 1024)).toString('latin1');
  const named = charset.exec(type)?.[1] ?? charset.exec(/html|xml/i.test(type) ? head : '')?.[1];
  if (named === undefined || utf8.test(named) || isAscii(body) || !isUtf8(body)) return headers;
  return [
    ...headers.slice(0, at),
    ['content-type', `${type.split(';', 1)[0]!.trim()}; charset=utf-8`],
    ['X-Archive-Orig-Content-Type', type],
    ...headers.slice(at + 1),
  ];
}
