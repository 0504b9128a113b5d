import { createRequire } from 'node:module';
import type { Transform } from 'node:stream';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { ByteCollector, unpackThrough } from './fetch-collect.ts';
import type { FetchLimits } from './fetch-limits.ts';

/**
 * Why a Zstandard body was not decompressed: `Z_BUF_ERROR` (it ends too early) or `Z_DATA_ERROR` (it is malformed).
 * These are zlib's codes.
 */
class ZstdError extends Error {
  constructor(
    readonly code: 'Z_BUF_ERROR' | 'Z_DATA_ERROR',
    message: string,
  ) {
    super(message);
  }
}

// The largest window is 2²⁴ bytes, twice what RFC 9659 allows a server.
const windowLog = 24;
const maxFrames = 256;
const maxPerBlock = 128 * 1024;

/**
 * Decompresses a Zstandard body (RFC 8878), one frame or several. Uses Node's own decoder if there is one (22.15 and
 * newer); otherwise fzstd in a separate thread. fzstd is synchronous, and a hostile block can keep it busy for
 * minutes. A thread can be ended then.
 */
export async function unpackZstd(
  bytes: Uint8Array,
  grown: (size: number) => void,
  signal: AbortSignal,
  limits: FetchLimits,
): Promise<Uint8Array> {
  const frames = zstdFrames(bytes);
  return nativeDecoder ? unpackNatively(frames, grown, signal) : unpackInThread(frames, grown, signal, limits);
}

type NativeDecoder = (options: { params: Record<number, number> }) => Transform;
const { createZstdDecompress: nativeDecoder } = zlib as unknown as { createZstdDecompress?: NativeDecoder };

async function unpackNatively(
  frames: Uint8Array[],
  grown: (size: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { ZSTD_d_windowLogMax: key } = zlib.constants as unknown as { ZSTD_d_windowLogMax: number };
  const opened = new ByteCollector();
  for (const frame of frames)
    await unpackThrough(nativeDecoder!({ params: { [key]: windowLog } }), frame, opened, grown, signal);
  return opened.all();
}

// The code of the thread. It is a string, because a separate file would have to be added to the bundle.
const threadCode = `
const { parentPort, workerData } = require('node:worker_threads');
const { Decompress } = require(workerData.fzstd);
const step = 65536;
const full = new Uint8Array(4 * step);
let filled = 0;
let size = 0;
const send = () => {
  parentPort.postMessage({ piece: full.slice(0, filled) });
  filled = 0;
};
try {
  for (const frame of workerData.frames) {
    const decoder = new Decompress((block) => {
      size += block.length;
      if (filled + block.length > full.length) send();
      full.set(block, filled);
      filled += block.length;
      if (size > workerData.most) {
        send();
        throw new Error('over the limit');
      }
    });
    for (let at = 0; at < frame.length; at += step) decoder.push(frame.subarray(at, at + step), at + step >= frame.length);
  }
  send();
  parentPort.postMessage({ done: true });
} catch (error) {
  parentPort.postMessage({ failed: String(error && error.message) });
}
`;

async function unpackInThread(
  frames: Uint8Array[],
  grown: (size: number) => void,
  signal: AbortSignal,
  limits: FetchLimits,
): Promise<Uint8Array> {
  const fzstd = createRequire(import.meta.url).resolve('fzstd');
  const thread = new Worker(threadCode, { eval: true, workerData: { fzstd, frames, most: limits.decodedBytes } });
  let stop = (): void => {};
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      const opened = new ByteCollector();
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      thread.on('error', reject);
      thread.on('exit', () => reject(new ZstdError('Z_DATA_ERROR', 'the thread ended early')));
      thread.on('message', (message: { piece?: Uint8Array; done?: true; failed?: string }) => {
        if (message.failed !== undefined) return reject(new ZstdError('Z_DATA_ERROR', message.failed));
        if (message.done) return resolve(opened.all());
        try {
          grown(opened.size + message.piece!.length);
          opened.add(message.piece!);
        } catch (error) {
          reject(error);
        }
      });
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

/**
 * Splits a body into its Zstandard frames by their block headers (RFC 8878 §3.1), without decompressing. Detects a body
 * that ends early. Refuses windows that need too much memory, before memory is allocated.
 */
export function zstdFrames(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    need(view, at, 4);
    const magic = view.getUint32(at, true);
    // Skippable frames have no content.
    if (magic >>> 4 === 0x184d2a5) {
      need(view, at, 8);
      const length = 8 + view.getUint32(at + 4, true);
      need(view, at, length);
      at += length;
      continue;
    }
    if (magic !== 0xfd2fb528) throw new ZstdError('Z_DATA_ERROR', 'no frame begins here');
    const end = frameEnd(view, at);
    frames.push(bytes.subarray(at, end));
    if (frames.length > maxFrames) throw new ZstdError('Z_DATA_ERROR', 'too many frames');
    at = end;
  }
  return frames;
}

function frameEnd(view: DataView, start: number): number {
  need(view, start, 6);
  const flags = view.getUint8(start + 4);
  const single = (flags & 0x20) !== 0;
  if (flags & 0x08) throw new ZstdError('Z_DATA_ERROR', 'a reserved bit is set');
  if (flags & 0x03) throw new ZstdError('Z_DATA_ERROR', 'it needs a dictionary');
  let at = start + 5;
  if (!single) {
    const descriptor = view.getUint8(at++);
    const base = 2 ** (10 + (descriptor >> 3));
    checkWindow(base + (base / 8) * (descriptor & 7));
  }
  const sizeBytes = flags >> 6 ? 1 << (flags >> 6) : Number(single);
  need(view, at, sizeBytes);
  if (single) checkWindow(contentSize(view, at, sizeBytes));
  at += sizeBytes;

  for (let last = false; !last;) {
    need(view, at, 3);
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    last = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > maxPerBlock) throw new ZstdError('Z_DATA_ERROR', 'a block is malformed');
    // A run-length block is one byte, repeated `size` times.
    const length = 3 + (type === 1 ? 1 : size);
    need(view, at, length);
    at += length;
  }
  const checksum = flags & 0x04 ? 4 : 0;
  need(view, at, checksum);
  return at + checksum;
}

function contentSize(view: DataView, at: number, sizeBytes: number): number {
  if (sizeBytes === 1) return view.getUint8(at);
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  return sizeBytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function checkWindow(size: number): void {
  if (size > 2 ** windowLog) throw new ZstdError('Z_DATA_ERROR', 'it needs too much memory to unpack');
}

function need(view: DataView, at: number, count: number): void {
  if (at + count > view.byteLength) throw new ZstdError('Z_BUF_ERROR', 'it ends too early');
}
