import { nested } from '../../src/platform/testing/bombs.ts';
import { gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';

const megabyte = 2 ** 20;

/** A ZIP file that contains these files. */

export async function zip(files: Readonly<Record<string, Buffer>>, compress = true): Promise<Buffer> {
  const file = new ZipFile();
  for (const [path, bytes] of Object.entries(files)) file.addBuffer(bytes, path, { compress });
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A workbook whose sheet unpacks to `size` MB. */
export function workbook(size: number): Promise<Buffer> {
  const row = '<row><c t="inlineStr"><is><t>Words</t></is></c></row>';
  return zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(size * megabyte, row) });
}

/** An evidence package with deeply nested folders, whose records unpack to `size` MB. */
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
