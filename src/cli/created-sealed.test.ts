import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { run } from '../platform/operation.ts';
import { runChild } from '../platform/testing/child.ts';
import { findPostgres, startPostgres } from '../platform/testing/postgres-server.ts';
import { filesWith } from '../platform/testing/search-files.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { someone } from '../platform/testing/test-app.ts';
import { nameKeys } from '../record/actors/names/keys.ts';
import { wordsOf } from '../record/filing/testing/sealed-filing.ts';
import { openSealed } from '../record/protection/seal.ts';
import { composeModules } from './compose.ts';

const endings = ['Filecontent', 'Filename', 'Demanded', 'Lawnamed', 'About', 'Permitter', 'Subject', 'Asked'].concat(
  'contact',
  'Remark',
  'Lawyer',
);
/** All words of the items, and the keys by which similar names are found. */
const allWords = (word: string): string[] => [
  ...wordsOf(word),
  ...endings.map((end) => `${word}${end}`),
  ...nameKeys(`${word}Name`),
];

describe.each(['embedded', 'server'] as const)('what is created as sealed (%s)', (kind) => {
  if (kind === 'server' && inject('noServer') !== null) return it.skip('there is no server');
  const closing: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  it('is in no file: not in the log, and not after a kill and a restart; and can be opened', async () => {
    const dataDir = tempDir('kronika-created-');
    const server = kind === 'server' ? await startPostgres(findPostgres()!) : undefined;
    if (server) closing.push(() => server.stop());
    // Random words, so that they are in no other file. Letters only, because words are stored in several forms.
    const [sealedWord, plainWord] = ['sealed', 'plain'].map(
      (name) =>
        name +
        randomUUID()
          .replaceAll('-', '')
          .replaceAll(/\d/g, (digit) => 'klmnprstvz'[Number(digit)]!),
    ) as [string, string];
    const folders = [dataDir, ...(server ? [server.data] : [])];
    const found = (words: readonly string[]): string[] => folders.flatMap((folder) => filesWith(folder, words));

    const child = await runChild('src/cli/testing/create-sealed.child.ts', [
      dataDir,
      server?.url ?? '',
      sealedWord,
      plainWord,
    ]);
    closing.push(async () => child.kill('SIGKILL'));
    const line = await child.line();
    if (line === null) throw new Error(child.stderr());
    const made = JSON.parse(line) as { sealed: string[]; account: number; identity: string };
    child.kill('SIGKILL');
    await child.ended;
    // The same search finds the words of the items that were created in plain text: the rows in the log, the files.
    expect(found([`${plainWord}Title`]).some((path) => path.includes('pg_wal'))).toBe(true);
    expect(allWords(plainWord).filter((word) => /[A-Z:]/.test(word) && found([word]).length === 0)).toEqual([]);
    expect(found(allWords(sealedWord))).toEqual([]);

    const { app, close } = await openApp(
      readConfig({ KRONIKA_DATA: dataDir, KRONIKA_LOG: 'silent', ...(server ? { DATABASE_URL: server.url } : {}) }),
      composeModules(),
    );
    closing.push(close);
    await app.db.executeSql('analyze');
    await app.db.executeSql('checkpoint');
    expect(found(allWords(sealedWord))).toEqual([]);
    const principal = { ...someone('editor'), accountId: made.account };
    const opened: string[] = [];
    for (const thing of made.sealed)
      opened.push(JSON.stringify(await run(app, openSealed, principal, { thing, identity: made.identity })));
    const files = Buffer.from(`${sealedWord}Filecontent`).toString('base64');
    const text = opened.join('').replaceAll(files, `${sealedWord}Filecontent`);
    expect(allWords(sealedWord).filter((word) => /[A-Z]/.test(word) && !text.includes(word))).toEqual([]);
    await app.db.executeSql('analyze');
    expect(found(allWords(sealedWord))).toEqual([]);
  });
});
