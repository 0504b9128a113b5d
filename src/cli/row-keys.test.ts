import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BackupFolder } from '../platform/backup/folder.ts';
import { makeBackup } from '../platform/backup/make-backup.ts';
import { openDatabase } from '../platform/database/open-database.ts';
import { openInstallation } from '../platform/installation.ts';
import { prepareJobs } from '../platform/jobs/jobs.ts';
import { run, type App } from '../platform/operation.ts';
import { RowKeys } from '../platform/storage/row-keys.ts';
import { openOwnFiles, type OwnFiles } from '../platform/testing/own-files.ts';
import { filesWith, storeUncompressed } from '../platform/testing/search-files.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { testApp } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { findOwnComment, withdrawComment } from '../publishing/comments/withdraw-comment.ts';
import { writeComment } from '../publishing/comments/write-comment.ts';
import { composeModules } from './compose.ts';
import { kronikaDone, useKronika } from './testing/kronika.ts';
import { publishedComment } from './testing/published-comment.ts';

useKronika();

describe.each(['embedded', 'server'] as const)('personal data with keys that end (%s)', (kind) => {
  if (kind === 'server' && inject('noServer') !== null) return it.skip('there is no server');
  let place: OwnFiles;
  let app: App;
  let folder: BackupFolder;
  let installation: string;
  beforeAll(async () => {
    place = await openOwnFiles(kind);
    await storeUncompressed(place.db);
    app = testApp(place.db, { config: { dataDir: place.dataDir } });
    await prepareJobs(place.db, composeModules().jobs);
    installation = openInstallation(place.dataDir).id;
    folder = await BackupFolder.create(join(tempDir('kronika-row-keys-'), 'backups'), null, {
      dataDir: place.dataDir,
      installation,
    });
  });
  afterAll(() => place?.close());

  const found = (words: readonly (string | Buffer)[]): string[] => [
    ...new Set([place.files, place.dataDir, folder.path].flatMap((path) => filesWith(path, words))),
  ];
  const backUp = () =>
    makeBackup(
      {
        db: place.db,
        databaseDone: async () => {},
        blobs: app.blobs,
        dataDir: place.dataDir,
        installation,
        settings: {},
      },
      folder,
      { at: new Date(), signal: new AbortController().signal, progress: () => {} },
    );
  const settle = async (): Promise<void> => {
    await place.db.executeSql('analyze');
    await place.db.executeSql('checkpoint');
  };
  it('of comments is in no file while the desk decides, and no backup can be read once they are withdrawn', async () => {
    await publishedComment(app, 'It was so.');
    const article = Number(
      (await place.db.executeSql(`select number from thing where kind = 'article'`)).rows.map(
        (row) => (row as { number: number }).number,
      )[0],
    );
    const words = ['Wordsofareader', 'Nameofareader'];
    const { comment, token } = await run(app, writeComment, null, {
      article,
      text: `${words[0]} is what I say.`,
      name: words[1],
    });
    await settle();
    expect(found(words)).toEqual([]);
    const row = await place.db.read
      .selectFrom('reader_comment')
      .select(['row_key', 'encrypted'])
      .where('id', '=', comment)
      .executeTakeFirstOrThrow();
    const keys = new RowKeys(place.dataDir);
    const { key } = (await keys.find(row.row_key))!;
    const first = await backUp();
    expect([found(words), found([key])]).toEqual([[], [`row-keys/${row.row_key}`, 'current/day-keys.json']]);
    const own = ({ db, config }: App) => findOwnComment(db.read, new RowKeys(config.dataDir), token);
    expect(await own(app)).toMatchObject({ name: words[1] });
    await run(app, withdrawComment, null, { token });
    await backUp();
    await settle();
    expect([found(words), found([key]), await keys.read(row)]).toEqual([[], [], null]);
    // The earlier backup has the row, but the folder of backups has no key for it.
    if (kind === 'server' && !whole) return;
    const target = join(tempDir('kronika-row-keys-'), 'data');
    const done = await kronikaDone(['restore', folder.path, '--backup', first.name, '--json'], {
      KRONIKA_DATA: target,
    });
    expect(done, done.stderr).toMatchObject({ status: 0 });
    // The comment that is published was also in the backup before, and its key still is.
    expect((await new RowKeys(target).names()).length).toBe(1);
    const db = await openDatabase({ dataDir: target });
    try {
      expect(await own(testApp(db, { config: { dataDir: target } }))).toBeNull();
      expect([filesWith(target, words), filesWith(target, key)]).toEqual([[], []]);
    } finally {
      await db.close();
    }
  });
});
