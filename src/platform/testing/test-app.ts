import { join } from 'node:path';
import { writer } from '../../accounts/access.ts';
import { openDiskBlobs } from '../storage/disk.ts';
import { readConfig } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { onlyEditorsChangePublic } from '../../record/permissions.ts';
import { proposeInstead } from '../../record/proposals/propose-instead.ts';
import { settleDoneProposals } from '../../record/proposals/settle-done.ts';
import { countersOn } from '../limits/counters-on.ts';
import type { ChangeListener, App, Principal } from '../operation.ts';
import { tempDir } from './temp-dir.ts';

/**
 * A running installation for a test: a real database, real blobs in a separate folder, and a clock that the test can
 * set.
 */
export function testApp(
  db: Database,
  options: {
    listeners?: ChangeListener[];
    now?: () => Date;
    allowPrivate?: string[];
    /** Settings that differ from the usual settings of tests. */
    config?: Partial<App['config']>;
  } = {},
): App {
  const now = options.now ?? (() => new Date('2018-05-22T09:00:00Z'));
  const folder = tempDir('kronika-app-');
  return {
    db,
    blobs: openDiskBlobs(join(folder, 'blobs')),
    checks: [onlyEditorsChangePublic, settleDoneProposals],
    refused: proposeInstead,
    writer,
    listeners: options.listeners ?? [],
    now,
    config: {
      ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent' }),
      allowPrivate: options.allowPrivate ?? [],
      ...options.config,
    },
    counters: countersOn(db, now),
  };
}

/** A principal with the given roles, for operations that only check roles. */
export const someone = (...roles: string[]): Principal => ({
  accountId: null,
  name: 'Test',
  roles,
  via: 'web',
  // The last moment that a Date can hold, so the proof is always fresh.
  provenAt: new Date(8.64e15),
});
export const deskReader = someone('desk-reader');
export const monitor = someone('monitor');
export const lawyer = someone('lawyer');
export const editor = someone('editor');
export const officer = someone('officer');
export const administrator = someone('administrator');
