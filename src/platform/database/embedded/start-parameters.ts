import { PGlite } from '@electric-sql/pglite';
import type { WorkerOptions } from './protocol.ts';

/**
 * PGlite's start parameters, changed so that commits are durable: without `-F` (which switches off fsync), and with
 * fsync as the call that syncs the write-ahead log (WAL) to disk, because the file system `DurableFs` implements no
 * other such call.
 */
export function startParameters(options: Pick<WorkerOptions, 'unsafe'>): string[] {
  const base = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  const settings = {
    fsync: options.unsafe ? 'off' : 'on',
    wal_sync_method: 'fsync',
    // New log files need not be filled with zeros: fsync, unlike fdatasync, also saves the size of a file.
    wal_init_zero: 'off',
    // With a small buffer, the databases of tests start faster.
    shared_buffers: options.unsafe ? '16MB' : '256MB',
    timezone: 'UTC',
    datestyle: 'ISO',
  };
  return [...base, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
