import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { run, type App } from '../../../platform/operation.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

let app: App;
const stage = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder });
  app = desk.app;
  return { web: desk.web, close: () => made.drop() };
});

const here = 'What you will find here';

async function publish(headline: string): Promise<void> {
  const without = { override: 'The opinion of our editors' };
  const [one] = await run(app, createArticles, editor, {
    articles: [
      {
        language: 'en',
        headline: { text: headline, ...without },
        standfirst: { sentences: [{ text: 'A short view of what changes.', ...without }] },
        byline: { names: ['Ada Reporter'] },
        blocks: [{ sentences: [{ text: 'We think that this matters.', ...without }] }],
      },
    ],
  });
  await run(app, publishArticle, editor, { article: one!.article, version: one!.version });
}

/** The titles on the page at each size, and what is wrong with it. */
async function look(name: string): Promise<[string, string[], string[]][]> {
  const seen: [string, string[], string[]][] = [];
  for (const { look, ...options } of looks)
    await stage.open('/', options, async (page) => {
      seen.push([look, await page.locator('main h2').allInnerTexts(), await faults(page)]);
      await picture(page, `${name}-${look}`);
    });
  return seen;
}

describe('the front page of a new publication', () => {
  it('says what will be found there, before anything and with one article', async () => {
    const nothing = ['Nothing has been published yet', here];
    expect(await look('front-nothing')).toEqual(looks.map(({ look }) => [look, nothing, []]));
    await publish('Why we begin');
    const one = ['Why we begin', here];
    expect(await look('front-one')).toEqual(looks.map(({ look }) => [look, one, []]));
  });

  it('leaves that out when there is more to read', async () => {
    await publish('What we found first');
    await stage.open('/', {}, async (page) => {
      expect(await page.locator('main h2').allInnerTexts()).toEqual(['What we found first', 'More stories']);
    });
  });
});
