import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { codingsOf, unpack } from './fetch-codings.ts';
import { fullLimits } from './fetch-limits.ts';
import { fetchPage } from './fetch-page.ts';
import { closeServers, rawServer, webServer } from './fetch-servers.factory.ts';
import { zstdFrames } from './fetch-zstd.ts';

afterEach(closeServers);

const text = Array.from(
  { length: 40 },
  (_, i) => `<p>Абзац ${i}: журналистов вызвали на допрос, пишет агентство ${(i * 7919) % 1000}.</p>\n`,
).join('');

// `text`, compressed as a server would compress it, by the zstd program (level 19, size unknown, with checksum).
const zstdText = Buffer.from(
  'KLUv/QRo5QgAog8tIJArHSvxF0LbVmrmJ9f859n//9gESEq5pZRS8wi+awMQgIJh0Agsue+acZOVKlOVl3uInK45La0mNFV9uIy22ax0W5XmoiHbdZ8lxnSmsi+V8dRmUsqrSnFuNvJdJ0ttZnt9ioyYm6a0VdWqXF1k5GtrAxQMg0aQ0HPniYX55JE/jhJrcsayPHMUQKznh5X5c8kRcl55YzlHzp8nFmJZfvnjmB+WYlGOCAkt1uOVQ+54wdAEUagRACbeZ68xoJek5RKAEGAQPIPgJKzg/+cHBrVJZhsMmmC1vUa4xHyMbKOxn7aT2TUwbhF3mMeCLbVvC9fZtbPaubbhDuvtsUEwrAUMy0EtYLgGWGG6Vrgiy/85bGOQiQXNtyqTrTRE',
  'base64',
);

/** A Zstandard frame of `blocks` run-length blocks. Each is `size` zeros. `window` is the window descriptor byte. */
function zstdZeros(blocks: number, size: number, window = 0x38): Buffer {
  const block = (last: number): number[] => [
    ((size << 3) & 0xff) | 2 | last,
    (size >> 5) & 0xff,
    (size >> 13) & 0xff,
    0,
  ];
  return Buffer.from([
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0,
    window,
    ...Array.from({ length: blocks }, (_, i) => block(i === blocks - 1 ? 1 : 0)).flat(),
  ]);
}

const packed = {
  gzip: gzipSync(text),
  'x-gzip': gzipSync(text),
  deflate: deflateSync(text),
  br: brotliCompressSync(text),
  zstd: zstdText,
};

const signal = new AbortController().signal;
const opened = async (body: Uint8Array, codings: string[], limits = {}): Promise<string> =>
  Buffer.from(
    await unpack(body, codingsOf(codings), { host: 'news.test', signal, limits: fullLimits(limits) }),
  ).toString();

describe('decoding', () => {
  test.each(Object.entries(packed))('undoes %s', async (coding, body) =>
    expect(await opened(body, [coding])).toBe(text),
  );

  test('undoes deflate without its zlib header', async () =>
    expect(await opened(deflateRawSync(text), ['deflate'])).toBe(text));

  test('undoes gzip and zstd in several members', async () => {
    expect(await opened(Buffer.concat([packed.gzip, gzipSync('more')]), ['gzip'])).toBe(`${text}more`);
    const skippable = Buffer.from([0x52, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    expect(await opened(Buffer.concat([skippable, zstdText, skippable, zstdText, zstdZeros(2, 3)]), ['zstd'])).toBe(
      `${text}${text}\0\0\0\0\0\0`,
    );
  });

  test('undoes several codings from the last to the first', async () => {
    expect(await opened(brotliCompressSync(packed.gzip), ['gzip, BR'])).toBe(text);
    expect(await opened(gzipSync(zstdText), ['zstd', 'identity, gzip'])).toBe(text);
    await expect(opened(brotliCompressSync(packed.gzip), ['br, gzip'])).rejects.toMatchObject({
      code: 'fetch_bad_encoding',
      details: { host: 'news.test', encoding: 'gzip' },
    });
    await expect(opened(packed.gzip, ['gzip, gzip, gzip, gzip, gzip'])).rejects.toMatchObject({
      code: 'fetch_bad_encoding',
    });
  });

  test('changes nothing if no coding is declared', async () => {
    expect(await unpack(packed.gzip, [], { host: 'news.test', signal, limits: fullLimits() })).toBe(packed.gzip);
    expect(await opened(Buffer.from('plain'), ['none', 'utf-8', ' , identity'])).toBe('plain');
    expect(await opened(Buffer.alloc(0), ['gzip'])).toBe('');
  });

  test.each(['gzip', 'deflate', 'br', 'zstd', 'compress', 'toString', 'constructor', '__proto__', 'x'.repeat(500)])(
    'refuses plain text that is declared as %.20s',
    async (coding) => {
      const failed = await opened(Buffer.from(`<html>${text}`), [coding]).catch((error: unknown) => error);
      expect(failed).toMatchObject({
        code: 'fetch_bad_encoding',
        details: {
          host: 'news.test',
          encoding: coding.slice(0, 60).toLowerCase() === 'tostring' ? 'tostring' : coding.slice(0, 60),
        },
      });
    },
  );

  test.each(Object.entries(packed))('refuses %s that ends too early', async (coding, body) => {
    const cuts = [body.length - 3, body.length >> 1, 12].map((length) => body.subarray(0, length));
    for (const cut of cuts)
      await expect(opened(cut, [coding])).rejects.toMatchObject({
        code: 'fetch_truncated',
        details: { host: 'news.test' },
      });
  });

  const zeros = Buffer.alloc(8 * 1024 * 1024);
  const bombs: [string, Buffer][] = [
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['zstd', zstdZeros(64, 128 * 1024)],
  ];

  test.each(bombs)('stops a %s bomb by its ratio and by its size', async (coding, bomb) => {
    await expect(opened(bomb, [coding])).rejects.toMatchObject({ code: 'fetch_too_large', details: { rule: 'ratio' } });
    await expect(opened(bomb, [coding], { decodedBytes: 5_000_000, ratio: 1e9 })).rejects.toMatchObject({
      code: 'fetch_too_large',
      details: { limit: '4.8 MB', rule: 'size' },
    });
    expect((await opened(bomb, [coding], { ratio: 1e9 })).length).toBe(zeros.length);
  });

  test('stops a bomb in two layers, but not harmless content', async () => {
    await expect(opened(gzipSync(gzipSync(zeros)), ['gzip, gzip'])).rejects.toMatchObject({ code: 'fetch_too_large' });
    // Below a megabyte a high ratio is harmless: an empty table is mostly spaces.
    expect((await opened(gzipSync(zeros.subarray(0, 900_000)), ['gzip'])).length).toBe(900_000);
  });

  test('refuses zstd that needs too much memory, or a feature that pages never need', () => {
    expect(() => zstdFrames(zstdZeros(1, 10, 0xf8))).toThrow(/too much memory/);
    expect(() => zstdFrames(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x7f, 1, 0, 0]))).toThrow(
      /too much memory/,
    );
    expect(() => zstdFrames(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x21, 7, 1, 1, 0, 0]))).toThrow(/dictionary/);
    expect(() => zstdFrames(zstdZeros(1, 200 * 1024))).toThrow(/malformed/);
    expect(() => zstdFrames(Buffer.concat(Array.from({ length: 300 }, () => zstdZeros(1, 1))))).toThrow(/too many/);
  });

  test('refuses zstd that is damaged inside', async () => {
    const damaged = Buffer.from(zstdText);
    damaged.fill(0xff, 20, 60);
    await expect(opened(damaged, ['zstd'])).rejects.toMatchObject({
      code: 'fetch_bad_encoding',
      details: { encoding: 'zstd' },
    });
  });

  test.each(Object.entries(packed))('of %s ends when the fetch is cancelled', async (coding, body) => {
    const stop = new AbortController();
    const working = unpack(body, codingsOf([coding]), { host: 'news.test', signal: stop.signal, limits: fullLimits() });
    stop.abort(new Error('enough'));
    await expect(working).rejects.toThrow('enough');
  });

  test('undoes zstd in very many small blocks', async () => {
    expect((await opened(zstdZeros(200_000, 3), ['zstd'])).length).toBe(600_000);
  });
});

describe('an encoded page over the network', () => {
  const loopback = { allowPrivate: ['127.0.0.1'] };

  test.each(Object.entries(packed))('is decoded from %s', async (coding, body) => {
    const port = await webServer(
      (_request, response) => void response.writeHead(200, { 'content-encoding': coding }).end(body),
    );
    const fetched = await fetchPage(`http://127.0.0.1:${port}/`, loopback);
    const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
    expect([Buffer.from(fetched.bytes).toString(), fetched.sha256, fetched.encodedSha256]).toEqual([
      text,
      hash(text),
      hash(body),
    ]);
  });

  test('is refused if it is cut off by a server that declares no length', async () => {
    const port = await rawServer(
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'), packed.gzip.subarray(0, 100)]),
    );
    await expect(fetchPage(`http://127.0.0.1:${port}/`, loopback)).rejects.toMatchObject({
      code: 'fetch_truncated',
      details: { host: '127.0.0.1' },
    });
  });
});
