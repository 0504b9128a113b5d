import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importPictures } from '../../cli/calls/import-pictures.ts';
import type { Database } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases, testDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { addPhoto } from '../../record/photos/add-photo.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { setPictures } from '../../record/photos/set-pictures.ts';
import { picture } from '../../record/photos/testing/pictures.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { aboutTest, exported } from '../export/testing/exported.ts';
import { pictureLines } from '../formats/pictures.ts';
import { importLines } from './import-lines.ts';
import { readLines } from './read-lines.ts';
import { isPicturesFile } from './read-pictures.ts';

type Line = Record<string, unknown> & { ref: string; bytes: string; sha256: string; width: number };
const linesOf = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const pictures = (text: string): Line[] => linesOf(text).slice(1, -1);
/** The data of a picture, without its number and its bytes, which are new. */
const dataOf = ({ bytes: _, sha256: __, ref: ___, ...line }: Line) => line;

const openApp = async (db: Database): Promise<App> => {
  await prepareJobs(db, [photoSizesJob]);
  return testApp(db, { listeners: [searchProjection()] });
};

async function bring(app: App, text: string | Buffer, principal: Principal = editor) {
  const folder = await mkdtemp(join(tmpdir(), 'kronika-pictures-'));
  try {
    const path = join(folder, 'pictures.jsonl');
    await writeFile(path, text);
    return await importPictures.run({
      app,
      whole: app,
      principal,
      input: { path },
      why: undefined,
      signal: new AbortController().signal,
      progress: () => {},
      send: async () => {},
      address: '',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const importRecordFile = (app: App, text: string) => {
  const { head, lines } = readLines(text);
  return run(app, importLines, editor, { record: head.record, paper: head.paper, lines: lines as never });
};

let seed = 7000;
const small = { width: 480, height: 320 };

onBothDatabases('pictures of a record', (db, kind) => {
  const elsewhere = async (work: (app: App) => Promise<void>): Promise<void> => {
    const other = await testDatabase(kind);
    try {
      await work(await openApp(other.db));
    } finally {
      await other.drop();
    }
  };

  /** A public case with a picture of a public person, a photo of a hidden one, and a photo that nothing shows. */
  const fill = async (app: App) => {
    const { cases, actors } = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'A case with a picture', visibility: 'public' }],
      actors: [
        { key: 'open', kind: 'person', names: [{ text: 'Openly Shown' }], visibility: 'public' },
        { key: 'shut', kind: 'person', names: [{ text: 'Shut Away' }] },
      ],
    });
    const add = async (more: Record<string, unknown> = {}, size = small) =>
      (
        await run(app, addPhoto, monitor, {
          bytes: await picture((seed += 1), size),
          credit: 'Ada Reporter',
          alt: 'The door of the newsroom.',
          ...more,
        })
      ).photo;
    const [shown, hidden, unused] = [
      await add(
        {
          kind: 'drawing',
          licence: 'CC BY 4.0',
          note: 'Sent by the artist.',
          pictured: [actors[0]!],
          focus: { x: 20, y: 70 },
          consent: { state: 'given', note: 'By email on 4 May.' },
        },
        { width: 2000, height: 1000 },
      ),
      await add({ pictured: [actors[1]!] }),
      await add({ credit: '', alt: '' }),
    ];
    await run(app, setPictures, editor, {
      items: [
        { item: cases[0]!, photo: shown },
        { item: actors[0]!, photo: shown },
        { item: actors[1]!, photo: hidden },
      ],
    });
    return { shown, hidden, unused, inCase: cases[0]!, add };
  };

  it('are the same in another record, with their data, and are the pictures of the same items', async () => {
    const app = await openApp(db());
    const { shown, hidden, unused } = await fill(app);
    const [record, text] = [
      await exported(app, 'record.jsonl', {}, 'desk'),
      await exported(app, 'pictures.jsonl', {}, 'desk'),
    ];
    expect(isPicturesFile(text)).toBe(true);
    expect(pictures(text).map((line) => line.ref)).toEqual([shown, hidden, unused]);
    expect(pictures(text)[0]).toMatchObject({
      kind: 'drawing',
      licence: 'CC BY 4.0',
      note: 'Sent by the artist.',
      focus: { x: 20, y: 70 },
      crops: { lead: { left: 0, top: 0, width: 1500, height: 1000 } },
      consent: { state: 'given', note: 'By email on 4 May.' },
      width: 2000,
    });
    expect(await bring(app, text)).toMatchObject({ made: 0, known: 3 });
    await elsewhere(async (other) => {
      await expect(bring(other, text)).rejects.toMatchObject({
        fields: [
          { path: 'line 2.pictured.0', message: 'exchange.exports.picture.unknown' },
          { message: 'cli.import.pictures_stopped', params: { count: 0 } },
        ],
      });
      await importRecordFile(other, record);
      await expect(bring(other, text, monitor)).rejects.toThrow(AppError);
      expect(await bring(other, text)).toEqual({ paper: 'Test paper', made: 3, known: 0, used: 2 });
      const again = await exported(other, 'pictures.jsonl', {}, 'desk');
      expect(pictures(again).map(dataOf)).toEqual(pictures(text).map(dataOf));
      expect(await bring(other, text)).toMatchObject({ made: 0, known: 3 });
      // A third record with the same pictures: they are recognised by their pixels.
      const third = text
        .replace(/"record":"[^"]+"/, '"record":"third"')
        .replaceAll(/"pictured":\[[^\]]*\]/g, '"pictured":[]');
      expect(await bring(other, third)).toMatchObject({ made: 0, known: 3 });
    });
  });

  it('have for readers only what readers see, without notes and consent', async () => {
    await elsewhere(async (app) => {
      const { shown, inCase, add } = await fill(app);
      const gone = await add();
      const text = await exported(app, 'pictures.jsonl');
      expect(pictures(text).map((line) => line.ref)).toEqual([shown]);
      const [line] = pictures(text);
      expect(line).toMatchObject({ pictureOf: ['actor/1', inCase], credit: 'Ada Reporter', width: 1600 });
      expect([text.includes('By email on'), text.includes('Sent by'), 'consent' in line!]).toEqual([
        false,
        false,
        false,
      ]);
      const desk = pictures(await exported(app, 'pictures.jsonl', {}, 'desk'));
      expect([desk.length, desk[0]!.sha256 === line!.sha256]).toEqual([4, false]);
      // A query finds the pictures of what it finds.
      const found = { items: { kind: 'case', ids: [0] } };
      expect(pictures(await exported(app, 'pictures.jsonl', found))).toEqual([]);
      // What a file has no room for is counted.
      const about = aboutTest(app, 'desk');
      const limited: string[] = [];
      for await (const one of pictureLines(app, {}, about, 'record', undefined, { pictures: 1, bytes: 1e9 }))
        limited.push(one);
      expect([limited.length, JSON.parse(limited.at(-1)!)]).toEqual([3, { type: 'end', lines: 2, left: 3 }]);
      await run(app, withdraw, editor, { things: [shown], reason: 'The artist asked.' });
      expect(pictures(await exported(app, 'pictures.jsonl'))).toEqual([]);
      expect(gone).toBeTruthy();
    });
  });

  it('are refused as a whole if the file is damaged, cut off or too large, and the line is named', async () => {
    await elsewhere(async (app) => {
      await fill(app);
      const [record, text] = [
        await exported(app, 'record.jsonl', {}, 'desk'),
        await exported(app, 'pictures.jsonl', {}, 'desk'),
      ];
      await elsewhere(async (other) => {
        await importRecordFile(other, record);
        const refused = async (spoiled: string | Buffer): Promise<string[]> =>
          bring(other, spoiled).then(
            () => expect.fail('was taken'),
            (error: AppError) => error.fields.map((field) => `${field.path}: ${field.message}`),
          );
        const lines = text.trim().split('\n');
        const spoil = (change: (line: Line) => void, at = 3): string => {
          const line = JSON.parse(lines[at]!) as Line;
          change(line);
          return lines.with(at, JSON.stringify(line)).join('\n');
        };
        expect(await refused(lines.slice(0, -1).join('\n'))).toEqual(['line 5: exchange.exports.line.cut']);
        expect(await refused(lines.slice(0, 3).join('\n') + lines[3]!.slice(0, 900))).toEqual([
          'line 3: exchange.exports.line.not_json',
        ]);
        expect(await refused(spoil((line) => (line.bytes = `AAAA${line.bytes.slice(4)}`)))).toEqual([
          'line 4: exchange.exports.picture.damaged',
        ]);
        expect(await refused(spoil((line) => (line['secret'] = 1)))).toHaveLength(1);
        expect(await refused(text.replace('"version":1', '"version":2'))).toEqual([
          'line 1: exchange.exports.picture.head',
        ]);
        const huge = Buffer.concat([Buffer.from(`${lines[0]!}\n`), Buffer.alloc(42 * 2 ** 20, 'A')]);
        expect(await refused(huge)).toEqual(['line 2: exchange.exports.picture.large']);
        expect(await other.db.read.selectFrom('photo').select('id').execute()).toEqual([]);
        // A file whose bytes are no picture, although the hash is right.
        const page = Buffer.from('<html>not a picture</html>');
        const { createHash } = await import('node:crypto');
        const noPicture = spoil((line) => {
          line.bytes = page.toString('base64');
          line.sha256 = createHash('sha256').update(page).digest('hex');
        }, 1);
        expect(await refused(noPicture)).toEqual([
          'line 2: errors.photo_unknown',
          'line 2: cli.import.pictures_stopped',
        ]);
      });
    });
  });
});
