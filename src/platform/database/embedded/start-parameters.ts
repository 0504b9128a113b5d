import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { WorkerOptions } from './protocol.ts';

const mebibyte = 1024 * 1024;
const [leastBuffers, mostBuffers] = [32, 256];

/**
 * The size of PostgreSQL's cache of tables and indexes (`shared_buffers`) in mebibytes: the size of the largest
 * database on disk, rounded up, within limits. PostgreSQL allocates this memory at once and never returns it, so a
 * small record gets a small cache. If the record grows, the cache grows at the next start. Until then, the operating
 * system's file cache serves the reads.
 */
export function sharedBuffers(directory: string): number {
  // Each database has a folder. The other ones are templates, which are small.
  const base = join(directory, 'base');
  const sizes = existsSync(base) ? readdirSync(base).map((name) => sizeOf(join(base, name))) : [];
  const largest = Math.ceil(Math.max(0, ...sizes) / mebibyte / 16) * 16;
  return Math.min(mostBuffers, Math.max(leastBuffers, largest));
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

/**
 * PGlite's start parameters, changed so that commits are durable: without `-F` (which switches off fsync), and with
 * fsync as the call that syncs the write-ahead log (WAL) to disk, because the file system `DurableFs` implements no
 * other such call.
 */
export function startParameters({ unsafe, directory }: Pick<WorkerOptions, 'unsafe' | 'directory'>): string[] {
  const base = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  const settings = {
    fsync: unsafe ? 'off' : 'on',
    wal_sync_method: 'fsync',
    // New log files need not be filled with zeros: fsync, unlike fdatasync, also saves the size of a file.
    wal_init_zero: 'off',
    // With a small buffer, the databases of tests start faster.
    shared_buffers: unsafe ? '16MB' : `${sharedBuffers(directory)}MB`,
    timezone: 'UTC',
    datestyle: 'ISO',
  };
  return [...base, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
