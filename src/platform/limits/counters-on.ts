import type { Database } from '../database/database.ts';
import { MemoryCounters, type Counters } from './counters.ts';
import { DatabaseCounters } from './database-counters.ts';

/**
 * The counters of an installation. They are in the database if it is on a server, because only then can several
 * processes serve requests.
 */
export const countersOn = (db: Database, now: () => Date): Counters =>
  db.kind === 'server' ? new DatabaseCounters(db, now) : new MemoryCounters(now);
