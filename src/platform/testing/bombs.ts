import { crc32, deflateSync } from 'node:zlib';

/** `content` inside `levels` nested pairs of `open` and `close`. */

export const nested = (open: string, content: string, close: string, levels: number): string =>
  open.repeat(levels) + content + close.repeat(levels);

/** A PNG that claims to be `side` pixels wide and high, with almost no data. */
export function hugePicture(side: number): Buffer {
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
    chunk('IDAT', deflateSync(Buffer.alloc(2 ** 20), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
