import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { addSecretWords } from '../../../law/advice/desk-words.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, inBrowser } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

let number: number;

const site = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder, paper: () => publicationOf({ jurisdictions: ['KZ'] }) });
  await loadExample(desk.app);
  const ada = await desk.join('editor', 'Ada Editor');
  const texts = [
    'Zeinulla Kakimzhanov keeps 4.2 million dollars in an account at a Swiss bank, papers show.',
    'He was treated for diabetes at a clinic in Zurich in 2016.',
    'The confidential contract with the supplier sets the price at half the market’s.',
    'Rain is expected in Almaty.',
    'Dana Sapargaliyeva, his former wife, pays a hawaladar.',
  ];
  const [article] = await run(desk.app, createArticles, ada.principal, {
    articles: [
      {
        headline: { text: 'What the banker has', kind: 'connective' },
        byline: { names: ['Ada Editor'] },
        blocks: [
          { sentences: texts.map((text) => ({ text, kind: 'own-reporting' as const, reporter: 'Ada Editor' })) },
        ],
      },
    ],
  });
  await run(desk.app, addSecretWords, ada.principal, {
    words: [
      { language: 'en', kind: 'banking', phrase: 'hawala*' },
      { kind: 'medical', effect: 'passes', phrase: 'surgery of ~ constitution' },
    ],
  });
  number = article!.number;
  return { web: desk.web, session: ada.sessionToken, close: () => made.drop() };
});

describe('legal advice in a browser', () => {
  it.each([
    ['advice', () => routes.desk.articleAdvice({ number })],
    ['advice-keep', () => routes.desk.saveAdvice({ number })],
    ['advice-words', () => routes.desk.secretWords()],
    ['new-law', () => routes.desk.newLaw()],
    ['desk-duties', () => routes.desk.duties()],
    ['desk-duty', () => routes.desk.editDuty({ number: 2, duty: '3' })],
    ['desk-provision', () => routes.desk.provision({ number: 2 })],
  ])('%s: no axe errors, nothing wider than the screen', async (name, path) => {
    await site.open(path(), {}, async (page) => void expect(await faultsInLooks(page, name)).toEqual([]));
  });
});

it('legal advice is requested, stored and deleted by keyboard without JavaScript, and leaves nothing in the browser', async () => {
  await site.open(
    routes.desk.article({ number }),
    { javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
    async (page) => {
      await page.getByRole('link', { name: 'Get automatic legal advice' }).press('Enter');
      await page.getByRole('heading', { name: 'Permission is missing' }).waitFor();
      expect(await page.locator('main').innerText()).toMatch(
        /Zeinulla Kakimzhanov: medical and banking secrets[^]*Dana Sapargaliyeva: family and banking secrets/,
      );
      await page.getByRole('link', { name: 'Save and seal' }).press('Enter');
      await page.getByRole('button', { name: 'Save and seal' }).press('Enter');
      await page.getByRole('heading', { name: 'Saved' }).waitFor();
      await page.getByRole('button', { name: 'Delete' }).press('Enter');
      await page.getByRole('heading', { name: 'Permission is missing' }).waitFor();
      expect(await page.getByRole('heading', { name: 'Saved' }).count()).toBe(0);
    },
  );
  await site.openAlone(routes.desk.articleAdvice({ number }), {}, async (page, context) => {
    const stored = () =>
      page.evaluate(async () => ({
        caches: await caches.keys(),
        // Leaves out the time of the last use. The desk's lock stores it in the browser.
        local: Object.entries(localStorage).filter(([key, value]) => key !== 'kronika-used' || !/^\d+$/.test(value)),
        session: Object.keys(sessionStorage),
        databases: (await indexedDB.databases()).length,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
      }));
    const nothing = { caches: [], local: [], session: [], databases: 0, workers: 0 };
    expect(await stored()).toEqual(nothing);
    // Advice on a text that someone is still writing stores nothing in the browser either.
    await page.goto(site.base() + routes.desk.editArticle({ number }));
    await page.locator('button[value="advice"]').first().click();
    await page.getByRole('heading', { name: 'Permission is missing' }).waitFor();
    expect(await stored()).toEqual(nothing);
    await page.goto(site.base() + routes.desk.writeArticle({ number }));
    expect(await stored()).toEqual(nothing);
    const { origins } = await context.storageState();
    expect(origins.flatMap((one) => one.localStorage.map(({ name }) => name))).toEqual(['kronika-used']);
  });
});
