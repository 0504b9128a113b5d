import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { AppError } from '../../../platform/errors.ts';
import type { Ctx } from '../context.ts';
import { nest, type Tree } from './tree.ts';

export type Upload = { name: string; chunks: AsyncIterable<Uint8Array> };

/**
 * Reads a form whose last field is a file. `take` gets the file as a stream, and the values of the fields before the
 * file. The whole file is never in memory.
 * @param largest maximum file size in bytes
 * @throws AppError `bad_form`, `too_large`; what `take` throws
 */
export async function receiveUpload<T>(
  c: Ctx,
  largest: number,
  take: (upload: Upload, typed: Tree) => Promise<T>,
): Promise<{ typed: Tree; taken: T | undefined }> {
  const type = c.req.header('content-type') ?? '';
  const { body } = c.req.raw;
  if (!/^multipart\/form-data\b/i.test(type) || !body) throw new AppError('bad_form');
  const entries: [string, string][] = [];
  const parser = new Busboy({
    headers: { 'content-type': type },
    limits: { files: 1, fields: 100, fieldSize: 100_000, fileSize: largest, headerPairs: 100 },
  });
  let taken: Promise<T> | undefined;
  let tooLarge = false;
  parser.on('field', (name: string, value: string) => void entries.push([name, value.replaceAll('\0', '')]));
  parser.on('file', (_field: string, file: Readable, sent: string | undefined) => {
    // The database cannot store U+0000. A browser sends no name if no file was chosen.
    const name = sent?.replaceAll('\0', '');
    file.on('limit', () => (tooLarge = true));
    if (!name) {
      file.resume();
      return;
    }
    taken = take({ name, chunks: whole(file, () => tooLarge, largest) }, nest(entries));
    // If `take` refuses the file early, the rest is read and discarded, because the response can be sent only after the
    // request.
    taken.catch(() => file.resume());
  });
  const read = new Promise<void>((resolve, reject) => {
    parser.on('finish', resolve);
    parser.on('error', (cause: unknown) => reject(new AppError('bad_form', { cause })));
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    source.on('error', (cause) => {
      parser.destroy(cause);
      reject(new AppError('bad_form', { cause }));
    });
    source.pipe(parser);
  });
  // Waits until the form is read and `take` has ended, even if either fails.
  const [parsed] = await Promise.allSettled([
    read,
    read.then(
      () => taken,
      () => taken,
    ),
  ]);
  if (taken) {
    const result = await taken;
    if (parsed.status === 'rejected') throw parsed.reason;
    return { typed: nest(entries), taken: result };
  }
  if (parsed.status === 'rejected') throw parsed.reason;
  return { typed: nest(entries), taken: undefined };
}

async function* whole(file: Readable, tooLarge: () => boolean, largest: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of file) yield chunk as Uint8Array;
  if (tooLarge()) throw new AppError('too_large', { details: { limit: `${largest / 1024 / 1024} MB` } });
}
