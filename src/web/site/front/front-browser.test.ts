import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { changeSignOn } from '../../../letters/hosted/change-sign-on.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, systemPrincipal, type App } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { composeFrontPage } from '../../../publishing/front-page/compose.ts';
import { frontPageQueue } from '../../../publishing/front-page/queue.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { retractArticle } from '../../../publishing/articles/actions/retract-article.ts';
import { changeSections } from '../../../publishing/publication/change-sections.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { fileForArticles, type Filed } from '../../../publishing/testing/filed.ts';
import { file } from '../../../record/filing/file.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { lettersDueQueue } from '../../../letters/schedule/queue.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

const headlines = [
  ['en', 'Two outlets face a criminal case over articles about a former minister'],
  ['ru', 'Суд в Алматы обязал издание удалить статьи'],
  ['en', 'Reporters lose their accreditation a week before the vote'],
  ['kk', 'Сайт бұғатталды, редакция сотқа берді'],
  ['en', 'Court lifts a ban that nobody had announced'],
  ['en', 'A newsroom that moved abroad is sued at home'],
] as const;
const kinds = ['civil-suit', 'blocking', 'detention', 'civil-suit', 'assault', 'civil-suit'];
const places = ['KZ', 'KZ', 'UZ', 'KG', 'CZ', 'MT'];

/** A publication with articles in several languages, many cases, a letter to sign, a retraction and sections. */
async function fill(app: App): Promise<void> {
  const filed: Filed = await fileForArticles(app);
  await run(app, file, systemPrincipal, {
    cases: Array.from({ length: 24 }, (_, index) => ({
      key: `c${index}`,
      title: `${['Reporter', 'Editor', 'Outlet', 'Cameraman'][index % 4]} ${index + 1}: ${['sued for defamation by a ministry', 'blocked without a court order', 'held overnight at a police station'][index % 3]}`,
      visibility: 'public' as const,
    })),
    claims: Array.from({ length: 24 }, (_, index) => ({
      case: `#c${index}`,
      wording: `What happened in case ${index} was reported.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: filed.hrw, verb: 'wrote' }],
      support: { kind: 'reference' as const, source: filed.page },
      statements: [
        {
          subject: `#c${index}`,
          property: 'began',
          value: `2018-0${(index % 5) + 1}-${String((index % 27) + 1).padStart(2, '0')}`,
        },
        { subject: `#c${index}`, property: 'place', value: { country: places[index % 6]! } },
        { subject: `#c${index}`, property: 'incident-type', value: kinds[index % 6]! },
      ],
    })),
  });
  const made = [];
  for (const [language, text] of headlines) {
    const [one] = await run(app, createArticles, monitor, {
      articles: [
        {
          language,
          headline: { text, claims: [filed.dated] },
          standfirst: {
            sentences: [{ text: 'The investigation was opened on 30 March 2018, HRW wrote.', claims: [filed.dated] }],
          },
          byline: { names: ['Ada Reporter'] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
        },
      ],
    });
    made.push(await run(app, publishArticle, editor, { article: one!.article, version: one!.version }));
  }
  await run(app, retractArticle, editor, {
    article: made[4]!.article,
    version: made[4]!.version,
    reason: 'The ban was never in force.',
  });
  await run(app, changeSections, editor, { version: 0, sections: [{ key: 'courts', names: { en: 'Courts' } }] });
  await run(app, placeArticles, editor, {
    articles: made.map(({ article }) => ({ article, section: 'courts' })),
  });
  const { letter } = await makeLetter(app);
  await run(app, changeSignOn, editor, {
    letter,
    version: (
      await app.db.read.selectFrom('thing').select('version').where('kind', '=', 'letter').executeTakeFirstOrThrow()
    ).version,
    to: { openTo: 'anyone', moderation: 'before', hourly: 100 },
  });
  await run(app, composeFrontPage, editor, {
    version: 0,
    to: {
      lead: { item: made[0]!.article },
      stories: [{ item: made[1]!.article }, { item: 'case/2' }, { item: made[2]!.article }],
      sections: [{ section: 'courts', stories: 3 }],
      notices: [{ text: 'Our archive is closed for maintenance on Sunday.', url: '/cases', until: '2031-01-01' }],
    },
  });
}

let signedIn = '';
const stage = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const paper = publicationOf({ sections: [{ key: 'courts', names: { en: 'Courts' } }] });
  const desk = deskOn(made.db, { assets: assets.folder, paper: () => paper });
  await prepareJobs(made.db, [frontPageQueue, postQueue, lettersDueQueue]);
  await fill(desk.app);
  signedIn = (await desk.join(['editor'])).cookie.split('=')[1]!;
  return { web: desk.web, close: () => made.drop() };
});

describe('the front page, in a browser', () => {
  it.each(looks)('is accessible, not wider than its window, and complete: $look', async ({ look, ...options }) => {
    await stage.open('/', options, async (page) => {
      expect(await page.locator('main h2').allInnerTexts()).toEqual([
        headlines[0][1],
        'More stories',
        'Latest incidents',
        'In numbers',
        'By country',
        'Courts',
        'Letters to sign',
        'Corrections',
      ]);
      expect(await page.locator('.front-stories li').first().getAttribute('lang')).toBe('ru');
      await expect
        .poll(() =>
          page.locator('.front-map img').evaluate((img: HTMLImageElement) => {
            img.loading = 'eager';
            return img.naturalWidth;
          }),
        )
        .toBeGreaterThan(0);
      expect(await faults(page)).toEqual([]);
      await picture(page, `front-${look}`);
    });
  });

  it('states the finding of its figure, which leads to the same numbers, and what it counts', async () => {
    await stage.open('/', { javaScriptEnabled: false }, async (page) => {
      const counts = page.locator('.front-figure details');
      expect(await counts.locator('p').first().isVisible()).toBe(false);
      await counts.locator('summary').click();
      expect(await counts.innerText()).toMatch(/^What this counts\s+A case is counted under each kind of pressure/);
      const finding = page.locator('.finding a');
      expect(await finding.innerText()).toMatch(/12 of 2\d cases, more than any other kind of pressure/);
      await finding.click();
      expect(await page.locator('main').innerText()).toMatch(/12/);
    });
  });

  it('is one row on a phone; search and menu open without a script and by keyboard', async () => {
    for (const path of ['/', '/cases', '/laws', '/articles/1/-'])
      await stage.open(path, { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, async (page) => {
        expect([path, (await page.locator('.masthead').boundingBox())!.height < 75]).toEqual([path, true]);
        await page.getByRole('button', { name: 'Search' }).focus();
        await page.keyboard.press('Enter');
        // The cursor is in the box, so the words need no second tap.
        await page.keyboard.type('defamation');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/search?q=defamation');
      });
  });

  it('shows one search box on a wide screen, which does not take the cursor, and none in print', async () => {
    await stage.open('/cases', { viewport: { width: 1280, height: 900 } }, async (page) => {
      expect(await page.locator('#site-q').isVisible()).toBe(true);
      expect(await page.locator('#sheet-q').isVisible()).toBe(false);
      expect(await page.locator(':focus').count()).toBe(0);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#site-q').isVisible()).toBe(false);
    });
  });

  it('sends at most 12 KB of compressed HTML, and does not move while it loads', async () => {
    await stage.open('/', { viewport: { width: 390, height: 844 } }, async (page) => {
      expect(gzipSync(await page.content()).byteLength).toBeLessThanOrEqual(12 * 1024);
      const moved = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const seen: number[] = [];
            new PerformanceObserver((list) =>
              seen.push(...list.getEntries().map((one) => (one as PerformanceEntry & { value: number }).value)),
            ).observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(seen.reduce((sum, one) => sum + one, 0))));
          }),
      );
      expect(moved).toBeLessThan(0.02);
    });
  });

  it('is composed by dragging and by keys, and previewed', async () => {
    await stage.open(
      '/desk/front-page',
      { viewport: { width: 1280, height: 900 } },
      async (page) => {
        const items = () =>
          page
            .locator('[name^="stories"][name$=item]')
            .evaluateAll((inputs) => inputs.map((one) => (one as HTMLInputElement).value.replace(/.* · /, '')));
        expect(await items()).toEqual(['article/2', 'case/2', 'article/3']);
        const stories = page.locator('fieldset[data-at=stories]');
        await stories.locator('.row-handle').nth(2).focus();
        await page.keyboard.press('ArrowUp');
        expect(await items()).toEqual(['article/2', 'article/3', 'case/2']);
        const from = (await stories.locator('.row-handle').nth(0).boundingBox())!;
        const to = (await stories.locator('.row').nth(1).boundingBox())!;
        await page.mouse.move(from.x + 5, from.y + 5);
        await page.mouse.down();
        await page.mouse.move(from.x + 5, to.y + to.height - 4, { steps: 6 });
        await page.mouse.up();
        expect(await items()).toEqual(['article/3', 'article/2', 'case/2']);
        expect(await faults(page)).toEqual([]);
        await page.getByRole('button', { name: 'Preview' }).click();
        const frame = page.frameLocator('iframe.phone');
        await expect.poll(() => frame.locator('.front-stories h3').first().innerText()).toBe(headlines[2][1]);
        await picture(page, 'front-desk-preview');
      },
      signedIn,
    );
  });
});
