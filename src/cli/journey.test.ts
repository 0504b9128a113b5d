import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBrowser } from '../platform/testing/browser.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaServing, useKronika } from './testing/kronika.ts';

const folder = fileURLToPath(new URL('../../../shared/seed/', import.meta.url));
const seed = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.txt')) : undefined;
if (!seed) process.stdout.write('skipped: ../shared/seed is not here; the whole job is done on it in place\n');

useKronika();

/**
 * The main task from start to end, as a new user does it on a phone without JavaScript: the one-time link, adding a
 * page, filing its claims, publishing an article about it, and reading it signed out.
 */
describe.skipIf(!seed)('from a reported page to a published article, on a phone without JavaScript', () => {
  let browser: Browser;
  let serving: Awaited<ReturnType<typeof kronikaServing>>;
  let desk: Page;
  let reader: Page;

  beforeAll(async () => {
    serving = await kronikaServing({ KRONIKA_DATA: tempDir(), KRONIKA_EXAMPLE: '1' });
    browser = await testBrowser();
    const phone = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false };
    desk = await (await browser.newContext(phone)).newPage();
    reader = await (await browser.newContext(phone)).newPage();
  });
  afterAll(async () => {
    await Promise.all([desk?.context().close(), reader?.context().close()]);
    await serving?.stop();
  });

  const press = (name: string | RegExp) => desk.getByRole('button', { name }).first().click();
  let caseNumber: string;
  let claims: string[];
  let article: string;

  it('creates the first account with the link that the server printed', async () => {
    const [, link] = await serving.said(/(http:\S+\/setup\/\S+)/);
    await desk.goto(link!);
    await desk.fill('[name=name]', 'Dana Ospanova');
    await desk.fill('[name=email]', 'dana@example.org');
    for (const field of await desk.locator('input[type=password]').all()) await field.fill('a few words in a row');
    await press(/sign in/i);
    expect(new URL(desk.url()).pathname).toBe('/desk');
  });

  it('adds the page and files two of its claims, checked and public, in a new case', async () => {
    await desk.goto(`${serving.address}/desk/new`);
    await desk.fill('textarea[name=page]', readFileSync(`${folder}${seed}`, 'utf8'));
    await desk.locator('main form button.main').first().click();
    for (const words of [/history of doing battle/, /sued them in January 2017/]) {
      const claim = desk.locator('.claim:not(.own)', { has: desk.locator('.wording', { hasText: words }) }).first();
      // A phone shows one claim at a time.
      await desk.goto(`${desk.url().split('#')[0]}#${await claim.getAttribute('id')}`);
      await claim.locator('button[value^="accept:"]').click();
      await claim.and(desk.locator('.accepted')).waitFor({ state: 'attached' });
    }
    await desk.check('#section-case input[name=use][value=new]');
    await desk.locator('#section-case form [name=title]').fill('Two outlets under pressure');
    await press('Use this case');
    await desk.locator('button[name=_intent][value="visibility:public"]').click();
    await desk.getByLabel('I have compared these claims with the page').check();
    await press(/^Add the \d+ claims/);
    const link = await desk.locator('main a[href^="/desk/cases/"]').first().getAttribute('href');
    caseNumber = /\/desk\/cases\/(\d+)/.exec(link ?? '')?.[1] ?? '';
    expect(caseNumber).not.toBe('');
  });

  it('writes an article on the claims, shows what is missing, then publishes it', async () => {
    await desk.goto(`${serving.address}/desk/articles/new/plain?case=${caseNumber}`);
    const texts = await desk
      .locator('.beside .card')
      .evaluateAll((cards) => cards.map((card) => card.textContent ?? ''));
    const numberOf = (words: RegExp): string => /\d+/.exec(texts.find((text) => words.test(text)) ?? '')?.[0] ?? '';
    claims = [numberOf(/history of doing battle/), numberOf(/sued them in January 2017/)];
    expect(claims).not.toContain('');
    await desk.fill('[name="headline.text"]', 'Eurasianet notes a history of disputes');
    await desk.fill('[name="headline.claims[0].claim"]', claims[0]!);
    await desk.fill(
      '[name="blocks[0].sentences[0].text"]',
      'The two outlets had been sued in January 2017, according to Eurasianet.',
    );
    await press('Save');
    expect(await desk.textContent('#check-panel')).toContain('No source cited');
    await desk.fill('[name="blocks[0].sentences[0].claims[0].claim"]', claims[1]!);
    await press('Save');
    const page = desk.url();
    await desk.goto(page.replace(/\/edit.*/, '/publish'));
    await press('Publish now');
    article = new URL(desk.url()).pathname;
    expect(article).toMatch(/^\/articles\/\d+\/eurasianet-notes-a-history-of-disputes$/);
  });

  it('shows a reader without JavaScript the attribution of every sentence, without a cookie or another host', async () => {
    const asked: string[] = [];
    reader.on('request', (request) => void asked.push(request.url()));
    await reader.goto(`${serving.address}${article}`);
    const text = (await reader.textContent('main')) ?? '';
    expect(text).toContain('The two outlets had been sued in January 2017');
    for (const claim of claims) expect(await reader.locator(`a[href="/claims/${claim}"]`).count()).toBeGreaterThan(0);
    expect(text).toContain('Eurasianet');
    expect(text).toContain('International Organizations Question Kazakhstan’s Commitment to Free Press');
    expect(asked.every((url) => new URL(url).host === new URL(serving.address).host)).toBe(true);
    expect(await reader.context().cookies()).toEqual([]);
    // Every script that a page runs is a file of ours; the rest is data.
    expect(await reader.locator('script:not([type="application/ld+json"]):not([src^="/assets/"])').count()).toBe(0);
    expect(await reader.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    await reader.goto(`${serving.address}/cases?q=${encodeURIComponent('outlets under pressure')}`);
    expect(await reader.textContent('main')).toContain('Two outlets under pressure');
  });
});
