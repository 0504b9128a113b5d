import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { house as theHouse, run } from '../../../platform/operation.ts';
import { launchBrowser } from '../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { accents } from '../../../publishing/publication/accent.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { changeSections } from '../../../publishing/publication/change-sections.ts';
import { changePage } from '../../../publishing/publication/pages/change-page.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { loadPublication, publicationOf, settingsOf, type Publication } from '../../../publishing/publication/publication.ts';
import { createApp } from '../../app.ts';
import { inLanguage } from '../../locale.ts';
import { routes } from '../../routes.ts';
import { builtAssets } from '../../testing/test-deps.ts';
import { exampleSite, type Site } from './testing/site.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let site: Site;
let paper: Publication;

beforeAll(async () => {
  [assets, made] = [await builtAssets(), await testDatabase('embedded')];
  site = await exampleSite(made.db, { assets: assets.folder });
  const { house } = site;
  const settings = settingsOf(
    publicationOf({
      name: 'Press Watch Almaty',
      motto: 'Who did what to whom',
      interfaceLanguages: ['en', 'ru', 'kk', 'cs'],
      translations: [{ language: 'ru', name: 'Вестник прессы', motto: 'Кто, что, кому' }, { language: 'kk', name: 'Баспасөз жаршысы', motto: undefined }],
      accent: accents.cobalt,
      imprint: { copyright: '© 2026 Press Watch', publisher: 'Press Watch', address: '1 Abai Avenue\nAlmaty', issn: '2049-3630', email: 'desk@example.org' },
    }),
  );
  await run(house, changePublication, theHouse, { version: 0, to: settings });
  await run(house, changeSections, theHouse, { version: 1, sections: [{ key: 'courts', names: { en: 'Courts', ru: 'Суды', kk: 'Соттар', cs: 'Soudy' } }, { key: 'blocking', names: { en: 'Blocking', ru: 'Блокировки и закрытия', kk: 'Бұғаттау мен жабу', cs: 'Blokování' } }] });
  await run(house, changePage, theHouse, { key: 'contact', version: 0, to: { texts: { en: { title: 'Contact', text: 'Write to [the desk](mailto:desk@example.org).\n\n## Safely\n\n- by Signal\n- by post' }, ru: { title: 'Связаться с нами', text: 'Пишите.' } }, public: true } });
  await run(house, placeArticles, theHouse, { articles: [{ article: `article/${site.article}`, section: 'courts' }] });
  ({ publication: paper } = await loadPublication(made.db.read));
  const app = createApp({ ...site.deps, paper: () => paper });
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await launchBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await made?.drop();
  if (assets) rmSync(join(assets.folder, '..'), { recursive: true, force: true });
});

const pages: [string, () => string][] = [
  ['front', () => routes.home()],
  ['article', () => routes.article({ number: site.article, slug: '-' })],
  ['case', () => routes.case_({ number: Number(site.refs['case-probe']!.split('/')[1]), slug: '-' })],
  ['search', () => routes.search({ q: 'Ratel' })],
  ['statistics', () => routes.statistics()],
  ['section', () => routes.section({ slug: 'courts' })],
  ['contact', () => routes.page({ slug: 'contact' })],
  ['about', () => routes.about()],
];

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`));
}

describe.each(['ru', 'kk', 'cs'] as const)('pages in %s', (language) => {
  it.each([
    { look: 'phone', width: 390, scheme: 'light' as const },
    { look: 'wide-dark', width: 1280, scheme: 'dark' as const },
  ])('fit a $look screen, are clean, and go on in their language', async ({ look, width, scheme }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    const page = await context.newPage();
    for (const [name, address] of pages) {
      const answer = await page.goto(base + inLanguage(`/${language}`, address()));
      expect([name, answer?.status()]).toEqual([name, 200]);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${language}-${look}.png`), fullPage: true });
      expect([name, await faults(page)]).toEqual([name, []]);
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect([name, look, over]).toEqual([name, look, 0]);
    }
    await page.locator('.nav a').first().click();
    expect(new URL(page.url()).pathname).toBe(`/${language}/articles`);
    await context.close();
  });
});
