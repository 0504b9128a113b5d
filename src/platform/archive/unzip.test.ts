import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { maxUnpackedBytes } from './unpacked-size.ts';
import { readZip } from './unzip.ts';

async function zipped(members: Record<string, Uint8Array>, compress = true): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, bytes] of Object.entries(members)) zip.addBuffer(Buffer.from(bytes), path, { compress });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
const tooLarge = { code: 'archive_too_large' };

describe('a ZIP file', () => {
  it('is read member by member', async () => {
    const members = { 'a.txt': Buffer.from('a'), 'b/c.txt': Buffer.from('c'), 'zeros.bin': Buffer.alloc(2 ** 20) };
    const read = await readZip(await zipped(members));
    expect(read.map(({ path, bytes }) => [path, bytes.byteLength])).toEqual([
      ['a.txt', 1],
      ['b/c.txt', 1],
      ['zeros.bin', 2 ** 20],
    ]);
  });

  it('that unpacks to much more than its size is refused before anything is unpacked', async () => {
    const bomb = await zipped({ 'a.bin': Buffer.alloc(70 * 2 ** 20) });
    expect(bomb.byteLength).toBeLessThan(2 ** 20);
    await expect(readZip(bomb)).rejects.toMatchObject({ ...tooLarge, details: { megabytes: 64 } });
    // The same number of bytes in many small members.
    const member = Buffer.alloc(2 ** 20);
    const many = await zipped(Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`${index}`, member])));
    await expect(readZip(many)).rejects.toMatchObject(tooLarge);
    // Members that are stored uncompressed cannot unpack to more than their size.
    expect(await readZip(await zipped({ 'a.bin': Buffer.alloc(70 * 2 ** 20) }, false))).toHaveLength(1);
  });

  it('may unpack to a hundred times its size, but never to more than the limit', () => {
    expect(maxUnpackedBytes(10 * 2 ** 20, 2 ** 31)).toBe(1000 * 2 ** 20);
    expect(maxUnpackedBytes(2 ** 30, 2 ** 31)).toBe(2 ** 31);
  });

  it('that unpacks to more than its directory says is refused', async () => {
    const file = await zipped({ 'a.bin': Buffer.alloc(70 * 2 ** 20) });
    // The unpacked size in the directory (APPNOTE.TXT 4.3.12).
    file.writeUInt32LE(1000, file.lastIndexOf('a.bin') - 46 + 24);
    await expect(readZip(file)).rejects.toThrow(/too many bytes/);
  });
});
