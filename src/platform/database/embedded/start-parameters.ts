import { PGlite } from '@electric-sql/pglite';
import type { WorkerOptions } from './protocol.ts';

/**
 * PGlite's start parameters, made durable: without `-F` (no fsync), and with fsync for the WAL, the only such call that
 * our file system passes on.
 */
export function startParameters(options: Pick<WorkerOptions, 'unsafe'>): string[] {
  const base = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  const settings = {
    fsync: options.unsafe ? 'off' : 'on',
    wal_sync_method: 'fsync',
    // New log files need no zeros: fsync, unlike fdatasync, also saves their size.
    wal_init_zero: 'off',
    // A small buffer starts faster.
    shared_buffers: options.unsafe ? '16MB' : '256MB',
    timezone: 'UTC',
    datestyle: 'ISO',
  };
  return [...base, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
