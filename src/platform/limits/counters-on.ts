import type { Database } from '../database/database.ts';
import { MemoryCounters, type Counters } from './counters.ts';
import { DatabaseCounters } from './database-counters.ts';

/**
 * The counters of an installation: in the database if that is a server, because only then can there be several
 * processes.
 */
export const countersOn = (db: Database, now: () => Date): Counters =>
  db.kind === 'server' ? new DatabaseCounters(db, now) : new MemoryCounters(now);
