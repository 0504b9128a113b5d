import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';

const megabyte = 2 ** 20;

/** Small files that are large when they are read. */

export const nested = (open: string, content: string, close: string, levels: number): string =>
  open.repeat(levels) + content + close.repeat(levels);

export async function zip(files: Readonly<Record<string, Buffer>>, compress = true): Promise<Buffer> {
  const file = new ZipFile();
  for (const [path, bytes] of Object.entries(files)) file.addBuffer(bytes, path, { compress });
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A PNG of so many pixels a side, with almost no data. */
export function picture(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(megabyte), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A workbook whose sheet unpacks to so many MB. */
export function workbook(size: number): Promise<Buffer> {
  const row = '<row><c t="inlineStr"><is><t>Words</t></is></c></row>';
  return zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(size * megabyte, row) });
}

/** An evidence package with many folders inside one another, whose records unpack to hundreds of their size. */
export const evidencePackage = (size: number): Promise<Buffer> =>
  zip(
    {
      'archive/data.warc.gz': gzipSync(Buffer.alloc(size * megabyte)),
      [`${'a/'.repeat(2000)}b`]: Buffer.from('x'),
      'datapackage.json': Buffer.from(nested('[', '', ']', 100_000)),
    },
    false,
  );

export const law = (levels: number): string =>
  `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><body>${nested('<part>', '', '</part>', levels)}</body></act></akomaNtoso>`;
