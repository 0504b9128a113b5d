import { createReadStream } from 'node:fs';
import type { Stats } from 'node:fs';
import { access, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { AppError } from '../platform/errors.ts';
import type { ByteSource } from '../platform/readers/reader.ts';
import { CliError } from './failures.ts';

/**
 * The maximum size of an input in bytes. A larger file is rejected before it is read, standard input as soon as it is
 * longer.
 */
const maxFileBytes = 192 * 1024 * 1024;

/** The bytes of a file, or of standard input for `-`. @throws CliError naming the file */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === '-') return readAll();
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) throw new CliError('file_too_large', { path, limit: `${maxFileBytes / 1024 / 1024} MB` });
    return await readFile(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw unreadable(path, error, true);
  }
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxFileBytes)
      throw new CliError('file_too_large', { path: '-', limit: `${maxFileBytes / 1024 / 1024} MB` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A file that is read in slices. `name`: what messages and reports call it. */
export const sourceOfFile = (path: string, size: number, name = path): ByteSource => ({
  size,
  name,
  open: (range = {}) => createReadStream(path, { ...range, highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>,
});

/**
 * A web archive that is read in slices, and must stay the same: what its check found must be true of every page.
 * @param found the state of the file when it was chosen
 */
export const archiveFile = (path: string, { size, mtimeMs, ino }: Stats): ByteSource => ({
  size,
  name: basename(path),
  async *open(range = {}) {
    const file = await open(path);
    try {
      const now = await file.stat();
      if (now.size !== size || now.mtimeMs !== mtimeMs || now.ino !== ino) throw new AppError('archive_changed');
      yield* file.createReadStream({ ...range, highWaterMark: 2 ** 20, autoClose: false });
    } finally {
      await file.close();
    }
  },
});

/**
 * Refuses to write evidence to a file that exists, because it can be the evidence package of an earlier capture.
 * @throws CliError `file_exists`
 */
export async function requireNew(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new CliError('file_exists', { path });
}

/** Writes a file under a temporary name, and renames it when it is complete. */
export async function intoFile<T>(
  path: string,
  work: (data: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const part = `${path}.part`;
  const file = await open(part, 'w').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const result = await work(async (bytes) => void (await file.writeFile(bytes)));
    await file.close();
    await rename(part, path);
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}

export function unreadable(path: string, error: unknown, reading = false): CliError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new CliError('file_missing', { path });
  // With `deploy/kronika`, root starts the command, but another user runs it.
  return code === 'EACCES' && reading
    ? new CliError('file_forbidden', { path, user: userInfo().username })
    : new CliError('file_unreadable', { path, reason: code ?? message });
}

/** Whether an argument is a URL rather than a file. */
export const isAddress = (page: string): boolean => /^https?:\/\//i.test(page);

/** Formats a number of bytes, such as "1.2 MB" for 1,234,567. */
export function readableSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${(bytes / 1024 ** step).toLocaleString('en', { maximumFractionDigits: step ? 1 : 0 })} ${units[step]}`;
}
