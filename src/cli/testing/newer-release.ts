import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onSnapshot, sumsOf, type DumpSums } from '../../platform/backup/dump.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { openDatabase } from '../../platform/database/open-database.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';

/** Creates the folder of a newer release: the same build with one more migration. */
export function newerRelease(): string {
  const newer = join(tempDir(), 'newer');
  mkdirSync(newer);
  for (const name of ['dist', 'migrations', 'package.json'])
    cpSync(join(packageRoot, name), join(newer, name), { recursive: true });
  for (const name of ['node_modules', 'messages']) symlinkSync(join(packageRoot, name), join(newer, name));
  writeFileSync(
    join(newer, 'migrations', '9999-later.sql'),
    'create table later (id bigint primary key); alter table actor add column later int;',
  );
  return newer;
}

/** The checksums of all tables, except what a rollback changes: sessions, jobs, and the time that is accepted. */
export async function tablesOf(env: { KRONIKA_DATA: string; DATABASE_URL?: string }): Promise<DumpSums['tables']> {
  const db = await openDatabase({ dataDir: env.KRONIKA_DATA, url: env.DATABASE_URL, migrate: false });
  try {
    const { tables } = await onSnapshot(db, sumsOf);
    for (const name of ['session', 'half_session', 'setting', 'pgboss.job']) delete tables[name];
    return tables;
  } finally {
    await db.close();
  }
}
