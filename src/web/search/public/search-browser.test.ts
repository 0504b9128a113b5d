import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { faults, inBrowser } from '../../testing/in-browser.ts';
import { exampleSite } from '../../testing/site.ts';

const stage = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  const site = await exampleSite(made.db, { assets: assets.folder });
  return { web: site.web, close: () => made.drop() };
});

async function openAt(path: string, script = true): Promise<Page> {
  const context = await stage
    .browser()
    .newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: script });
  const page = await context.newPage();
  await page.goto(stage.base() + path);
  return page;
}

describe('suggestions while typing', () => {
  it('can be selected by keyboard, also for a name in another script, with the roles that screen readers need', async () => {
    const page = await openAt(routes.search());
    const field = page.getByRole('combobox');
    await field.pressSequentially('какимж');
    const options = page.getByRole('option');
    await options.first().waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    expect(await options.first().textContent()).toContain('Zeinulla Kakimzhanov');
    await page.keyboard.press('ArrowDown');
    expect(await field.getAttribute('aria-activedescendant')).toBe(await options.first().getAttribute('id'));
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/actors\/\d+\/zeinulla-kakimzhanov$/);
    await page.context().close();
  });

  it('are closed by Escape, and Enter without a selection starts a search', async () => {
    const page = await openAt(routes.cases());
    const field = page.getByRole('combobox');
    await field.pressSequentially('kakim');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect([
      await field.getAttribute('aria-expanded'),
      await page.getByRole('option').count(),
      await field.inputValue(),
    ]).toEqual(['false', 0, 'kakim']);
    await field.fill('police');
    await page.getByRole('option').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/cases\?q=police$/);
    expect(await page.locator('mark').first().textContent()).toMatch(/police/i);
    await page.context().close();
  });

  it('are not needed: without JavaScript, search and filters work with buttons and links', async () => {
    const page = await openAt(routes.search(), false);
    await page.locator('input[name=q]').fill('Какимжанов');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=/);
    expect(await page.locator('mark').first().textContent()).toBe('Kakimzhanov');
    // The filters are collapsed, so that the first result is on the first screen of a phone.
    expect((await page.locator('.results li').first().boundingBox())!.y).toBeLessThan(700);
    await page.locator('summary', { hasText: /^Filters$/ }).click();
    await page.locator('summary', { hasText: 'Who was targeted' }).click();
    await page.getByLabel(/News outlet/).check();
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.waitForURL(/targeted=outlet/);
    await page.getByRole('button', { name: 'Remove Who was targeted: News outlet' }).click();
    expect(new URL(page.url()).searchParams.has('targeted')).toBe(false);
    await page.getByRole('link', { name: 'Last updated' }).click();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('changed');
    await page.context().close();
  });
});
