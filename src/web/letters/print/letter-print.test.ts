import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { letterPost } from '../../../letters/post/send.ts';
import { deletePdfs } from '../../../record/files/delete-pdfs.ts';
import { eraseBlobs } from '../../../platform/storage/holders.ts';
import { makeLetter, type MadeLetter } from '../../../letters/testing/published.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import type { App } from '../../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { openMailServer } from '../../../platform/testing/mail-server.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { createWeb } from '../../create-web.ts';
import { openAssets } from '../../kit/assets.ts';
import type { Env } from '../../kit/context.ts';
import { mailsOfLetters } from '../mails/mails.ts';
import { printsWith } from '../mails/print-for-mail.ts';
import { routes } from '../../routes.ts';
import { builtAssets, testDeps } from '../../testing/test-deps.ts';

const shots = process.env.KRONIKA_SHOTS;
const quiet = { info() {}, warn() {}, error() {}, debug() {} } as never;
let made: TestDatabase;
let app: App;
let web: Hono<Env>;
let server: Awaited<ReturnType<typeof openMailServer>>;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let letter: MadeLetter;

beforeAll(async () => {
  [assets, made, server] = [await builtAssets(), await testDatabase('embedded'), await openMailServer()];
  const bare = testApp(made.db, { listeners: [deletePdfs] });
  app = {
    ...bare,
    config: {
      ...bare.config,
      publicUrl: 'https://paper.example',
      mail: { url: server.url, from: 'Letters <letters@paper.example>' },
    },
  };
  await prepareJobs(made.db, [letterPost(mailsOfLetters()), eraseBlobs]);
  web = createWeb({ ...testDeps({ assets: assets.folder }), app });
  letter = await makeLetter(app, {
    blocks: [
      {
        type: 'paragraph',
        sentences: [{ text: 'We ask you to look into it.', kind: 'own-reporting', reporter: 'Aliya Nurlan' }],
      },
    ],
    letter: {
      addressees: [
        {
          name: 'The General Prosecutor',
          office: 'Prosecutor General’s Office',
          email: 'prosecutor@authority.example',
        },
        { name: 'The Chairman', email: 'chairman@authority.example' },
      ],
      demands: [{ en: 'Close the investigation.' }, { en: 'Return what was seized.' }],
    },
    signed: Array.from({ length: 26 }, (_, index) => ({ organisation: `Organisation ${index + 1}` })),
  });
});
afterAll(async () => {
  await Promise.all([server?.close(), made?.drop()]);
});

const prints = () => made.db.read.selectFrom('pdf').selectAll().execute();
const address = (query = {}) => routes.letter.as('pdf', { number: letter.number, slug: 'the-law' }, query);
const send = (write: ReturnType<typeof mailsOfLetters>, at: App = app) =>
  letterPost(write).handler({ input: {}, app: at, log: quiet, signal: new AbortController().signal, last: false });

describe('the PDF of a letter', () => {
  it('is attached to the emails to its addressees, created once, and the same as the PDF for readers', async () => {
    await send(mailsOfLetters(printsWith(() => openAssets(assets.folder))));
    expect(server.received.map((mail) => mail.to[0])).toEqual(
      expect.arrayContaining(['prosecutor@authority.example', 'chairman@authority.example']),
    );
    const mails = server.received.filter((mail) => mail.to[0]!.endsWith('@authority.example'));
    const attached = mails.map(({ message }) =>
      Buffer.from(
        /filename=the-law-must-not-silence-the-media-en\.pdf[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(message)![1]!,
        'base64',
      ),
    );
    const kept = await prints();
    expect(kept).toHaveLength(1);
    const response = await web.request(`https://paper.example${address()}`);
    const pdf = Buffer.from(await response.arrayBuffer());
    if (shots) await mkdir(shots, { recursive: true }).then(() => writeFile(join(shots, 'letter.pdf'), pdf));
    expect([response.status, response.headers.get('content-type'), response.headers.get('link')]).toEqual([
      200,
      'application/pdf',
      expect.stringContaining(`https://paper.example/letters/${letter.number}/`),
    ]);
    expect([attached.length, ...attached.map((one) => one.equals(pdf))]).toEqual([2, true, true]);
    expect(await prints()).toEqual(kept);
    for (const part of ['/StructTreeRoot', '/MarkInfo', '/Lang (en)', '/Title'])
      expect([part, pdf.includes(part, 0, 'latin1')]).toEqual([part, true]);
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45][\d.]* 84[12]/);
    expect(
      (
        await web.request(`https://paper.example${address()}`, {
          headers: { 'if-none-match': response.headers.get('etag')! },
        })
      ).status,
    ).toBe(304);
  });

  it('contains the letter and its signatories, and is deleted when they change', async () => {
    const page = await (await web.request(routes.letterPaper({ number: letter.number, slug: 'the-law' }))).text();
    for (const words of [
      'The General Prosecutor',
      'We ask you to look into it.',
      'Return what was seized.',
      '26 confirmed signatures.',
      'Organisation 26',
      'SHA-256',
      'Aliya Nurlan',
    ])
      expect(page).toContain(words);
    expect(page).not.toMatch(/org\.example|authority\.example/);
    // The PDF is in the language of the letter, whatever the language of the site.
    const russian = await makeLetter(app, {
      title: 'Закон не должен затыкать прессу',
      language: 'ru',
      blocks: [{ type: 'paragraph', sentences: [{ text: 'Просим вас разобраться.', kind: 'connective' }] }],
    });
    const paper = await (await web.request(routes.letterPaper({ number: russian.number, slug: 'x' }))).text();
    for (const words of ['<html lang="ru">', 'Подписи', 'Требования', '22 мая 2018', 'Версия 1'])
      expect(paper.replaceAll('\u00a0', ' ')).toContain(words);
    const other = await makeLetter(app, { open: true });
    expect((await web.request(routes.letter.as('pdf', { number: other.number, slug: 'x' }))).status).toBe(404);
    await made.db.transaction((tx) =>
      deletePdfs.onChange!(tx, { changes: [{ kind: 'letter', thingId: letter.id }] } as never),
    );
    expect(await prints()).toEqual([]);
  });

  it('is left out of emails if there is no browser, which is noted for the desk', async () => {
    const poor = { ...app, config: { ...app.config, browser: '/nowhere/chromium' } };
    const one = await makeLetter(app);
    const before = server.received.length;
    await send(mailsOfLetters(printsWith(() => openAssets(assets.folder))), poor);
    const [mail] = server.received.slice(before).filter((sent) => sent.to[0] === 'prosecutor@authority.example');
    expect(mail!.message).toContain('Close the investigation.');
    expect(mail!.message).not.toContain('application/pdf');
    expect(
      await made.db.read
        .selectFrom('letter_mail')
        .select(['state', 'without_pdf'])
        .where('letter_id', '=', one.id)
        .where('kind', '=', 'addressee')
        .execute(),
    ).toEqual([{ state: 'sent', without_pdf: true }]);
  });
});
