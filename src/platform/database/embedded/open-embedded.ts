import { join } from 'node:path';
import { clearCopiesRegularly } from './copies.ts';
import { refuseUnfinishedRollback } from '../../installation.ts';
import { copyTree, ensureDataDirectory } from './data-directory.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import type { OpenOptions } from '../open-database.ts';
import { lockData } from './lock.ts';
import { findTemplate, makeEmpty } from './template.ts';

/**
 * Opens the database in `<dataDir>/db` and locks the data directory for this process. If there is no database, copies
 * the template of the build. If there is no template either, creates an empty database.
 * @throws AppError `data_locked`, `data_damaged`, `rollback_unfinished`
 */
export async function openEmbedded(
  dataDir: string,
  { migrationsDir, engine, scratch }: Pick<OpenOptions, 'migrationsDir' | 'engine' | 'scratch'> = {},
): Promise<EmbeddedDatabase> {
  const lock = await lockData(dataDir);
  const directory = join(dataDir, 'db');
  try {
    // While this waited for the lock, a rollback may have begun and been killed.
    refuseUnfinishedRollback(dataDir);
    const make = async (draft: string): Promise<void> => {
      const template = findTemplate(migrationsDir);
      if (template) copyTree(template, draft);
      else await makeEmpty(draft);
    };
    await ensureDataDirectory(directory, make, { scratch });
  } catch (error) {
    lock.release();
    throw error;
  }
  const endClearing = clearCopiesRegularly(dataDir);
  const closed = (): void => {
    endClearing();
    lock.release();
  };
  return new EmbeddedDatabase({ directory, engine, scratch }, { upkeep: true, closed });
}
