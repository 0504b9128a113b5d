import { ZipFile } from 'yazl';
import { packUnsigned } from '../package/pack.ts';
import { exchanges, made } from '../package/packages.factory.ts';
import type { Exchange } from '../package/warc/exchange.ts';

/** An exchange with a page of HTML. */
export const pageExchange = (url: string, html: string): Exchange => ({
  ...exchanges[1]!,
  url,
  at: made,
  request: {
    method: 'GET',
    target: new URL(url).pathname,
    headers: [['host', new URL(url).host]],
    body: new Uint8Array(),
  },
  response: {
    status: 200,
    statusText: 'OK',
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    body: Buffer.from(html),
  },
});

/** An unsigned package that another program recorded. Each exchange with status 200 is a page. */
export function archiveOf(recorded: readonly Exchange[], software = 'ArchiveWeb.page 0.13'): Promise<Uint8Array> {
  const [first, ...others] = recorded
    .filter(({ response }) => response.status === 200)
    .map(({ url, at }, index) => ({ url, at, title: `Page ${index + 1}`, text: '' }));
  return packUnsigned({ exchanges: recorded, pages: [first!, ...others], made, software });
}

/** A ZIP file with these members. */
export async function zipOf(members: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(members)) zip.addBuffer(Buffer.from(content), path, { compress: false });
  zip.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
