import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { tryLinksJob } from '../../documents/links/try-links.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { routes } from '../routes.ts';
import { deskOn, password } from '../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../testing/in-browser.ts';

const minute = 60_000;
const start = Date.now();
/** The desk's time. The clocks of the pages are set to it. */
let at = start;
let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let article = 0;
let email = '';

const { openAlone, base } = inBrowser(async (assets) => {
  made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date(at), idle: true });
  await prepareJobs(made.db, [tryLinksJob]);
  const filed = await fileForArticles(desk.app);
  const editor = await desk.join('editor', 'Ada Reporter');
  ({ email } = editor);
  const [first] = await run(desk.app, createArticles, editor.principal, {
    articles: [
      {
        headline: { text: 'Two outlets face a case', claims: [filed.dated] },
        byline: { names: ['Ada Reporter'] },
        cases: [filed.case],
        blocks: [{ sentences: [{ text: 'The case was opened in March.', claims: [filed.dated] }] }],
      },
    ],
  });
  article = first!.number;
  return { web: desk.web, close: () => made.drop() };
});

const cover = (page: Page) => page.locator('dialog#lock');
const locked = (page: Page) => page.locator('dialog#lock[open]').waitFor();
const unlocked = (page: Page) => page.locator('dialog#lock[open]').waitFor({ state: 'detached' });

/** Opens a page for someone who has just signed in. The page's clock follows the desk's clock. */
async function visit(path: string, look: (page: Page, context: BrowserContext) => Promise<void>, options = {}) {
  const person = await desk.join('editor', 'Boris Editor');
  ({ email } = person);
  await openAlone(
    // A page without scripts comes first, because the browser's clock must be set before the first script runs.
    routes.health(),
    { viewport: { width: 1280, height: 900 }, ...options },
    async (page, context) => {
      await context.clock.install({ time: at });
      await page.goto(base() + path);
      await look(page, context);
    },
    person.sessionToken,
  );
}
/** Moves the clocks of the desk and of all pages of a browser forward. */
async function later(context: BrowserContext, minutes: number): Promise<void> {
  at += minutes * minute;
  await context.clock.runFor(minutes * minute);
}
/**
 * Acts in a page. Then waits until the page has reported the input to the desk, which takes at most two minutes of the
 * desk's time.
 */
async function use(page: Page, context: BrowserContext, act: () => Promise<unknown>): Promise<void> {
  const reported = page.waitForResponse((response) => response.url().endsWith(routes.desk.noteUse()));
  await act();
  await later(context, 2);
  await reported;
}
const enter = async (page: Page, typed = password) => {
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
};
/** The desk's stored unsaved changes of articles, as text. */
const kept = async () => JSON.stringify(await made.db.read.selectFrom('working_copy').selectAll().execute());

describe('a desk page without input', () => {
  for (const { look, ...options } of looks)
    it(`is covered on ${look}: accessible, and not wider than the screen`, async () => {
      await visit(
        routes.desk.newCase(),
        async (page, context) => {
          await later(context, 16);
          await locked(page);
          await picture(page, `cover-${look}`);
          expect(await faults(page)).toEqual([]);
        },
        options,
      );
    });
  for (const { look, ...options } of looks)
    it(`is locked after 15 minutes: the next page asks for the password, on ${look}, and is accessible and not too wide`, async () => {
      await visit(
        routes.desk.newCase(),
        async (page) => {
          at += 15 * minute;
          await page.goto(base() + routes.desk.cases());
          await picture(page, `locked-${look}`);
          expect([await page.locator('h1').textContent(), await faults(page)]).toEqual(['Locked', []]);
          await enter(page);
          await page.waitForURL(base() + routes.desk.cases());
        },
        options,
      );
    });

  it('is covered, so that its content is hidden, and continues by keyboard with the password, without losing the input', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      await page.locator('input[name=title]').focus();
      await use(page, context, () => page.keyboard.type('A title that'));
      await later(context, 12);
      await use(page, context, () => page.keyboard.type(' took long'));
      await later(context, 12);
      expect(await cover(page).isVisible()).toBe(false);
      await later(context, 1);
      await locked(page);
      expect(await page.title()).toBe('Locked');
      // Screen readers find only the cover, and the page's text does not contain what the cover hides.
      const tree = await page.locator('body').ariaSnapshot();
      expect([tree.includes('dialog "Locked"'), tree.includes('Boris Editor'), tree.includes('New case')]).toEqual([
        true,
        true,
        false,
      ]);
      expect(await page.evaluate(() => document.body.innerText)).not.toContain('Add a web page');
      for (const key of ['Escape', 'Escape', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Escape']) {
        await page.keyboard.press(key);
        const at1 = await page.evaluate(
          () => document.activeElement === document.body || document.activeElement!.closest('#lock') !== null,
        );
        expect(at1, key).toBe(true);
      }
      expect(await cover(page).isVisible()).toBe(true);
      await page.locator('#lock-password').focus();
      await enter(page, 'not the password');
      await page.locator('#lock-error', { hasText: 'The password is not correct' }).waitFor();
      await enter(page);
      await unlocked(page);
      expect(await page.inputValue('input[name=title]')).toBe('A title that took long');
      await page.keyboard.type('er');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/desk\/cases\/\d+/);
      expect(await page.locator('h1').first().textContent()).toContain('A title that took longer');
    });
  });

  it('continues by keyboard with a passkey, without losing the input', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      // Passkeys need a host name, and a browser with a device for them.
      const site = base().replace('127.0.0.1', 'localhost');
      const devices = await context.newCDPSession(page);
      await devices.send('WebAuthn.enable');
      await devices.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      const [cookie] = (await context.cookies(base())).filter((one) => one.name === 'kronika');
      await context.addCookies([{ name: 'kronika', value: cookie!.value, url: site }]);
      await page.goto(site + routes.desk.newPasskey());
      await page.locator('input[name=name]').fill('This laptop');
      await page.keyboard.press('Enter');
      await page.getByText('We show these codes only once').waitFor();
      await page.goto(site + routes.desk.newCase());
      await page.locator('input[name=title]').fill('Typed before the break');
      await later(context, 15);
      await locked(page);
      const button = page.getByRole('button', { name: 'Unlock with a passkey' });
      await button.waitFor();
      await picture(page, 'cover-passkey');
      expect(await faults(page)).toEqual([]);
      await page.locator('#lock-password').focus();
      while (!(await button.evaluate((one) => one === document.activeElement))) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await unlocked(page);
      expect(await page.inputValue('input[name=title]')).toBe('Typed before the break');
      await page.locator('input[name=title]').press('Enter');
      await page.waitForURL(/\/desk\/cases\/\d+/);
    });
  });

  it('locks the session at the desk, too, and stores nothing but times in the browser', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      await page.locator('input[name=title]').fill('Secret plans');
      await later(context, 15);
      await locked(page);
      await expect.poll(async () => (await page.request.get(base() + routes.desk.cases())).url()).toContain('unlock');
      const stored = await page.evaluate(() => Object.entries(localStorage).flat().join(' '));
      expect(stored.replaceAll(/\d+/g, '')).toBe('kronika-used ');
    });
  });

  it('stays covered if the window gets the focus before the desk has locked the session', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      const address = base() + routes.desk.lock();
      let lock = (): void => {};
      const isLocking = new Promise<void>((resolve) => {
        void page.route(address, async (route) => {
          if (route.request().method() === 'POST') {
            resolve();
            await new Promise<void>((done) => (lock = done));
          }
          await route.continue();
        });
      });
      // The desk learns of input later than the page does. So the page locks first, and tells the desk to lock.
      await use(page, context, () => page.keyboard.press('Tab'));
      await later(context, 13);
      await locked(page);
      await isLocking;
      const asked = page.waitForResponse((answer) => answer.url() === address && answer.request().method() === 'GET');
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      // After the response to this request, the page has done everything that the focus started.
      await page.evaluate((health) => fetch(health), base() + routes.health());
      lock();
      expect(await (await asked).json()).toMatchObject({ locked: true });
      await page.locator('#lock-password').waitFor();
      await enter(page);
      await unlocked(page);
    });
  });

  it('stays covered without a connection, and locks the session when the connection is back', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      await page.locator('input[name=title]').fill('Typed before');
      await context.setOffline(true);
      await later(context, 15);
      await locked(page);
      await page.getByText('There is no connection to the desk').waitFor();
      await context.setOffline(false);
      expect(await cover(page).isVisible()).toBe(true);
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      await expect.poll(async () => (await page.request.get(base() + routes.desk.cases())).url()).toContain('unlock');
      expect(await cover(page).isVisible()).toBe(true);
      await enter(page);
      await unlocked(page);
      expect(await page.inputValue('input[name=title]')).toBe('Typed before');
    });
  });

  it('is not covered while another tab is used, and is uncovered when another tab is unlocked', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      const other = await context.newPage();
      await other.goto(base() + routes.desk.newCase());
      await page.bringToFront();
      await page.locator('input[name=title]').focus();
      await use(page, context, () => page.keyboard.type('Typed here'));
      await later(context, 8);
      await other.bringToFront();
      await use(other, context, () => other.keyboard.press('Tab'));
      await later(context, 8);
      expect([await cover(page).isVisible(), await cover(other).isVisible()]).toEqual([false, false]);
      await later(context, 5);
      await locked(page);
      await locked(other);
      await other.bringToFront();
      await enter(other);
      await unlocked(other);
      await unlocked(page);
      expect(await page.inputValue('input[name=title]')).toBe('Typed here');
    });
  });

  it('keeps the text and undo steps of the article editor while it is covered, and then sends what was not saved', async () => {
    await visit(routes.desk.writeArticle({ number: article }), async (page, context) => {
      const text = page.locator('.ProseMirror');
      await text.getByText('The case was opened').click();
      await page.keyboard.press('End');
      await page.keyboard.type(' Saved words.');
      await later(context, 0.1);
      await page.locator('#ed-state.kept').waitFor();
      // The desk locks the session before the page does. It refuses the next words, and then the page is covered.
      at += 15 * minute;
      await page.keyboard.type(' Words on the way.');
      await context.clock.runFor(5000);
      await locked(page);
      expect(await kept()).not.toContain('Words on the way');
      await enter(page);
      await unlocked(page);
      await page.locator('#ed-state.kept').waitFor();
      await expect.poll(() => kept()).toContain('Words on the way');
      await page.keyboard.type(' And more.');
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      await expect.poll(() => text.textContent()).toContain('The case was opened in March.');
      expect(await text.textContent()).not.toContain('And more');
      await later(context, 0.1);
    });
  });

  it('leads to the sign-in in a new tab after 8 hours, and continues in its own tab afterwards', async () => {
    await visit(routes.desk.newCase(), async (page, context) => {
      await page.locator('input[name=title]').fill('Written before the night');
      await later(context, 15);
      await locked(page);
      at += 8 * 60 * minute;
      await enter(page);
      const link = page.getByRole('link', { name: 'Sign in in a new tab' });
      await link.waitFor();
      expect(await page.locator('#lock-why').innerText()).toContain('What you typed is still on this page');
      expect(await faults(page)).toEqual([]);
      const opening = context.waitForEvent('page');
      await page.keyboard.press('Enter');
      const tab = await opening;
      await tab.locator('input[name=email]').fill(email);
      await tab.locator('input[name=password]').fill(password);
      await tab.keyboard.press('Enter');
      await tab.waitForURL(base() + routes.desk.home());
      await unlocked(page);
      await page.bringToFront();
      await page.locator('input[name=title]').press('Enter');
      await page.waitForURL(/\/desk\/cases\/\d+/);
      expect(await page.locator('h1').first().textContent()).toContain('Written before the night');
    });
  });

  it('stays covered if someone else has signed in in this browser', async () => {
    const other = await desk.join('editor', 'Vera Other');
    await visit(routes.desk.newCase(), async (page, context) => {
      await later(context, 15);
      await locked(page);
      await context.addCookies([{ name: 'kronika', value: other.sessionToken, url: base() }]);
      await enter(page);
      await page.getByText('Someone else is signed in').waitFor();
      expect(await cover(page).isVisible()).toBe(true);
    });
  });
});
