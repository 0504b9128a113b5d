import { expect, it } from 'vitest';
import { newRecoveryKey, readingWith, writingFor } from './cipher.ts';

async function* parts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}
async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const one of bytes) all.push(one);
  return Buffer.concat(all);
}

it('an encrypted file that was changed anywhere gives an error that can be caught', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', note);
  try {
    const { identity, recipient } = await newRecoveryKey();
    const content = Buffer.alloc(300_000, 'words ');
    const file = await whole(await writingFor(recipient).encrypt(parts(content)));
    const { decrypt } = await readingWith(identity);
    const read = (bytes: Uint8Array): Promise<Buffer> => decrypt(parts(bytes)).then(whole);
    expect(await read(file)).toEqual(content);
    for (let at = 0; at < file.length; at += at < 200 ? 7 : 20_001) {
      const changed = Buffer.from(file);
      changed[at]! ^= 1;
      await expect(read(changed)).rejects.toBeInstanceOf(Error);
      await expect(read(file.subarray(0, at))).rejects.toBeInstanceOf(Error);
    }
    // Errors of streams come in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
  }
});
