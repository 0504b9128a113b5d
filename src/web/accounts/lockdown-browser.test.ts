import { afterAll, expect, it } from 'vitest';
import { endLockdown } from '../../accounts/lockdown/lockdown.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn, password } from '../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../testing/in-browser.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
const { open, openAlone, base } = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date(), idle: true });
  await prepareJobs(made.db, []);
  return { web: desk.web, close: () => made.drop() };
});
const end = () => run(desk.app, endLockdown, { ...systemPrincipal, via: 'cli' }, {});
afterAll(end);

it.each(looks)('a lockdown can be started by keyboard, on accessible pages: $look', async ({ look, ...options }) => {
  const chief = await desk.join('administrator', 'Ada Reporter');
  await open(
    routes.desk.lockdown(),
    options,
    async (page) => {
      await picture(page, `lockdown-${look}`);
      expect(await faults(page)).toEqual([]);
      const button = page.getByRole('button', { name: 'Lock down now' });
      while (!(await button.evaluate((one) => one === document.activeElement))) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Lockdown' }).waitFor();
      expect(page.url()).toBe(base() + routes.desk.home());
      await picture(page, `in-lockdown-${look}`);
      expect(await faults(page)).toEqual([]);
    },
    chief.sessionToken,
  );
  await end();
});

it('a lockdown covers a page that someone else has open, and its text can be sent after the lockdown', async () => {
  const [chief, writer] = [await desk.join('administrator'), await desk.join('editor', 'Boris Editor')];
  await openAlone(
    routes.desk.newCase(),
    { viewport: { width: 1280, height: 900 } },
    async (page, context) => {
      await page.locator('input[name=title]').fill('Typed before the raid');
      expect((await chief.post(routes.desk.lockdown())).status).toBe(303);
      // A page learns of the lockdown from the response to its next request. This event replaces that response.
      await page.evaluate(() => document.dispatchEvent(new Event('kronika:locked')));
      await page.locator('dialog#lock[open]').waitFor();
      await page.locator('#lock-password').fill(password);
      await page.keyboard.press('Enter');
      await page.locator('#lock-error', { hasText: 'This site is in lockdown' }).waitFor();
      await end();
      await page.keyboard.press('Enter');
      const link = page.getByRole('link', { name: 'Sign in in a new tab' });
      await link.waitFor();
      const opening = context.waitForEvent('page');
      await link.click();
      const tab = await opening;
      await tab.locator('input[name=email]').fill(writer.email);
      await tab.locator('input[name=password]').fill(password);
      await tab.keyboard.press('Enter');
      await tab.waitForURL(base() + routes.desk.home());
      await page.bringToFront();
      await page.locator('dialog#lock[open]').waitFor({ state: 'detached' });
      await page.locator('input[name=title]').press('Enter');
      await page.waitForURL(/\/desk\/cases\/\d+/);
      expect(await page.locator('h1').first().textContent()).toContain('Typed before the raid');
    },
    writer.sessionToken,
  );
});
