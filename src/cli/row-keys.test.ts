import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { changeSignOn } from '../letters/hosted/change-sign-on.ts';
import { publishLetter } from '../letters/hosted/publish-letter.ts';
import { confirmSignature, withdrawSignature } from '../letters/signing/confirm.ts';
import { decideSignatures } from '../letters/signing/decide.ts';
import { signOpen } from '../letters/signing/sign-open.ts';
import { makeLetter } from '../letters/testing/published.ts';
import { storedSignatures } from '../letters/testing/stored-signatures.ts';
import { BackupFolder } from '../platform/backup/folder.ts';
import { makeBackup } from '../platform/backup/make-backup.ts';
import { openDatabase } from '../platform/database/open-database.ts';
import { openInstallation } from '../platform/installation.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run, type App } from '../platform/operation.ts';
import { RowKeys } from '../platform/storage/row-keys.ts';
import { openOwnFiles, type OwnFiles } from '../platform/testing/own-files.ts';
import { filesWith, storeUncompressed } from '../platform/testing/search-files.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { linkKey, tokenFor } from '../platform/signing/link-key.ts';
import { editor, testApp } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { findOwnComment, withdrawComment } from '../publishing/comments/withdraw-comment.ts';
import { writeComment } from '../publishing/comments/write-comment.ts';
import { findThing } from '../record/refs.ts';
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
  const restored = async (backup: string) => {
    const target = join(tempDir('kronika-row-keys-'), 'data');
    const done = await kronikaDone(['restore', folder.path, '--backup', backup, '--json'], { KRONIKA_DATA: target });
    expect(done, done.stderr).toMatchObject({ status: 0 });
    return { target, db: await openDatabase({ dataDir: target }) };
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
    const { target, db } = await restored(first.name);
    // The comment that is published was also in the backup before, and its key still is.
    expect((await new RowKeys(target).names()).length).toBe(1);
    try {
      expect(await own(testApp(db, { config: { dataDir: target } }))).toBeNull();
      expect([filesWith(target, words), filesWith(target, key)]).toEqual([[], []]);
    } finally {
      await db.close();
    }
  });

  it('of signatures is in no file unless readers see it, and no backup can be read once they are withdrawn', async () => {
    const made = await makeLetter(app, { open: true, signed: [] });
    const version = async () => (await findThing(place.db.read, 'letter', made.number))!.version;
    const to = { openTo: 'people' as const, moderation: 'before' as const };
    await run(app, changeSignOn, editor, { letter: made.letter, version: await version(), to });
    const { hash } = await place.db.read
      .selectFrom('letter_version')
      .select('hash')
      .where('letter_id', '=', made.id)
      .executeTakeFirstOrThrow();
    const signatureOf = async (email: string) => (await storedSignatures(app)).find((one) => one?.email === email);
    const link = async (purpose: 'confirm' | 'own', { nonce }: { nonce: Uint8Array }) =>
      tokenFor(await linkKey(place.dataDir), purpose, nonce);
    const sign = async (word: string) => {
      const email = `addressof${word}@reader.example`;
      const said = { kind: 'person' as const, name: `Nameof${word}`, role: `Roleof${word}`, place: `Placeof${word}` };
      await run(app, signOpen, null, {
        signatures: [{ ...said, email, shown: 'named', letter: made.number, hash, language: 'en' }],
      });
      await run(app, confirmSignature, null, { token: await link('confirm', (await signatureOf(email))!), hash });
      const { id } = (await signatureOf(email))!;
      await run(app, decideSignatures, editor, {
        letter: made.letter,
        decisions: [{ signature: Number(id), state: 'accepted' }],
      });
      return email;
    };
    const [before, after] = [await sign('withdrawnbefore'), await sign('withdrawnafter')];
    const secret = ['withdrawnbefore', 'withdrawnafter'].flatMap((word) =>
      ['Name', 'Role', 'Place', 'address'].map((text) => `${text}of${word}`),
    );
    await settle();
    expect(found(secret)).toEqual([]);
    const keys = new RowKeys(place.dataDir);
    const [{ key: first }, { key: second }] = [
      (await keys.find((await signatureOf(before))!.row_key))!,
      (await keys.find((await signatureOf(after))!.row_key))!,
    ];
    const old = await backUp();
    expect(found([first])).toEqual([expect.stringMatching(/^row-keys\//), 'current/day-keys.json']);
    await run(app, withdrawSignature, null, { token: await link('own', (await signatureOf(before))!) });
    await run(app, publishLetter, editor, { letter: made.letter, version: await version() });
    await backUp();
    await settle();
    // Readers see the name now, and nothing else was stored in plain text.
    expect(found(['Nameofwithdrawnafter', 'Placeofwithdrawnafter'])).not.toEqual([]);
    const stillSecret = [...secret.filter((word) => word.endsWith('before')), 'addressofwithdrawnafter'];
    expect([found(stillSecret), found([first])]).toEqual([[], []]);
    await run(app, withdrawSignature, null, { token: await link('own', (await signatureOf(after))!), erase: true });
    await backUp();
    await settle();
    expect([found(stillSecret), found([first, second])]).toEqual([[], []]);
    expect(await storedSignatures(app)).toEqual([
      expect.objectContaining({ name: '', email: '', encrypted: null, address_mac: null, name_macs: null }),
    ]);
    if (kind === 'server' && !whole) return;
    const { target, db } = await restored(old.name);
    try {
      // The list of erasures removes what was encrypted in the earlier backup. Its key is gone in any case.
      expect(await storedSignatures(testApp(db, { config: { dataDir: target } }))).toEqual([
        expect.objectContaining({ name: '', email: '', encrypted: null, address_mac: null, name_macs: null }),
      ]);
      expect([filesWith(target, secret), filesWith(target, [first, second])]).toEqual([[], []]);
    } finally {
      await db.close();
    }
  });
});
