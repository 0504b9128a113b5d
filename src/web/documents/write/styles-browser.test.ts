import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { formOf } from '../../../documents/model/diff-document.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { fileForArticles, type Filed } from '../../../publishing/testing/filed.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser } from '../../testing/in-browser.ts';
import { selectionRead } from './testing/selection-read.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let filed: Filed;
let ada: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
const stage = inBrowser(async (assets) => {
  made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  filed = await fileForArticles(desk.app);
  ada = await desk.join('editor', 'Ada Reporter');
  return { web: desk.web, close: () => made.drop() };
});

const article = async (text = 'The case was opened on 30 March 2018.'): Promise<number> =>
  (
    await run(desk.app, createArticles, ada.principal, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text, claims: [filed.dated] }] }],
        },
      ],
    })
  )[0]!.number;
const open = (number: number, look: (page: Page) => Promise<void>, width = 1280): Promise<void> =>
  stage.open(routes.desk.writeArticle({ number }), { viewport: { width, height: 900 } }, look, ada.sessionToken);
const saved = async (number: number) =>
  formOf((await loadHead(made.db.read, number)).doc).blocks.map(({ type, sentences }) => [
    type,
    ...sentences.map((one) => one.text),
  ]);
const save = async (page: Page) => {
  await page.keyboard.press('Control+s');
  await page.locator('#ed-state', { hasText: 'Saved as revision' }).waitFor();
};
/** Selects words of the text, as a double click does. */
const select = async (page: Page, words: string) => {
  await page.evaluate((find) => {
    const walker = document.createTreeWalker(document.querySelector('.ProseMirror')!, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.indexOf(find);
      if (at < 0) continue;
      document.querySelector<HTMLElement>('.ProseMirror')!.focus();
      getSelection()!.setBaseAndExtent(node, at, node, at + find.length);
      document.dispatchEvent(new Event('selectionchange'));
      return;
    }
    throw new Error(`No ${find}`);
  }, words);
  await selectionRead(page);
};
const pressed = (page: Page, name: string, is: boolean) => page.locator(`#ed-${name}[aria-pressed="${is}"]`).waitFor();
/** Puts the caret at the end of the text. */
const atEnd = async (page: Page) => {
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.ProseMirror')!.focus();
    getSelection()!.selectAllChildren([...document.querySelectorAll('.ProseMirror .sentence')].at(-1)!);
    getSelection()!.collapseToEnd();
  });
  await selectionRead(page);
};
/** Pastes into a new paragraph at the end of the text. */
const paste = async (page: Page, html: string, text = '') => {
  await atEnd(page);
  await page.keyboard.press('Enter');
  await page.evaluate(
    ([pasted, plain]) => {
      const data = new DataTransfer();
      if (pasted) data.setData('text/html', pasted);
      if (plain) data.setData('text/plain', plain);
      document
        .querySelector('.ProseMirror')!
        .dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
    },
    [html, text],
  );
};
const fixture = (name: string): string => readFileSync(new URL(`./testing/${name}.html`, import.meta.url), 'utf8');

describe('bold and italic words in the editor', () => {
  it('are set with the keyboard and the buttons, undone, saved, and shown to readers and in the form without script', async () => {
    const number = await article();
    await open(number, async (page) => {
      await select(page, '30 March');
      await pressed(page, 'bold', false);
      await page.keyboard.press('Control+b');
      await pressed(page, 'bold', true);
      await select(page, 'case was opened on ');
      await page.locator('#ed-italic').click();
      await pressed(page, 'italic', true);
      await page.keyboard.press('Control+z');
      await pressed(page, 'italic', false);
      await page.keyboard.press('Control+i');
      await pressed(page, 'italic', true);
      // The headline cannot have bold words.
      await select(page, 'A case was opened');
      await page.keyboard.press('Control+b');
      expect(await page.locator('.ProseMirror h1 strong').count()).toBe(0);
      await page.locator('#ed-count', { hasText: 'No problems' }).waitFor();
      await save(page);
      expect(await faults(page)).toEqual([]);
    });
    expect(await saved(number)).toEqual([['paragraph', 'The <i>case was opened on</i> <b>30 March</b> 2018.']]);
    await run(desk.app, publishArticle, ada.principal, { article: `article/${number}`, version: 2 });
    await stage.open(`/articles/${number}`, {}, async (page) => {
      const said = page.locator('.said', { has: page.locator('strong') });
      expect(await said.innerHTML()).toBe('The <em>case was opened on</em> <strong>30 March</strong> 2018.');
      const { sentences } = (
        await (await page.request.get(new URL(`/articles/${number}.json`, page.url()).href)).json()
      ).blocks[0];
      expect(sentences[0]).toMatchObject({
        text: 'The case was opened on 30 March 2018.',
        styles: [
          { start: 4, end: 22, style: 'italic' },
          { start: 23, end: 31, style: 'bold' },
        ],
      });
      const feed = await (await page.request.get(new URL('/feed.json', page.url()).href)).text();
      expect(feed).toContain('<strong>30 March</strong>');
    });
    // The form without scripts shows the same bold and italic words.
    await stage.open(
      routes.desk.editArticle({ number }),
      { javaScriptEnabled: false },
      (page) => page.locator('textarea', { hasText: '<b>30 March</b>' }).waitFor(),
      ada.sessionToken,
    );
  });

  it('and links stay in text that is pasted from Word, Google Docs and web pages, and nothing else does', async () => {
    const number = await article();
    await open(number, async (page) => {
      let asked = 0;
      page.on('request', (request) => (asked += Number(!request.url().startsWith(new URL(page.url()).origin))));
      await paste(page, fixture('word'));
      await page.locator('.ProseMirror li', { hasText: 'appealed' }).waitFor();
      await paste(page, fixture('google-docs'));
      await page.locator('.ProseMirror li', { hasText: 'One point.' }).waitFor();
      await page.keyboard.press('Enter');
      await paste(page, fixture('web-page'));
      await page.locator('.ProseMirror p', { hasText: 'Forbes' }).waitFor();
      await save(page);
      expect(asked).toBe(0);
    });
    expect((await saved(number)).slice(1)).toEqual([
      ['heading', 'What the court did'],
      [
        'paragraph',
        'The court <b>fined</b> the <i>Harbour Post</i>, says [the ruling](https://example.org/ruling?id=1&lang=en).',
      ],
      ['bullet', 'The editor paid.'],
      ['bullet', 'The owner appealed.'],
      ['bullet', 'Prosecutors <b>dropped</b> the case, <i>Ratel</i> [reported](https://example.org/dropped).'],
      ['bullet', 'One point.'],
      [
        'paragraph',
        'Police <b>searched</b> the office, <i>Forbes</i> [wrote](https://example.org/search).',
        'Nothing was taken.',
        'More, here, or [write](mailto:desk@example.org).',
      ],
      ['paragraph', 'In a table.'],
    ]);
  });

  it('a web address that is pasted on selected words makes them a link; too long a text is refused', async () => {
    const number = await article();
    await open(number, async (page) => {
      await select(page, '30 March');
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.setData('text/plain', 'https://example.org/day');
        document
          .querySelector('.ProseMirror')!
          .dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
      });
      await page.locator('.ProseMirror a[href="https://example.org/day"]', { hasText: '30 March' }).waitFor();
      await save(page);
      await paste(page, '', 'word '.repeat(30_000));
      await page.locator('#ed-state.wrong', { hasText: 'too long to insert' }).waitFor();
      expect(await page.locator('.ProseMirror').textContent()).not.toContain('word word');
    });
    expect((await saved(number))[0]).toEqual([
      'paragraph',
      'The case was opened on [30 March](https://example.org/day) 2018.',
    ]);
    await run(desk.app, publishArticle, ada.principal, {
      article: `article/${number}`,
      version: (await loadHead(made.db.read, number)).version,
    });
    await stage.open(`/articles/${number}`, {}, async (page) => {
      const link = page.locator('.said a', { hasText: '30 March' });
      expect(await link.getAttribute('rel')).toBe('external noopener nofollow');
      expect(await link.evaluate((one) => getComputedStyle(one, '::after').content)).toContain('↗');
    });
  });
});
