import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import { findPostgres, startPostgres } from './postgres-server.ts';
import { tempDir } from './temp-dir.ts';

/** A database with files that a test can search. */
export type OwnFiles = {
  db: Database;
  /** The URL of the server; undefined for the embedded database. */
  url: string | undefined;
  dataDir: string;
  /** The folder with the files of the database. */
  files: string;
  /** Closes the database and opens it again. */
  reopen(): Promise<Database>;
  close(): Promise<void>;
};

/** @param settings further settings of the server */
export async function openOwnFiles(
  kind: Database['kind'],
  settings: Readonly<Record<string, string>> = { wal_recycle: 'off' },
): Promise<OwnFiles> {
  const dataDir = tempDir('kronika-files-');
  const server = kind === 'server' ? await startPostgres(findPostgres()!, settings) : undefined;
  const open = (): Promise<Database> => openDatabase(server ? { url: server.url } : { dataDir });
  const opened: OwnFiles = {
    db: await open(),
    url: server?.url,
    dataDir,
    files: server?.data ?? join(dataDir, 'db'),
    async reopen() {
      await opened.db.close();
      return (opened.db = await open());
    },
    async close() {
      await opened.db.close();
      await server?.stop();
    },
  };
  return opened;
}
