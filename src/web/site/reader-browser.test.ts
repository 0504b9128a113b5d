import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { systemPrincipal, run } from '../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { SupportMessageCache } from '../../publishing/support-messages/messages-cache.ts';
import { createSupportMessages } from '../../publishing/support-messages/create-messages.ts';
import { routes } from '../routes.ts';
import { faults, inBrowser, shots, type Options } from '../testing/in-browser.ts';
import { exampleSite, type Site } from '../testing/site.ts';

let made: TestDatabase;
let site: Site;

const stage = inBrowser(async (assets) => {
  made = await oneDatabase();
  const supportMessages = new SupportMessageCache({
    changed: () => {},
    failed: (error) => Promise.reject(error),
    timeZone: () => 'UTC',
  });
  site = await exampleSite(made.db, { assets: assets.folder, supportMessages });
  const closeSupportMessages = await supportMessages.open(site.app);
  await run(site.app, createSupportMessages, systemPrincipal, { messages: [message] });
  return {
    web: site.web,
    async close() {
      await closeSupportMessages();
      await made.drop();
    },
  };
});

const message = {
  title: 'Keep this record going',
  body: 'We are five people and a server. What you read here is free for all, and stays so, because readers pay for it.',
  details:
    'What it costs: the server, two salaries, a lawyer when we are sued.\n\nWho pays so far: 214 readers and one foundation.',
  donateUrl: 'https://give.example.org/us',
  places: ['article' as const, 'front' as const, 'case' as const],
  startsOn: '2018-05-01',
  goal: 20_000,
  raised: 12_000,
  currency: 'EUR',
};

const article = () => routes.article({ number: site.article, slug: '-' });
const phone = { width: 390, height: 844 };
const open = (path: string, options: Options, look: (page: Page) => Promise<void>) =>
  stage.open(path, { viewport: phone, ...options }, look);
const openAlone = (path: string, options: Options, look: (page: Page, context: BrowserContext) => Promise<void>) =>
  stage.openAlone(path, { viewport: phone, ...options }, look);
const looks = {
  phone: { viewport: phone, colorScheme: 'light' },
  'wide-dark': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
} as const;

describe('a reader of an article', () => {
  it('saves the article in the browser, by keyboard, and removes it from the list again', async () => {
    await openAlone(article(), {}, async (page, context) => {
      const keep = page.locator('[data-tool=keep]');
      expect((await context.storageState()).origins).toEqual([]);
      await keep.focus();
      await page.keyboard.press('Enter');
      await expect
        .poll(async () => [await keep.textContent(), await keep.getAttribute('aria-pressed')])
        .toEqual(['Saved', 'true']);
      const address = page.url();
      await page.reload();
      await expect.poll(() => keep.getAttribute('aria-pressed')).toBe('true');
      await page.goto(stage.base() + routes.readingList());
      const link = page.locator('[data-list] h2 a');
      await expect
        .poll(() => link.allTextContents())
        .toEqual(['Two newsrooms in Almaty, searched over a complaint about articles a court had ordered removed']);
      if (shots) await page.screenshot({ path: join(shots, 'reading-list-phone.png') });
      await link.click();
      await page.waitForURL(address);
      await page.goto(stage.base() + routes.readingList());
      await page.locator('[data-list] li button').click();
      await expect
        .poll(async () => [await link.count(), await page.locator('[data-none]').innerText()])
        .toEqual([0, 'No saved articles. To add one, select “Save for later” under its headline.']);
      expect((await context.storageState()).origins).toEqual([]);
      expect(await context.cookies()).toEqual([]);
    });
  });

  it('prints the article, and returns to the previous page', async () => {
    await open(routes.cases(), {}, async (page) => {
      await page.evaluate((path) => location.assign(path), article());
      await page.waitForURL(/\/articles\//);
      await page.evaluate(() => (window.print = () => document.documentElement.setAttribute('data-printed', '')));
      await page.locator('[data-tool=print]').click();
      await expect.poll(() => page.locator('html').getAttribute('data-printed')).toBe('');
      await page.getByRole('link', { name: 'Previous page' }).click();
      await page.waitForURL(stage.base() + routes.cases());
    });
  });

  it('shares the article by the system’s dialog if there is one, or else by links and by copying its URL', async () => {
    await open(article(), { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.locator('.share summary').click();
      if (shots) await page.screenshot({ path: join(shots, 'share-phone.png') });
      await page.locator('[data-copy]').click();
      await expect.poll(() => page.locator('[data-copy]').textContent()).toBe('Copied');
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
      const mail = await page.locator('.share a[href^=mailto]').getAttribute('href');
      expect(decodeURIComponent(mail!)).toContain(page.url());
    });
    await open('/', {}, async (page) => {
      await page.addInitScript(() =>
        Object.assign(navigator, {
          share: async (what: unknown) => document.documentElement.setAttribute('data-shared', JSON.stringify(what)),
        }),
      );
      await page.goto(stage.base() + article());
      await page.locator('.share summary').click();
      const shared = (): Promise<string | null> => page.locator('html').getAttribute('data-shared');
      await expect.poll(shared).toContain('Two newsrooms');
      expect(JSON.parse((await shared())!)).toEqual({
        title: expect.stringContaining('Two newsrooms'),
        url: page.url(),
      });
      await expect.poll(() => page.locator('.share').getAttribute('open')).toBeNull();
    });
  });

  it('opens the note of a sentence by tapping the sentence', async () => {
    await open(article(), { hasTouch: true }, async (page) => {
      await page.locator('.flow > p .said').first().tap();
      const note = page.locator('.note > div:popover-open');
      await expect.poll(() => note.count()).toBe(1);
      expect(await note.innerText()).toContain('Human Rights Watch');
    });
  });

  it('sees the numbers of a sentence beside its last word, at any width', async () => {
    await open(article(), {}, async (page) => {
      for (const width of [320, 360, 390, 420, 600, 768]) {
        await page.setViewportSize({ width, height: 844 });
        const strays = await page.evaluate(() =>
          [...document.querySelectorAll('.cited')].flatMap((one) => {
            const words = [...one.querySelector('.said')!.getClientRects()].at(-1)!;
            const number = one.querySelector('.refs button')!.getBoundingClientRect();
            return number.top > words.bottom - 4 ? [one.textContent] : [];
          }),
        );
        expect([width, strays]).toEqual([width, []]);
      }
    });
  });

  it('opens the details of a support message, dismisses it, and sees it no more, with and without JavaScript', async () => {
    for (const javaScriptEnabled of [true, false])
      await openAlone(article(), { javaScriptEnabled }, async (page, context) => {
        const box = page.locator('.support-message');
        await box.locator('summary').focus();
        await page.keyboard.press('Enter');
        expect(await box.getByText('214 readers').isVisible()).toBe(true);
        expect(await context.cookies()).toEqual([]);
        const address = page.url();
        await box.getByRole('button', { name: 'No, thanks' }).focus();
        const answered = javaScriptEnabled
          ? page.waitForResponse((response) => response.request().method() === 'POST')
          : page.waitForEvent('load');
        await page.keyboard.press('Enter');
        await answered;
        await expect.poll(() => box.count()).toBe(0);
        expect(page.url()).toBe(address);
        await expect
          .poll(async () => (await context.cookies()).map(({ name, httpOnly }) => ({ name, httpOnly })))
          .toEqual([{ name: 'support_messages', httpOnly: true }]);
        for (const path of [article(), '/', routes.case_({ number: 1, slug: '-' })]) {
          await page.goto(stage.base() + path);
          expect([path, await box.count()]).toEqual([path, 0]);
        }
        await page.goto(stage.base() + routes.support());
        expect(await box.getByRole('link').getAttribute('href')).toBe(routes.followSupportMessage({ number: 1 }));
      });
  });

  it('sees a support message that is accessible, no wider than the screen, and not printed', async () => {
    for (const [look, options] of Object.entries(looks))
      for (const [name, path] of [
        ['article', article()],
        ['front', '/'],
        ['support', routes.support()],
      ] as const)
        await open(path, options, async (page) => {
          await page.locator('.support-message').scrollIntoViewIfNeeded();
          await page.waitForLoadState('networkidle');
          if (shots) await page.screenshot({ path: join(shots, `support-message-${name}-${look}.png`) });
          expect(await faults(page)).toEqual([]);
          await page.emulateMedia({ media: 'print' });
          expect(await page.locator('.support-message').isVisible()).toBe(false);
        });
  });

  it('can share the article without JavaScript, and reads that saved articles need JavaScript', async () => {
    await open(article(), { javaScriptEnabled: false }, async (page) => {
      await page.locator('.share summary').click();
      expect(await page.locator('#share-address').inputValue()).toBe(page.url());
      expect(await page.locator('[data-copy]').isVisible()).toBe(false);
      expect(
        await page
          .locator('.share a')
          .evaluateAll((all) => all.every((one) => /^(https|mailto):/.test((one as HTMLAnchorElement).href))),
      ).toBe(true);
      await page.locator('[data-tool=keep]').click();
      await page.waitForURL(({ pathname }) => pathname === routes.readingList());
      expect(await page.locator('[data-none]').innerText()).toContain('needs JavaScript');
      await page.goBack();
      await page.getByRole('link', { name: 'All articles' }).click();
      await page.waitForURL(({ pathname }) => pathname === routes.articles());
    });
  });
});
