import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { run } from '../../../platform/operation.ts';
import { testBrowser } from '../../../platform/testing/browser.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { mirror } from './testing/mirrored.ts';

const folder = join(tempDir(), 'a mirror');
let article: string;

beforeAll(async () => {
  const made = await testDatabase('embedded');
  const app = testApp(made.db);
  const filed = await fileForArticles(app);
  const [one] = await run(app, createArticles, editor, {
    articles: [
      {
        headline: { text: 'HRW: two outlets face a criminal case', claims: [filed.dated] },
        byline: { names: ['Ada Reporter'] },
        cases: [filed.case],
        blocks: [
          { sentences: [{ text: 'The street was empty at noon.', kind: 'own-reporting', reporter: 'Ada Reporter' }] },
        ],
      },
    ],
  });
  await run(app, publishArticle, editor, { article: one!.article, version: one!.version });
  await mirror(app, folder);
  article = `articles/${one!.number}/index.html`;
  await made.drop();
});

async function open(address: string, look: (page: Page, asked: string[]) => Promise<void>): Promise<void> {
  const context = await (await testBrowser()).newContext();
  try {
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    await page.goto(address, { waitUntil: 'load' });
    await look(page, asked);
  } finally {
    await context.close();
  }
}

/**
 * Waits until a page uses all these faces of our fonts; fails after the time of a poll. A browser uses a face only if it
 * arrives almost at once (`font-display: optional`). If a busy machine was slower, the page is loaded again.
 */
const waitForFaces = async (page: Page, expected: string[]): Promise<void> => {
  const usedFaces = (): Promise<string[]> =>
    page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts]
        .filter((one) => one.status === 'loaded' && /^"?PT (Serif|Sans)"?$/.test(one.family))
        .map(
          (one) => `${one.family.replaceAll('"', '')} ${one.weight.replace('normal', '400').replace('bold', '700')}`,
        );
    });
  await expect
    .poll(
      async () => {
        const faces = await usedFaces();
        if (!expected.every((face) => faces.includes(face))) await page.reload({ waitUntil: 'load' });
        return faces;
      },
      { interval: 500 },
    )
    .toEqual(expect.arrayContaining(expected));
};

describe('the fonts of a mirror', () => {
  it('are there when it is opened from a folder', async () => {
    await open(pathToFileURL(join(folder, article)).href, async (page, asked) => {
      // The address without a slug leads on to the article.
      await page.waitForFunction(() => document.querySelector('.article-head') !== null);
      await waitForFaces(page, ['PT Serif 400', 'PT Serif 700', 'PT Sans 400', 'PT Sans 700']);
      expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
    });
  });

  it('are files on a server, which does not send the fonts for a folder', async () => {
    const app = new Hono();
    app.use('*', serveStatic({ root: '/', rewriteRequestPath: (path) => join(folder, path) }));
    const server = await new Promise<{ port: number; close(): void }>((resolve) => {
      const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve({ port, close: () => started.close() }),
      );
    });
    try {
      await open(`http://127.0.0.1:${server.port}/index.html`, async (page, asked) => {
        await waitForFaces(page, ['PT Serif 700']);
        expect(asked.filter((url) => url.includes('embedded-fonts'))).toEqual([]);
        expect(asked.some((url) => url.endsWith('.woff2'))).toBe(true);
      });
    } finally {
      server.close();
    }
  });
});
