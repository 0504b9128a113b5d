import { PGlite } from '@electric-sql/pglite';
import type { WorkerOptions } from './protocol.ts';

/**
 * PGlite's start parameters, made durable: `-F` (no fsync) goes, and the WAL is synced with fsync, the one call
 * our file system hands through.
 */
export function startParameters(options: Pick<WorkerOptions, 'unsafe'>): string[] {
  const base = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  const settings = {
    fsync: options.unsafe ? 'off' : 'on',
    wal_sync_method: 'fsync',
    // New log files are not filled with zeros first: fsync, unlike fdatasync, keeps their growth as well.
    wal_init_zero: 'off',
    // A small one starts sooner.
    shared_buffers: options.unsafe ? '16MB' : '256MB',
    timezone: 'UTC',
    datestyle: 'ISO',
  };
  return [...base, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
