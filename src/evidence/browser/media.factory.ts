/** Frames of a video (VP8, 64 × 48 pixels, ten a second), encoded by a browser. The first is a key frame. */
const frames = [
  'sAIAnQEqQAAwAABHCIWFiJmEiAKCAAaOT8zHm/FYAP7/j7wA',
  'EQIAAhBcABgAGk/0DAAB1f/4AP77QAA=',
  'EQIAAhBEABgAGk/0DAAB1f/4AP76q0A=',
  'EQIAAhAwABgAGk/0DAAB1f/4AP76d0A=',
];

function element(id: string, content: Buffer | string | number): Buffer {
  const bytes =
    typeof content === 'number'
      ? Buffer.from(content.toString(16).padStart(8, '0'), 'hex')
      : Buffer.from(content as string);
  const size = Buffer.from((0x10000000 + bytes.length).toString(16), 'hex');
  return Buffer.concat([Buffer.from(id, 'hex'), size, bytes]);
}

/** A video that browsers can play (WebM), with padding between its head and its frames. */
export function film(padding = 60_000): Buffer {
  const head = element('1a45dfa3', Buffer.concat([element('4282', 'webm'), element('4287', 2), element('4285', 2)]));
  const info = element('1549a966', element('2ad7b1', 1_000_000));
  const size = element('e0', Buffer.concat([element('b0', 64), element('ba', 48)]));
  const track = Buffer.concat([element('d7', 1), element('73c5', 1), element('83', 1), element('86', 'V_VP8'), size]);
  const tracks = element('1654ae6b', element('ae', track));
  const blocks = frames.map((frame, index) =>
    element('a3', Buffer.concat([Buffer.from([0x81, 0, index * 100, index ? 0 : 0x80]), Buffer.from(frame, 'base64')])),
  );
  const cluster = element('1f43b675', Buffer.concat([element('e7', 0), ...blocks]));
  return Buffer.concat([
    head,
    element('18538067', Buffer.concat([info, tracks, element('ec', Buffer.alloc(padding)), cluster])),
  ]);
}

/** A sound of a quarter of a second (WAV, silence). */
export function sound(): Buffer {
  const samples = Buffer.alloc(4000);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** An image (BMP) of about `bytes` bytes that does not compress. */
export function bitmap(bytes: number, seed: number): Buffer {
  const width = 1000;
  const height = Math.round(bytes / 3000);
  const image = Buffer.alloc(54 + width * 3 * height);
  image.write('BM', 0);
  image.writeUInt32LE(image.length, 2);
  image.writeUInt32LE(54, 10);
  image.writeUInt32LE(40, 14);
  image.writeInt32LE(width, 18);
  image.writeInt32LE(height, 22);
  image.writeUInt16LE(1, 26);
  image.writeUInt16LE(24, 28);
  let state = seed;
  for (let at = 54; at + 4 <= image.length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    image.writeUInt32LE(state, at);
  }
  return image;
}
