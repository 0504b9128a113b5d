import { describe, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { fileDemands } from '../../requests/demands/file-demands.ts';
import { settleDemand } from '../../requests/demands/settle-demand.ts';
import { askPermission } from '../../requests/permissions/ask-permission.ts';
import { answerPermission } from '../../requests/permissions/change-permission.ts';
import { makeReturnLink, withdrawSealed } from '../../requests/permissions/withdraw-permission.ts';
import { filePermissions } from '../../requests/permissions/file-permissions.ts';
import { run } from '../../platform/operation.ts';
import { oneDatabase } from '../../platform/testing/databases.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { fileReplies } from '../../requests/replies/file-replies.ts';
import { listTouched } from '../../requests/permissions/withdrawn.ts';
import { publishReply } from '../../requests/replies/publish-reply.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { file } from '../../record/filing/file.ts';
import { sealThing } from '../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../record/testing/recovery-key.ts';
import { routes } from '../routes.ts';
import { faultsInLooks, inBrowser } from '../testing/in-browser.ts';
import { deskOn } from '../testing/desk.ts';

let article = 0;
let token = '';
let back = '';
let mail: Awaited<ReturnType<typeof openMailServer>> | undefined;
let touched: string[] = [];

const { open, openAlone, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  mail = await openMailServer();
  let seconds = 0;
  const desk = deskOn(made.db, {
    assets: assets.folder,
    now: () => new Date(Date.UTC(2018, 4, 22, 9, 0, (seconds += 1))),
  });
  Object.assign(desk.app.config, {
    mail: { url: mail.url, from: 'desk@example.org' },
    publicUrl: 'http://paper.example.org',
  });
  const editor = await desk.join('editor', 'Aliya Nurlan');
  const filed = await fileForArticles(desk.app);
  const opened = { text: 'The case was opened on 30 March 2018.', claims: [filed.dated] };
  const [one] = await run(desk.app, createArticles, editor.principal, {
    articles: [
      {
        headline: { text: 'A case was opened', claims: [filed.dated] },
        standfirst: { sentences: [opened] },
        cases: [filed.case],
        blocks: [{ sentences: [opened] }],
      },
    ],
  });
  article = one!.number;
  await run(desk.app, publishArticle, editor.principal, { article: one!.article, version: 1 });
  const { actors } = await run(desk.app, file, editor.principal, {
    actors: [
      { kind: 'authority', names: [{ text: 'Ministry of Information and Communications' }], visibility: 'public' },
    ],
  });
  const letter = {
    name: 'prescription-41.pdf',
    mediaType: 'application/pdf',
    content: Buffer.from('order').toString('base64'),
  };
  const { demands } = await run(desk.app, fileDemands, editor.principal, {
    demands: [
      {
        kind: 'remove',
        authority: actors[0]!,
        law: 'Article 41-1 of the Law on Communications',
        what: 'Remove the article within twenty-four hours, because it contains “inaccurate information”.',
        about: [`article/${article}`],
        received: '2018-05-20',
        deadline: '2018-05-21',
        files: [letter],
      },
      {
        kind: 'identify',
        authority: actors[0]!,
        what: 'Name the author of a reader’s comment.',
        aboutWords: 'A comment of 3 May',
        received: '2018-05-04',
        counted: 'without-authority',
      },
      { kind: 'remove', authority: actors[0]!, what: 'Remove the name of a witness.', received: '2017-11-03' },
    ],
  });
  await run(desk.app, settleDemand, editor.principal, {
    demand: demands[2]!,
    version: 1,
    to: { outcome: 'partly', on: '2017-11-10', reason: 'The name was shortened; the account of the hearing stays.' },
  });
  const asked = {
    article: one!.article,
    asker: 'Zeinulla Kakimzhanov',
    actor: filed.suitor,
    contact: 'lawyer@example.org',
    received: '2018-05-12',
  };
  const { replies } = await run(desk.app, fileReplies, editor.principal, {
    replies: [
      {
        ...asked,
        kind: 'refutation',
        asked: 'He says that he never asked for a case to be opened.',
        deadline: '2018-05-19',
        files: [letter],
      },
      { ...asked, asked: 'He wants his account of the meeting to be heard.' },
    ],
  });
  await run(desk.app, publishReply, editor.principal, {
    reply: replies[1]!,
    version: 1,
    by: 'Zeinulla Kakimzhanov, businessman',
    words: 'I met the editor once, in April, at his request.\n\nHe did not ask me about the case.',
    language: 'en',
  });
  const on = { on: '2018-05-10', way: 'letter' as const };
  const { permissions } = await run(desk.app, filePermissions, editor.principal, {
    permissions: [
      {
        person: 'Aigul Serikova',
        kinds: ['medical'],
        article: one!.article,
        subject: 'Her days in hospital',
        wording: 'May we write that you were in hospital in May, and for how long?\n\nWe would not name the doctor.',
        contact: 'aigul@example.org',
        language: 'en',
      },
      {
        person: 'Marat Somebody',
        kinds: ['banking', 'family'],
        article: one!.article,
        answer: { state: 'given', ...on, files: [letter] },
      },
      // This permission names no article. It still concerns the article, which cites what this actor wrote.
      { actor: filed.hrw, kinds: ['personal'], answer: { state: 'given', ...on } },
    ],
  });
  for (const permission of permissions.slice(1))
    await run(desk.app, answerPermission, editor.principal, {
      permission,
      version: 1,
      to: { state: 'withdrawn', on: '2018-05-20', way: 'mail', by: 'Their lawyer' },
    });
  token = (await run(desk.app, askPermission, editor.principal, { permission: permissions[0]!, version: 1 })).token;
  const { permissions: held } = await run(desk.app, filePermissions, editor.principal, {
    permissions: [
      { person: 'Dina Somebody', kinds: ['family'], answer: { state: 'given', ...on } },
      { person: 'Sealed Somebody', kinds: ['family'], answer: { state: 'given', ...on } },
      { person: 'Sealed Else', kinds: ['family'], answer: { state: 'given', ...on } },
    ],
  });
  back = (await run(desk.app, makeReturnLink, editor.principal, { permission: held[0]!, version: 1 })).token;
  await haveRecoveryKey(desk.app);
  for (const permission of held.slice(1))
    await sealThing(desk.app, editor.principal, { thing: permission, for: [editor.accountId] });
  await run(desk.app, withdrawSealed, editor.principal, {
    permission: held[1]!,
    version: 2,
    on: '2018-05-20',
    way: 'word',
  });
  touched = (await listTouched(made.db.read)).map((each) => `${each.number} ${each.permission}`);
  return {
    web: desk.web,
    session: editor.sessionToken,
    close: async () => {
      await mail?.close();
      await made.drop();
    },
  };
});

const pages: Readonly<Record<string, () => string>> = {
  home: () => routes.desk.home(),
  requests: () => routes.desk.requests(),
  demands: () => routes.desk.demands(),
  demand: () => routes.desk.demand({ number: 1 }),
  'new-demand': () => routes.desk.newDemand({ article }),
  outcome: () => routes.desk.settleDemand({ number: 1 }),
  'take-down': () => routes.desk.articleAct({ number: article, act: 'take-down' }),
  transparency: () => routes.transparency(),
  replies: () => routes.desk.replies(),
  reply: () => routes.desk.reply({ number: 1 }),
  'reply-published': () => routes.desk.reply({ number: 2 }),
  'new-reply': () => routes.desk.newReply({ number: article }),
  'publish-reply': () => routes.desk.publishReply({ number: 1 }),
  'settle-reply': () => routes.desk.settleReply({ number: 1 }),
  permissions: () => routes.desk.permissions(),
  permission: () => routes.desk.permission({ number: 2 }),
  'new-permission': () => routes.desk.newPermission({ article }),
  'ask-permission': () => routes.desk.askPermission({ number: 1 }),
  'answer-permission': () => routes.desk.answerPermission({ number: 1 }),
  request: () => routes.permission({ token }),
  'take-back': () => routes.permission({ token: back }),
  'sealed-back': () => routes.desk.permission({ number: 5 }),
  'take-back-sealed': () => routes.desk.recordWithdrawal({ number: 6 }),
  publish: () => routes.desk.publishArticle({ number: article }),
  'desk-article': () => routes.desk.article({ number: article }),
  article: () => routes.article({ number: article, slug: 'a-case-was-opened' }),
};

describe('requests in a browser', () => {
  it('have no axe errors, and do not overflow', async () => {
    await open('/desk', {}, async (page) => {
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(base() + path(), { waitUntil: 'load' });
        expect(await faultsInLooks(page, `requests-${name}`)).toEqual([]);
      }
    });
  });

  it('record a demand with its file, show an error with the input, and record the outcome of the demand', async () => {
    await open(routes.desk.newDemand(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.getByLabel('Summary of the demand').focus();
      await page.keyboard.type('Reveal who brought the documents.');
      await page.getByLabel('Who demands it').focus();
      await page.keyboard.type('Ministry of Information and Communications');
      await page.getByRole('textbox', { name: 'Received' }).fill('last week');
      await page.keyboard.press('Enter');
      await page.getByText('Enter one day, like 11 May 2024').first().waitFor();
      expect(await page.getByLabel('Summary of the demand').inputValue()).toBe('Reveal who brought the documents.');
      await page.getByRole('textbox', { name: 'Received' }).fill('2018-05-21');
      await page
        .getByLabel('File', { exact: false })
        .last()
        .setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('as it came') });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL(/\/desk\/demands\/4$/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'letter.txt' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('letter.txt');
      await page.getByRole('link', { name: 'Record the outcome' }).click();
      await page.getByLabel('Refused').check();
      await page.getByLabel('Grounds').fill('The law protects our sources.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL(/\/desk\/demands\/4$/);
      await page.goto(base() + routes.transparency());
      expect(await page.getByRole('table').first().textContent()).toContain(
        'Ministry of Information and Communications',
      );
      expect(await page.content()).not.toContain('documents');
    });
  });

  it('record a request for a reply, and publish the reply under the article and in the feed', async () => {
    await open(routes.desk.article({ number: article }), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.getByRole('link', { name: 'Record a request to publish a reply or refutation' }).click();
      await page.getByLabel('Who asks').fill('The press office');
      await page.getByLabel('What they say').fill('They give another date.');
      await page.getByLabel('The case was opened on 30 March 2018.').first().check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL(/\/desk\/replies\/3$/);
      await page.getByRole('link', { name: 'Publish their reply' }).click();
      await page.getByLabel('Their reply').fill('It was on 29 March.');
      await page.getByRole('button', { name: 'Publish their reply' }).click();
      await page.waitForURL(/\/desk\/replies\/3$/);
      await page.getByRole('link', { name: 'View the reply under the article' }).click();
      await page.waitForURL(/#reply-3$/);
      expect(await page.getByRole('heading', { name: 'Reply by The press office' }).isVisible()).toBe(true);
      const feed = await (await page.request.get(base() + routes.feedXml())).text();
      expect(feed).toContain('It was on 29 March.');
    });
  });

  it('email a request for a permission with the editor’s words and the link, but nothing of the article', async () => {
    await open(routes.desk.askPermission({ number: 1 }), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.getByRole('button', { name: 'Send the request' }).click();
      await page.waitForURL(/\/desk\/permissions\/1$/);
      const [sent] = mail!.received;
      expect([sent!.to, mail!.received.length]).toEqual([['aigul@example.org'], 1]);
      const text = sent!.message.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
      expect(text).toContain('May we write that you were in hospital in May');
      expect(text).not.toContain('A case was opened');
      token = /http:\/\/paper\.example\.org\/permission\/([\w-]{43})/.exec(text)![1]!;
    });
  });

  it('let the person answer a request once, without JavaScript or an account, on a page that no cache may store', async () => {
    await openAlone(
      routes.permission({ token }),
      { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      async (page, context) => {
        expect(await page.getByText('We would not name the doctor.').isVisible()).toBe(true);
        expect(await page.content()).not.toContain('A case was opened');
        const { headers } = await page.request.get(page.url()).then((response) => ({ headers: response.headers() }));
        expect([headers['cache-control'], headers['x-robots-tag']]).toEqual(['no-store', 'noindex, nofollow']);
        await page.getByRole('button', { name: 'Send answer' }).click();
        await page.getByText('Choose an answer.').first().waitFor();
        await page.getByLabel('I do not agree').check();
        await page.getByRole('button', { name: 'Send answer' }).click();
        await page.getByRole('heading', { name: 'We have received your answer' }).waitFor();
        expect((await page.request.get(base() + routes.permission({ token }))).status()).toBe(410);
        expect(await context.cookies()).toEqual([]);
      },
      '',
    );
  });

  it('list the articles affected by a withdrawn permission, until an editor has checked them', async () => {
    expect(touched).toEqual([`${article} 2`, `${article} 3`]);
    await open(routes.desk.permissions(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      // The desk sees the withdrawal on the page that would publish the article, and on its first page.
      await page.goto(base() + routes.desk.publishArticle({ number: article }));
      expect(
        await page.getByRole('heading', { name: 'A permission that this text is based on was withdrawn' }).isVisible(),
      ).toBe(true);
      await page.goto(base() + routes.desk.home());
      await page.getByRole('link', { name: '1 article is based on a permission that was withdrawn' }).click();
      await page.goto(base() + routes.desk.permission({ number: 2 }));
      expect(await page.getByText('Withdrawn · 20 May 2018 · by email · by Their lawyer').isVisible()).toBe(true);
      await page.goto(base() + routes.desk.permissions());
      await page.getByRole('button', { name: 'Mark as checked' }).first().click();
      await page.getByText('1 article is based on a permission that was withdrawn').waitFor();
      await page.goto(base() + routes.desk.permission({ number: 1 }));
      expect(await page.getByText('Refused').first().isVisible()).toBe(true);
    });
  });
});
