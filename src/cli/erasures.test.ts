import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { BackupFolder } from '../platform/backup/folder.ts';
import { dump, onSnapshot } from '../platform/backup/dump.ts';
import { makeBackup } from '../platform/backup/make-backup.ts';
import { openDatabase } from '../platform/database/open-database.ts';
import { openInstallation } from '../platform/installation.ts';
import { prepareJobs } from '../platform/jobs/queues.ts';
import { run } from '../platform/operation.ts';
import { emptyServerDatabase, onBothDatabases } from '../platform/testing/databases.ts';
import { filesWith } from '../platform/testing/search-files.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { editor, monitor, testApp } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { withdrawComment } from '../publishing/comments/withdraw-comment.ts';
import { file } from '../record/filing/file.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { choiceOf } from '../record/protection/texts.ts';
import { findThing } from '../record/refs.ts';
import { storeCapture } from '../record/sources/store-capture.ts';
import { composeModules } from './compose.ts';
import { kronikaDone, useKronika } from './testing/kronika.ts';
import { publishedComment } from './testing/published-comment.ts';

useKronika();

const ground = 'They asked for it in writing.';
/** What is erased: a name, two words that are not names in the record, and what a reader wrote. */
const name = 'Sagyndyk Erasemesoon';
const [nickname, address] = ['Zhuldyzkhan', 'Nekrasovstrasse'];
const comment = 'Wordsofareader';
const erased = [name, 'Erasemesoon', nickname, address, comment];

onBothDatabases('what was erased after a backup', (db, kind) => {
  const here = inject('noServer') === null ? (['embedded', 'server'] as const) : (['embedded'] as const);
  // `npm test` restores only into the other kind of database, if there is one: that is the longer way.
  const targets = whole ? here : [here.find((to) => to !== kind) ?? kind];

  it('does not come back, on either database, and in no file', async () => {
    const modules = composeModules();
    const app = testApp(db(), { listeners: [...modules.listeners] });
    await prepareJobs(db(), modules.jobs);
    const { id: installation } = openInstallation(app.config.dataDir);
    const token = await publishedComment(app, `${comment} is what I say.`);
    const { actors, cases } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: name }], visibility: 'public' }],
      cases: [
        { title: `${name}, called ${nickname}`, visibility: 'public' },
        // The surname alone is removed only because someone has chosen it there.
        { title: 'Jailed: Erasemesoon' },
      ],
    });
    const chosen = (await findThing(db().read, 'case', Number(cases[1]!.split('/')[1])))!.id;
    const text = `They came to ${address} 12 and asked for ${name}. No one else calls them ${nickname}.`;
    await run(app, storeCapture, monitor, {
      title: 'A story',
      method: 'fetch',
      requestedUrl: 'https://example.org/story',
      finalUrl: 'https://example.org/story',
      status: 200,
      headers: [['content-type', 'text/html']],
      mediaType: 'text/html',
      bytes: new TextEncoder().encode(text),
      text,
    });

    const folder = await BackupFolder.create(join(tempDir('kronika-erasures-'), 'backups'), null, {
      dataDir: app.config.dataDir,
      installation,
    });
    const source = { db: db(), databaseDone: async () => {}, blobs: app.blobs, dataDir: app.config.dataDir };
    const backUp = () =>
      makeBackup({ ...source, installation, settings: {} }, folder, {
        at: new Date(),
        signal: new AbortController().signal,
        progress: () => {},
      });
    const first = await backUp();
    expect(filesWith(folder.path, erased)).not.toEqual([]);

    await redactPerson(app, editor, {
      actor: actors[0]!,
      alsoErase: [nickname, address],
      here: [choiceOf(`item:${chosen}`, 'Erasemesoon')],
      ground,
    });
    await run(app, withdrawComment, null, { token });
    await backUp();
    const list = readFileSync(join(folder.path, 'current', 'erasures.ndjson'), 'utf8');
    expect(list.split('\n').length).toBeGreaterThan(2);
    for (const word of erased) expect(list).not.toContain(word);

    // The same folder without its list.
    const without = join(tempDir('kronika-erasures-'), 'backups');
    await cp(folder.path, without, { recursive: true });
    await rm(join(without, 'current', 'erasures.ndjson'));
    const listFile = join(tempDir('kronika-erasures-'), 'list.ndjson');
    writeFileSync(listFile, list);
    const data = join(tempDir('kronika-erasures-'), 'data');
    const refused = await kronikaDone(['restore', without, '--backup', first.name, '--json'], { KRONIKA_DATA: data });
    expect(refused.stderr).toContain('restore_no_erasures');
    expect(existsSync(data)).toBe(false);

    for (const to of targets) {
      const server = to === 'server' ? await emptyServerDatabase() : null;
      const target = join(tempDir('kronika-erasures-'), 'data');
      const env = { KRONIKA_DATA: target, ...(server && { DATABASE_URL: server.url }) };
      try {
        const where = to === 'server' ? [folder.path] : [without, '--erasures', listFile];
        const restored = await kronikaDone(['restore', ...where, '--backup', first.name, '--json'], env);
        expect(restored, restored.stderr).toMatchObject({ status: 0 });
        expect(JSON.parse(restored.stdout)).toMatchObject({ erased: { people: 1, unread: [] } });
        expect([to, filesWith(target, erased)]).toEqual([to, []]);
        const there = await openDatabase({ dataDir: target, url: server?.url });
        try {
          await onSnapshot(there, async (tx) => {
            const found = new Set<string>();
            let table = '';
            for await (const part of dump(tx, { tables: {}, sequences: {} })) {
              if ('table' in part) table = part.table.name;
              if ('rows' in part && erased.some((word) => part.rows.includes(word))) found.add(table);
            }
            expect([...found]).toEqual([]);
          });
          const { rows } = await there.executeSql(
            `select title from "case" where id = (select id from thing where kind = 'case' and number = ${cases[0]!.split('/')[1]})`,
          );
          expect(rows).toEqual([{ title: `${'█'.repeat(name.length)}, called ${'█'.repeat(nickname.length)}` }]);
          const { rows: comments } = await there.executeSql('select state, text from reader_comment');
          expect(comments).toEqual([{ state: 'withdrawn', text: '' }]);
        } finally {
          await there.close();
        }
      } finally {
        await server?.drop();
      }
    }
  });
});
