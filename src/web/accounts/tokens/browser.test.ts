import { describe, expect, it } from 'vitest';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder });
  const chief = await desk.join('administrator', 'Dana Ospanova');
  const other = await desk.join('monitor', 'Aliya Nurlan');
  await other.post(routes.desk.tokens(), {
    name: 'Nightly import from our list',
    scopes: ['read:desk', 'write:record'],
    days: '366',
  });
  return { web: desk.web, session: chief.sessionToken, close: made.drop };
});

describe('tokens and the page of the API in a browser', () => {
  const pages = { guide: routes.apiGuide(), tokens: routes.desk.tokens() };
  for (const [name, path] of Object.entries(pages))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(path, {}, async (page) => {
        expect(await page.locator('h1').count()).toBe(1);
        expect(await faultsInLooks(page, name)).toEqual([]);
      });
    });

  it('a token is created by keyboard, and then revoked', async () => {
    await open(routes.desk.tokens(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.getByLabel('What you use it for').focus();
      await page.keyboard.type('An archive of ours');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#shown-once');
      expect(await page.inputValue('#shown-once')).toMatch(/^kronika_[\w-]{43}$/);
      await picture(page, 'new-token');
      expect(await faults(page)).toEqual([]);
      await page.goto(base() + routes.desk.tokens());
      await page.getByRole('button', { name: 'Revoke “An archive of ours”' }).click();
      await page.waitForURL(base() + routes.desk.tokens());
      expect(await page.getByRole('row', { name: /An archive of ours/ }).textContent()).toContain('Revoked');
    });
  });
});
