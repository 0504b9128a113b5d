import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { readMigrations } from '../platform/database/migrate.ts';
import { openDatabase } from '../platform/database/open-database.ts';
import { openInstallation } from '../platform/installation.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { testDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { testApp } from '../platform/testing/test-app.ts';
import { upgradeWithCopy } from '../platform/upgrade/copy.ts';
import { rollBack } from '../platform/upgrade/rollback.ts';
import { withdrawComment } from '../publishing/comments/withdraw-comment.ts';
import { eraseRowsAgain } from '../record/protection/erase-again.ts';
import { composeModules } from './compose.ts';
import { publishedComment } from './testing/published-comment.ts';

const word = 'Wordsofareader';

/** A release after this one. */
const migrationsDir = tempDir('kronika-later-');
for (const { name, sql } of readMigrations()) writeFileSync(join(migrationsDir, name), sql);
writeFileSync(join(migrationsDir, '9999-later.sql'), 'alter table reader_comment add column later int;');

const kinds = (['embedded', 'server'] as const).filter((kind) => kind === 'embedded' || inject('noServer') === null);

describe.each(kinds)('a rollback (%s)', (kind) => {
  it('does not bring back what a reader has withdrawn since the upgrade', async () => {
    const { db, where, drop } = await testDatabase(kind);
    const { jobs } = composeModules();
    await prepareJobs(db, jobs);
    const token = await publishedComment(testApp(db), `${word} is what I say.`);
    await db.close();
    const dataDir = 'dataDir' in where ? where.dataDir : tempDir('kronika-rollback-');
    const databaseUrl = 'url' in where ? where.url : undefined;
    openInstallation(dataDir);
    const upgraded = await openDatabase({
      dataDir,
      url: databaseUrl,
      migrationsDir,
      upgrade: upgradeWithCopy(dataDir, () => {}),
    });
    await run(testApp(upgraded), withdrawComment, null, { token });
    await upgraded.close();

    const target = { dataDir, databaseUrl, databaseDirectUrl: undefined };
    const done = await rollBack(target, {
      jobs,
      signal: new AbortController().signal,
      progress: () => {},
      confirm: async () => {},
      loaded: async () => {},
      erasing: eraseRowsAgain,
    });
    expect(done).toMatchObject({ erased: 1, plan: { changes: expect.any(Number) } });
    const older = await openDatabase({ dataDir, url: databaseUrl, migrate: false });
    expect((await older.executeSql('select state, text from reader_comment')).rows).toEqual([
      { state: 'withdrawn', text: '' },
    ]);
    expect((await older.executeSql('select distinct kind from erasure')).rows).toEqual([{ kind: 'row' }]);
    await older.close();
    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(dataDir, name)).isFile(),
    );
    expect(files.filter((name) => readFileSync(join(dataDir, name)).includes(word))).toEqual([]);
    await drop();
  });
});
