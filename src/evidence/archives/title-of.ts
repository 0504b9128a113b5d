import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { decode } from '../extract/decode.ts';
import { PayloadReader } from '../package/warc/digests.ts';
import { cleanText } from './clean.ts';
import { header, headEnd, type HttpHead } from './http-head.ts';

const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 21 };
const unpackers: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gunzipSync(bytes, options),
  deflate: (bytes) => inflateSync(bytes, options),
  br: (bytes) =>
    brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: 2 ** 21 }),
};

/** The characters of a page in which its title is looked for. */
const maxBeginning = 2 ** 16;

/** The title of a page, if the beginning of the response has it; else empty. */
export function titleOf(block: Uint8Array, http: HttpHead): string {
  const whole: Uint8Array[] = [];
  const joined: Uint8Array[] = [];
  const reader = new PayloadReader(
    'application/http',
    (bytes) => whole.push(bytes),
    (bytes) => joined.push(bytes),
  );
  reader.add(block.subarray(0, Math.max(headEnd(block), 0)));
  reader.add(block.subarray(Math.max(headEnd(block), 0)));
  let bytes: Uint8Array = Buffer.concat(joined.length ? joined : whole);
  const coding = header(http, 'content-encoding').trim().toLowerCase();
  try {
    if (Object.hasOwn(unpackers, coding)) bytes = unpackers[coding]!(bytes);
  } catch {
    // Programs write decoded bodies, too, and leave the header as it was.
  }
  const { text } = decode(bytes.subarray(0, maxBeginning), header(http, 'content-type'));
  const title = /<title\b[^>]{0,200}>([^<]{1,2000})/i.exec(text)?.[1] ?? '';
  return cleanText(withoutEntities(title));
}

/** The text of a title. Its entities are decoded as in a page. */
function withoutEntities(title: string): string {
  let text = '';
  const parser = new Parser({
    ontext(part) {
      text += part;
    },
  });
  parser.end(`<title>${title}</title>`);
  return text;
}
