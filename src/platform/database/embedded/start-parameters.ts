import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { WorkerOptions } from './protocol.ts';

const mebibyte = 1024 * 1024;
const [leastBuffers, mostBuffers] = [32, 256];

/**
 * The size of PostgreSQL's cache of tables and indexes (`shared_buffers`) in mebibytes. PostgreSQL allocates this
 * memory when it starts and never frees it, so a small database gets a small cache: its own size on disk, within
 * limits. If the database grows, the cache grows at the next start. Until then, the operating system's file cache
 * helps.
 */
export function sharedBuffers(directory: string): number {
  // Each database of PostgreSQL has a folder here. Kronika's is the largest, because the others are small templates.
  const base = join(directory, 'base');
  const sizes = existsSync(base) ? readdirSync(base).map((name) => sizeOf(join(base, name))) : [];
  const largest = Math.ceil(Math.max(0, ...sizes) / mebibyte / 16) * 16;
  return Math.min(mostBuffers, Math.max(leastBuffers, largest));
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

/**
 * PGlite's start parameters, changed so that commits are durable. `-F`, which switches off fsync, is removed. The
 * write-ahead log (WAL) is synced with fsync, because `DurableFs` implements no other way.
 */
export function startParameters({ unsafe, scratch, directory }: WorkerOptions): string[] {
  const base = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  const settings = {
    fsync: unsafe || scratch ? 'off' : 'on',
    wal_sync_method: 'fsync',
    // New WAL files need not be filled with zeros, because fsync, unlike fdatasync, also syncs the size of a file.
    wal_init_zero: 'off',
    // Old WAL files are deleted. Otherwise, PostgreSQL would use them again without clearing what was erased.
    wal_recycle: 'off',
    // A small cache makes the databases of tests start faster.
    shared_buffers: unsafe ? '16MB' : `${sharedBuffers(directory)}MB`,
    timezone: 'UTC',
    datestyle: 'ISO',
  };
  return [...base, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
