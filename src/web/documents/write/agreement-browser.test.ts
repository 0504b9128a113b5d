import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { run } from '../../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { arrest, fileArrest } from '../../../publishing/testing/arrest.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture, type Options } from '../../testing/in-browser.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let dana: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let english: string;
let czech: string;

const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  dana = await desk.join('editor', 'Dana Ospanova');
  [english, czech] = (await fileArrest(
    desk.app,
    {},
    { wording: 'Policie zatkla Martu Kolinovou 11. května 2024.', language: 'cs' },
  )) as [string, string];
  return { web: desk.web, close: () => made.drop() };
});

const article = async (...sentences: { text: string; claims: string[] }[]): Promise<number> => {
  const [one] = await run(desk.app, createArticles, dana.principal, {
    articles: [
      {
        headline: { text: 'An arrest', kind: 'connective', whole: true },
        byline: { names: ['Dana Ospanova'] },
        blocks: [{ sentences: sentences.map((one) => ({ ...one, whole: true })) }],
      },
    ],
  });
  return one!.number;
};
const open = (path: string, look: (page: Page) => Promise<void>, options: Options = {}): Promise<void> =>
  stage.open(path, { viewport: { width: 1280, height: 900 }, ...options }, look, dana.sessionToken);
const write = (number: number): string => routes.desk.writeArticle({ number });
/** What the page says once the sentences were compared, whether all could be or not. */
const eitherWay = /Kronika compared (?:the one|each)|not compared with their claims/;
const compared = (page: Page, words: string | RegExp) => page.locator('#ed-compared', { hasText: words }).waitFor();
const edge = async (page: Page, sentence: string) => {
  await page.locator('.ProseMirror .sentence', { hasText: sentence }).first().click();
  await page.keyboard.press('End');
};

describe('the editor', () => {
  it('marks what claims contradict beside their words, and loses the mark when it is corrected', async () => {
    const number = await article({ text: arrest.right, claims: [english] });
    await open(write(number), async (page) => {
      await compared(page, 'Kronika compared the one sentence that cites claims with these claims.');
      await page.locator('#ed-count', { hasText: 'No problems found.' }).waitFor();
      await edge(page, arrest.right);
      for (let at = 0; at < '1 May 2024.'.length; at += 1) await page.keyboard.press('Backspace');
      await page.keyboard.type('2 May 2019.');
      await page.locator('.sentence.blocks .differs', { hasText: '12 May 2019' }).waitFor();
      await page.locator('#ed-count', { hasText: '1 problem to fix.' }).waitFor();
      const beside = page.locator('#ed-sentence');
      await beside
        .locator('.blocks', { hasText: 'Date: “12 May 2019” contradicts the claims, which say “May 11, 2024”.' })
        .waitFor();
      await beside.locator('.ed-claim mark', { hasText: 'May 11, 2024' }).waitFor();
      for (let at = 0; at < '2 May 2019.'.length; at += 1) await page.keyboard.press('Backspace');
      await page.keyboard.type('1 May 2024.');
      await page.locator('#ed-count', { hasText: 'No problems found.' }).waitFor();
      expect(await page.locator('.differs').count()).toBe(0);
    });
  });

  it('marks what is not in the claims as a warning, and says what was not compared and why', async () => {
    const number = await article(
      { text: arrest.more, claims: [english] },
      { text: 'Kolin was free again on 15 May 2024.', claims: [czech] },
    );
    await open(write(number), async (page) => {
      await compared(page, '1 of 2 sentences not compared with their claims');
      await page.locator('.sentence.warns .adds', { hasText: '14 May 2024' }).waitFor();
      expect(await page.locator('.sentence.blocks').count()).toBe(0);
      await page.locator('#ed-count', { hasText: 'You can publish' }).waitFor();
      await edge(page, 'Kolin was free again');
      await page
        .locator('#ed-sentence', {
          hasText: 'Not compared with its claims: the text or a claim is not in English or Russian',
        })
        .waitFor();
    });
  });

  it('has no problems in axe and fits the screen, as the page to publish does', async () => {
    const cases = {
      contradicted: await article({ text: arrest.wrong, claims: [english] }, { text: arrest.right, claims: [english] }),
      added: await article({ text: arrest.more, claims: [english] }, { text: arrest.right, claims: [czech] }),
      fine: await article({ text: arrest.right, claims: [english] }),
    };
    for (const { look, ...options } of looks)
      for (const [name, number] of Object.entries(cases)) {
        await open(
          write(number),
          async (page) => {
            await compared(page, eitherWay);
            await edge(page, 'Marta Kolin');
            await page.locator('#ed-sentence .ed-claim').waitFor();
            await picture(page, `agreement-${name}-editor-${look}`);
            expect(await faults(page)).toEqual([]);
          },
          options,
        );
        await open(
          routes.desk.publishArticle({ number }),
          async (page) => {
            await page.locator('main', { hasText: eitherWay }).waitFor();
            await picture(page, `agreement-${name}-publish-${look}`);
            expect(await faults(page)).toEqual([]);
          },
          options,
        );
      }
  });
});
