import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArticles } from '../../../../../documents/create-articles.ts';
import { formOf } from '../../../../../documents/model/diff-document.ts';
import { run } from '../../../../../platform/operation.ts';
import { launchBrowser } from '../../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../../platform/testing/databases.ts';
import { loadHead } from '../../../../../publishing/desk-article.ts';
import { fileForArticles, numberOf, type Filed } from '../../../../../publishing/testing/filed.ts';
import { routes } from '../../../../routes.ts';
import { builtAssets } from '../../../../testing/test-deps.ts';
import { deskOn } from '../../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of the pages there. */
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let filed: Filed;
type Person = Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let ada: Person;
let boris: Person;

beforeAll(async () => {
  assets = await builtAssets();
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  filed = await fileForArticles(desk.house);
  ada = await desk.join('editor', 'Ada Reporter');
  boris = await desk.join('editor', 'Boris Editor');
  await new Promise<void>((resolve) => {
    server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await launchBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await made?.drop();
  if (assets) rmSync(join(assets.folder, '..'), { recursive: true, force: true });
});

const article = async (): Promise<number> =>
  (
    await run(desk.house, createArticles, ada.principal, {
      articles: [{ headline: { text: 'Two outlets face a criminal case', claims: [filed.dated] }, byline: { names: ['Ada Reporter'] }, cases: [filed.case], blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }, { text: 'Police came at nine.', claims: [filed.hiddenSpeaker] }] }] }],
    })
  )[0]!.number;

type Options = Parameters<Browser['newContext']>[0];
async function open(number: number, look: (page: Page) => Promise<void>, options: Options = {}, who: Person = ada): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  await context.addCookies([{ name: 'kronika', value: who.sessionToken, url: base }]);
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  try {
    await page.goto(base + routes.desk.writeArticle({ number }), { waitUntil: 'load' });
    await look(page);
    expect(failures).toEqual([]);
  } finally {
    await context.close();
  }
}
const saved = async (number: number) => {
  const form = formOf((await loadHead(made.db.read, number)).doc);
  return form.blocks.map((block) => block.sentences.map((one) => [one.text, ...one.claims.map(numberOf), ...one.inherited.map((ref) => `${numberOf(ref)}?`)]));
};
const text = (page: Page) => page.locator('.ProseMirror');
const kept = (page: Page) => page.locator('#ed-state.kept').waitFor();
const save = async (page: Page) => {
  await page.keyboard.press('Control+s');
  await page.locator('#ed-state', { hasText: 'Saved as revision' }).waitFor();
};
/** The caret right before or after some words, as a click would put it. */
const caret = async (page: Page, words: string, where: 'before' | 'after' = 'after') => {
  await page.evaluate(
    ([find, place]) => {
      const walker = document.createTreeWalker(document.querySelector('.ProseMirror')!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent!.indexOf(find!);
        if (at < 0) continue;
        (document.querySelector('.ProseMirror') as HTMLElement).focus();
        getSelection()!.collapse(node, place === 'after' ? at + find!.length : at);
        return;
      }
      throw new Error(`No ${find}`);
    },
    [words, where],
  );
  await page.waitForTimeout(60);
};
const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations: found } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`));
  });
};

describe('the editor', () => {
  it('writes, cites with @, cuts, joins, undoes and saves, by keyboard', async () => {
    const number = await article();
    await open(number, async (page) => {
      await caret(page, 'at nine.');
      await page.keyboard.type(' Two newsrooms were searched.');
      await page.keyboard.type('@');
      await page.locator('#cite[open]').waitFor();
      await page.keyboard.type('searched homes');
      await page.keyboard.press('Enter');
      await page.locator('#cite[open]').waitFor({ state: 'detached' });
      await page.locator('#ed-sentence', { hasText: 'Police searched four homes' }).waitFor();
      await page.locator('#ed-list', { hasText: 'has not been checked' }).waitFor();
      await save(page);
      expect(await saved(number)).toEqual([[['The case was opened on 30 March 2018.', numberOf(filed.dated)], ['Police came at nine.', numberOf(filed.hiddenSpeaker)], ['Two newsrooms were searched.', numberOf(filed.draft)]]]);

      await caret(page, 'Police came', 'before');
      await page.keyboard.press('Enter');
      await caret(page, 'Police came', 'before');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await save(page);
      expect((await saved(number))[0]![0]).toEqual(['The case was opened on 30 March 2018. Police came at nine.', numberOf(filed.dated), numberOf(filed.hiddenSpeaker)]);
      await page.keyboard.press('Control+z');
      await save(page);
      expect((await saved(number))[0]).toHaveLength(3);

      await caret(page, 'was opened');
      await page.keyboard.press('Enter');
      await page.locator('#ed-list', { hasText: 'came here with an edit' }).waitFor();
      await page.locator('.ed-goto', { hasText: 'on 30 March' }).click();
      await page.locator('#ed-sentence button', { hasText: 'Confirm' }).click();
      await save(page);
      expect((await saved(number))[1]![0]).toEqual(['on 30 March 2018.', numberOf(filed.dated)]);
    });
  }, 60_000);

  it('keeps what is typed, and comes back with it after the page was killed', async () => {
    const number = await article();
    await open(number, async (page) => {
      await caret(page, 'at nine.');
      await page.keyboard.type(' They left at noon.');
      await kept(page);
      await page.goto('about:blank');
    }, {}, ada);
    await open(number, async (page) => {
      await page.locator('.notice', { hasText: 'You go on with what was not saved' }).waitFor();
      expect(await text(page).textContent()).toContain('They left at noon.');
      expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
      expect((await saved(number))[0]).toHaveLength(2);
      await page.locator('#ed-drop').click();
      await page.locator('.notice', { hasText: 'You go on with' }).waitFor({ state: 'detached' });
      expect(await text(page).textContent()).not.toContain('They left at noon.');
    });
  }, 60_000);

  it('tells of a lost connection and sends when it is back', async () => {
    const number = await article();
    await open(number, async (page) => {
      await page.context().setOffline(true);
      await caret(page, 'at nine.');
      await page.keyboard.type(' They came again.');
      await page.locator('#ed-state.lost').waitFor();
      await page.context().setOffline(false);
      await kept(page);
      await page.reload();
      expect(await text(page).textContent()).toContain('They came again.');
    });
  }, 60_000);

  it('tells two editors of each other, and shows both versions where both saved', async () => {
    const number = await article();
    await open(number, async (first) => {
      await open(number, async (second) => {
        await caret(second, 'at nine.');
        await second.keyboard.type(' Boris was here.');
        await kept(second);
        await second.locator('#ed-others', { hasText: 'Ada Reporter' }).waitFor();
        await caret(first, 'at nine.');
        await first.keyboard.type(' Ada was here.');
        await kept(first);
        await first.locator('#ed-others', { hasText: 'Boris Editor is writing' }).waitFor();
        await save(first);
        await second.keyboard.press('Control+s');
        await second.waitForURL(/write\/compare$/);
        const both = await second.locator('main').textContent();
        expect(both).toContain('Ada was here.');
        expect(both).toContain('Boris was here.');
        await second.getByRole('button', { name: 'Save mine over theirs' }).click();
        await second.waitForURL(/write$/);
      }, {}, boris);
    });
    expect(JSON.stringify(await saved(number))).toContain('Boris was here.');
  }, 60_000);

  it('shows timelines of the record, lists and links; without script the plain form has the same', async () => {
    const number = await article();
    await open(number, async (page) => {
      await caret(page, 'at nine.');
      await page.keyboard.press('Enter');
      await page.keyboard.type('- A point.');
      await page.locator('#ed-embed').click();
      await page.locator('#embed input[name=ref]').fill('no case');
      await page.keyboard.press('Enter');
      await page.locator('#embed-wrong', { hasText: 'This is no case' }).waitFor();
      await page.locator('#embed input[name=ref]').fill(String(numberOf(filed.case)));
      await page.keyboard.press('Enter');
      await page.locator('figure.ed-embed', { hasText: 'The investigation of two outlets' }).waitFor();
      await page.locator('#ed-save').click();
      await page.locator('#ed-state', { hasText: 'Saved as revision' }).waitFor();
    });
    const form = formOf((await loadHead(made.db.read, number)).doc);
    expect(form.blocks.map((block) => block.type)).toEqual(['paragraph', 'bullet', 'timeline']);
    await open(number, async (page) => {
      await page.getByRole('link', { name: 'Edit it in the plain form' }).first().click();
      expect(await page.locator('select[name="blocks[1].type"]').inputValue()).toBe('bullet');
      expect(await page.locator('input[name="blocks[2].ref"]').inputValue()).toBe(String(numberOf(filed.case)));
    }, { javaScriptEnabled: false });
  }, 60_000);

  it.each([
    { look: 'desk-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const },
    { look: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
  ])('is clean for axe and fits: $look', async ({ look, ...options }) => {
    const number = await article();
    await open(number, async (page) => {
      await caret(page, 'at nine.');
      await page.keyboard.type(' “Nobody said this”, HRW wrote.');
      await page.locator('#ed-list li').first().waitFor();
      if (shots) await page.screenshot({ path: join(shots, `editor-${look}.png`), fullPage: true });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.keyboard.type(' @');
      await page.locator('#cite-list li').first().waitFor();
      if (shots) await page.screenshot({ path: join(shots, `cite-${look}.png`) });
      expect(await violations(page)).toEqual([]);
    }, options);
  }, 60_000);
});
