import { readRange, type ZipEntry } from '../../platform/archive/open-zip.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { inOrder } from './members.ts';
import { joinBytes } from './warc/warc-read.ts';

/**
 * Whether a ZIP file has exactly the bytes that `packMembers` writes for its members. The contents of the members are
 * not compared: their checksums and the places where they are must have been checked.
 */
export async function isOurForm(file: ByteSource, members: readonly ZipEntry[]): Promise<boolean> {
  let at = 0;
  const directory: Uint8Array[] = [];
  for (const member of inOrder(members)) {
    const name = new TextEncoder().encode(member.path);
    const head = joinBytes([fields([0x04034b50, 4], ...common(member, name.length)), name]);
    if (member.offset !== at || !(await hasAt(file, at, head))) return false;
    directory.push(
      joinBytes([
        fields(
          [0x02014b50, 4],
          // Version 6.3 on Unix, and the permissions of a plain file (rw-rw-r--).
          [0x033f, 2],
          ...common(member, name.length),
          [0, 2],
          [0, 2],
          [0, 2],
          [0o100664 * 2 ** 16, 4],
          [at, 4],
        ),
        name,
      ]),
    );
    at += head.length + member.size;
  }
  const end = joinBytes(directory);
  const count = members.length;
  const last = fields([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [end.length, 4], [at, 4], [0, 2]);
  return at + end.length + last.length === file.size && (await hasAt(file, at, joinBytes([end, last])));
}

/** The fields that both headers of a member have: uncompressed, with the earliest date that ZIP has. */
const common = ({ crc32, size }: ZipEntry, nameLength: number): [value: number, bytes: 2 | 4][] => [
  [20, 2],
  [0x0800, 2],
  [0, 2],
  [0, 2],
  [0x0021, 2],
  [crc32, 4],
  [size, 4],
  [size, 4],
  [nameLength, 2],
  [0, 2],
];

function fields(...values: [value: number, bytes: 2 | 4][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of values) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

async function hasAt(file: ByteSource, at: number, expected: Uint8Array): Promise<boolean> {
  const bytes = await readRange(file, at, at + expected.length);
  return bytes.length === expected.length && bytes.every((byte, place) => byte === expected[place]);
}
