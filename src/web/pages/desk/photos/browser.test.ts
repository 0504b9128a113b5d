import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArticles } from '../../../../documents/create-articles.ts';
import { launchBrowser } from '../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { prepareJobs } from '../../../../platform/jobs.ts';
import { run } from '../../../../platform/operation.ts';
import { publishArticle } from '../../../../publishing/publish-article.ts';
import { publishDueJob } from '../../../../publishing/review/publish-due.ts';
import { fileForArticles } from '../../../../publishing/testing/filed.ts';
import { addPhoto } from '../../../../record/photos/add-photo.ts';
import { photoSizesJob } from '../../../../record/photos/make-sizes.ts';
import { picture } from '../../../../record/photos/testing/pictures.ts';
import { routes } from '../../../routes.ts';
import { builtAssets } from '../../../testing/test-deps.ts';
import { deskOn } from '../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of the pages there. */
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let editor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let article = 0;
let inCase = 0;

beforeAll(async () => {
  [assets, made] = [await builtAssets(), await testDatabase('embedded')];
  const desk = deskOn(made.db, { assets: assets.folder });
  await prepareJobs(made.db, [photoSizesJob, publishDueJob]);
  editor = await desk.join('editor', 'Aliya Nurlan');
  const filed = await fileForArticles(desk.house);
  inCase = Number(filed.case.split('/')[1]);
  const { photo } = await run(desk.house, addPhoto, editor.principal, { bytes: await picture(5), credit: 'Ada Reporter / Ratel', licence: 'CC BY 4.0', alt: 'Police carry a box out of a door.', pictured: [filed.suitor] });
  const [one] = await run(desk.house, createArticles, editor.principal, {
    articles: [{ headline: { text: 'A case was opened', claims: [filed.dated] }, blocks: [{ type: 'photo', ref: photo, sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }, { sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }] }],
  });
  article = one!.number;
  await run(desk.house, publishArticle, editor.principal, { article: one!.article, version: 1 });
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

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations: found } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 240)}`));
  });
}

const pages: Readonly<Record<string, () => string>> = {
  photos: () => routes.desk.photos(),
  photo: () => routes.desk.photo({ number: 1 }),
  'new-photo': () => routes.desk.newPhoto(),
  compile: () => routes.desk.compileArticle({ case: inCase }),
  review: () => routes.desk.reviewArticle({ number: article }),
  schedule: () => routes.desk.scheduleArticle({ number: article }),
  comment: () => routes.desk.commentArticle({ number: article }),
  articles: () => routes.desk.articles(),
  article: () => routes.article({ number: article, slug: 'a-case-was-opened' }),
};

describe('photos, compiling and review in a browser', () => {
  it.each(Object.keys(pages))('have nothing that axe finds wrong, in the light and on a dark phone, and don’t run over: %s', async (name) => {
    for (const [kind, options] of [['desk', { viewport: { width: 1280, height: 900 } }], ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }]] as const) {
      const context = await browser.newContext(options);
      await context.addCookies([{ name: 'kronika', value: editor.sessionToken, url: base }]);
      const page = await context.newPage();
      await page.goto(base + pages[name]!(), { waitUntil: 'load' });
      if (shots) await page.screenshot({ path: join(shots, `${name}-${kind}.png`), fullPage: true });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      await context.close();
    }
  });
});
