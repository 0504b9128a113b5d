import { describe, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { run } from '../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { addComment } from '../../publishing/review/add-comment.ts';
import { publishDueJob } from '../../publishing/review/publish-due.ts';
import { sendBackArticle } from '../../publishing/review/send-back-article.ts';
import { submitArticle } from '../../publishing/review/submit-article.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { file } from '../../record/filing/file.ts';
import { assign } from '../../work/assign.ts';
import { workListener } from '../../work/notices.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { doesJobIn, faultsInLooks, inBrowser, looks } from '../testing/in-browser.ts';

let made: TestDatabase;
let number: number;
let article: number;

const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  const desk = deskOn(made.db, {
    assets: assets.folder,
    now: () => new Date('2031-12-01T08:00:00Z'),
    listeners: [workListener],
  });
  await prepareJobs(made.db, [publishDueJob]);
  const [monitor, editor] = [await desk.join('monitor', 'Mo Nitor'), await desk.join('editor', 'Dana Ospanova')];
  const { cases } = await run(desk.app, file, monitor.principal, {
    cases: [{ title: 'The criminal investigation of two outlets' }, { title: 'The suit' }],
  });
  number = Number(cases[0]!.split('/')[1]);
  const to = editor.accountId;
  await run(desk.app, assign, monitor.principal, { items: [cases[0]!], to, due: '2031-11-30', priority: 'high' });
  await run(desk.app, assign, monitor.principal, { items: [cases[1]!], to, due: '2031-12-24' });
  const filed = await fileForArticles(desk.app);
  const write = async (who: typeof monitor, text: string) => {
    const [one] = await run(desk.app, createArticles, who.principal, {
      articles: [
        {
          headline: { text, claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
        },
      ],
    });
    await run(desk.app, submitArticle, who.principal, { article: one!.article, revision: 1 });
    return one!;
  };
  const waiting = await write(monitor, 'Two outlets face a criminal case');
  article = waiting.number;
  for (const body of ['@Dana Ospanova, which court?', 'Is the date right?'])
    await run(desk.app, addComment, monitor.principal, { article: waiting.article, body });
  const own = await write(editor, 'What an editor wrote');
  await run(desk.app, sendBackArticle, editor.principal, {
    article: own.article,
    revision: 1,
    reason: 'Name the court.',
  });
  return { web: desk.web, session: editor.sessionToken, close: () => made.drop() };
});

describe('work', () => {
  it('is readable on each page, and has no fault that axe finds', async () => {
    for (const [name, path] of [
      ['home', routes.desk.home()],
      ['work', routes.desk.work()],
      ['calendar', routes.desk.calendar()],
      ['settings', routes.desk.workSettings()],
      ['assign', routes.desk.assign({ kind: 'case', number })],
      ['case', routes.desk.case_({ number })],
      ['publish', routes.desk.publishArticle({ number: article })],
      ['comment', routes.desk.commentArticle({ number: article })],
    ] as const)
      await stage.open(path, {}, async (page, status) => {
        expect([name, status, await faultsInLooks(page, `work-${name}`)]).toEqual([name, 200, []]);
      });
  });

  for (const { look, ...options } of looks)
    it.runIf(doesJobIn(look, 'phone'))(`can be assigned by keyboard, without scripts, on ${look}`, async () => {
      const path = routes.desk.assign({ kind: 'case', number });
      await stage.open(path, { ...options, javaScriptEnabled: false }, async (page) => {
        await page.getByLabel('Who is responsible').focus();
        await page.keyboard.type('Mo');
        await page.keyboard.press('Tab');
        await page.getByRole('textbox', { name: 'Due date' }).fill('2031-12-10');
        await page.getByRole('button', { name: 'Save' }).press('Enter');
        await page.waitForURL(`**${routes.desk.case_({ number })}`);
        expect(await page.getByText('Assigned to Mo Nitor').count()).toBe(1);
        await page.goto(stage.base() + path);
        await page.getByLabel('Who is responsible').selectOption('Dana Ospanova');
        await page.getByRole('button', { name: 'Save' }).press('Enter');
        await page.waitForURL(`**${routes.desk.case_({ number })}`);
      });
    });
});
