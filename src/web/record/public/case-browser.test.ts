import { gzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { loadInvented } from '../../../exchange/example/load-invented.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { createExampleArticles } from '../../../documents/create-articles.ts';
import { run, systemPrincipal, type App } from '../../../platform/operation.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { routes } from '../../routes.ts';
import { faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

let site: Site;
const stage = inBrowser(async (assets) => {
  const made = await oneDatabase();
  site = await exampleSite(made.db, { assets: assets.folder });
  await prepareJobs(made.db, [photoSizesJob]);
  Object.assign(site.refs, await loadInvented(site.app), await filePlainCases(site.app));
  return { web: site.web, close: () => made.drop() };
});
const pageOf = (key: string): string => routes.case_({ number: Number(site.refs[key]!.split('/')[1]), slug: '-' });
const realAddress = async (path: string): Promise<string> =>
  (await site.web.request(path)).headers.get('location') ?? path;
const phone = { viewport: { width: 390, height: 844 } };

const cases = ['case-suit', 'case-probe', 'case-blocking', 'case-law', 'case-removal'];
const everyCase = [...cases, 'case-questioning'];

/** The outline of a PDF: each heading with the object of its page, and its height above the page's foot in points. */
const headingsIn = (pdf: string): { title: string; page: string; y: number }[] =>
  [...pdf.matchAll(/<<\/Title \(([^)]*)\)\s*\/Dest \[(\d+) 0 R \/XYZ \S+ (\S+) 0\]/g)].map(([, title, page, y]) => ({
    title: title!,
    page: page!,
    y: Number(y),
  }));
const pageOfAnchor = (pdf: string, id: string): string | undefined =>
  new RegExp(`/${id} \\[(\\d+) 0 R /XYZ`).exec(pdf)?.[1];

type Claim = NonNullable<FilingInput['claims']>[number];

/** The plainest cases: one incident from one source, and a title with one claim. */
async function filePlainCases(app: App): Promise<Record<string, string>> {
  const claim = (of: string, wording: string, statements: Claim['statements']): Claim => ({
    case: of,
    wording,
    kind: 'paraphrase',
    mode: 'stated',
    checked: true,
    visibility: 'public',
    chain: [{ pagesOwn: true }],
    support: { kind: 'reference', source: '#report' },
    statements,
  });
  const { cases: filed } = await run(app, file, editor, {
    actors: [{ key: 'paper', kind: 'outlet', names: [{ text: 'The Evening Post' }], visibility: 'public' }],
    sources: [
      {
        key: 'report',
        kind: 'article',
        title: 'Editor arrested',
        publisher: '#paper',
        published: '2026-03-02',
        visibility: 'public',
      },
    ],
    cases: [
      { key: 'arrest', title: 'The arrest of the editor of the Evening Post', visibility: 'public' },
      { key: 'bare', title: 'Threats against the Evening Post', visibility: 'public' },
    ],
    claims: [
      claim('#arrest', 'Police arrested the editor on 1 March 2026.', [
        { subject: '#arrest', property: 'incident-type', value: 'arrest' },
        { subject: '#arrest', property: 'target', value: '#paper' },
        { subject: '#arrest', property: 'began', value: '2026-03-01' },
      ]),
      claim('#bare', 'The newsroom received three threatening letters.', []),
    ],
  });
  return { 'case-arrest': filed[0]!, 'case-bare': filed[1]! };
}

describe('the page of a case', () => {
  const known = ['What', 'To whom', 'Where', 'Start date', 'Law', 'By whom', 'Now', 'According to'];
  const ofLaw = ['What', 'Law', 'Adopted or signed by', 'Whom it concerns', 'Where', 'When', 'Now', 'According to'];
  it.each([
    ...cases.map((key): [string, string[], RegExp, RegExp] => [key, key === 'case-law' ? ofLaw : known, /./, /; /]),
    [
      'case-arrest',
      ['What', 'To whom', 'Start date', 'Not recorded', 'Now', 'According to'],
      /^Where, law, by whom$/,
      /^The Evening Post/,
    ],
    [
      'case-bare',
      ['What', 'Not recorded', 'Now', 'According to'],
      /^To whom, where, start date, law, by whom$/,
      /^The Evening Post/,
    ],
    ['case-questioning', known.toSpliced(-1, 0, 'The other side'), /./, /./],
  ])('answers on the first screen of a phone, also who says so: %s', async (key, labels, unknown, sayers) => {
    await stage.open(pageOf(key), { ...phone, javaScriptEnabled: false }, async (page) => {
      const rows = await page.locator('.answers > div').evaluateAll((all) =>
        all.map((one) => ({
          label: one.querySelector('dt')!.textContent,
          words: one.querySelector('dd')!.textContent ?? '',
          seen: one.getBoundingClientRect().bottom <= innerHeight,
        })),
      );
      expect(rows.map(({ label, words, seen }) => [label, words.length > 3, seen])).toEqual(
        labels.map((label) => [label, true, true]),
      );
      expect(rows.find(({ label }) => label === 'Not recorded')?.words ?? 'none').toMatch(unknown);
      expect(rows.at(-1)!.words).toMatch(sayers);
      await picture(page, `${key}-first-screen`);
      // People read about four words a second. To find three answers, they read the labels.
      const read = await page.locator('.article-head').evaluate((head) => {
        for (const one of head.querySelectorAll(
          '.refs, .print-only, .answers details > span, .answers > :last-child .muted',
        ))
          one.remove();
        const parts = [
          ...head.querySelectorAll('h1, .answers dt, .answers > :is(:first-child, .status, :last-child) dd'),
        ];
        return parts.flatMap((part) => part.textContent!.match(/[\p{L}\p{N}’-]+/gu) ?? []).length;
      });
      expect(read).toBeLessThanOrEqual(80);
    });
  });

  it.each(everyCase)('answers on the first screen of a phone in Russian, too: %s', async (key) => {
    await stage.open(`/ru${pageOf(key)}`, { ...phone, locale: 'ru-RU', javaScriptEnabled: false }, async (page) => {
      const rows = await page
        .locator('.answers > div')
        .evaluateAll((all) => all.map((one) => [one.textContent, one.getBoundingClientRect().bottom <= innerHeight]));
      expect(rows.length).toBeGreaterThanOrEqual(7);
      expect(rows.filter(([, seen]) => !seen)).toEqual([]);
      await picture(page, `${key}-first-screen-ru`);
    });
  });

  it('says of a case about a law who adopted it, whom it concerns and whether it is in force, with notes', async () => {
    await stage.open(pageOf('case-law'), { ...phone, javaScriptEnabled: false }, async (page) => {
      const rows = await page.locator('.answers > div').evaluateAll((all) =>
        all.map((one) => {
          const notes = one.querySelectorAll('.refs a').length;
          for (const refs of one.querySelectorAll('.refs')) refs.remove();
          return [one.querySelector('dt')!.textContent, [one.querySelector('dd')!.textContent, notes > 0]];
        }),
      );
      const answers: unknown = Object.fromEntries(rows);
      expect(answers).toMatchObject({
        Law: ['The amendments to Kazakhstan’s media law of December 2017', true],
        'Adopted or signed by': ['Nursultan Nazarbayev, President of Kazakhstan (signatory)', true],
        'Whom it concerns': ['Websites; Journalists', true],
        When: ['Signed 28 December 2017', true],
        Now: [
          expect.stringMatching(
            /^Signed 28 December 2017\. We don’t know whether or when it came into force\.Last event: /,
          ),
          true,
        ],
      });
    });
  });

  it.each(cases)('is less than 6,000 pixels high on a phone, and less than 14 KB: %s', async (key) => {
    await stage.open(pageOf(key), phone, async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(6000);
      expect(gzipSync(await page.content()).length).toBeLessThan(14 * 1024);
      await picture(page, `${key}-phone`);
    });
  });

  it('gives each of several numbers 24 pixels under a finger, and none covers another', async () => {
    await stage.open(pageOf('case-probe'), { ...phone, hasTouch: true, isMobile: true }, async (page) => {
      const groups = await page.evaluate(() =>
        [...document.querySelectorAll('.refs')].flatMap((refs) => {
          const [buttons] = [[...refs.querySelectorAll<HTMLElement>('button')].filter((one) => one.checkVisibility())];
          const boxes = buttons.map((one) => one.getBoundingClientRect());
          return boxes
            .slice(1)
            .map(({ left, top }, index) => ({ room: left - boxes[index]!.left, below: top > boxes[index]!.bottom }));
        }),
      );
      expect(groups.length).toBeGreaterThan(10);
      expect(groups.filter(({ room, below }) => room < 24 && !below)).toEqual([]);
    });
  });

  it('marks a passage in another language, and says that our words are a translation', async () => {
    const page = await (await site.web.request(await realAddress(pageOf('case-removal')))).text();
    expect(page).toMatch(/Original in Russian\. The words above are our translation\.<\/p><blockquote lang="ru"/);
  });

  it('has the whole first sentence of its summary in the list of cases', async () => {
    await stage.open(routes.cases(), phone, async (page) => {
      const shown = page.locator('.first-sentence');
      expect(await shown.allInnerTexts()).toContain(
        'A newspaper in Selmir reported that the city’s port was sold without a tender to a company of the brother of the head of the Communications Office.',
      );
      expect((await shown.allInnerTexts()).filter((text) => !text.endsWith('.'))).toEqual([]);
      const cut = await shown.evaluateAll((all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1).length);
      expect(cut).toBe(0);
    });
  });

  it('folds many notes, and still opens each from its number and from a link, without JavaScript', async () => {
    await stage.open(pageOf('case-probe'), { ...phone, javaScriptEnabled: false }, async (page) => {
      const last = page.locator('.notes .note').last();
      expect(await last.isVisible()).toBe(false);
      await page.locator('.answers .status .refs button').first().click();
      const opened = page.locator('.note > div:popover-open');
      expect(await opened.innerText()).toContain('On 4 April 2018 Asipov was questioned again');
      expect(await opened.locator('.claim-words').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      await page.locator('.notes summary').click();
      await expect.poll(() => last.isVisible()).toBe(true);
      await page.locator('.notes summary').click();
      await expect.poll(() => last.isVisible()).toBe(false);
      await page.goto(`${page.url().split('#')[0]}#note-5`);
      await expect.poll(() => page.locator('#note-5').isVisible()).toBe(true);
    });
  });

  it('opens a note in place by keyboard, without JavaScript: the words, who says them, and the source', async () => {
    await stage.open(pageOf('case-suit'), { ...phone, javaScriptEnabled: false }, async (page) => {
      await page.locator('.answers .status .refs button').last().focus();
      await page.keyboard.press('Enter');
      const note = page.locator('.note > div:popover-open');
      await expect.poll(() => note.count()).toBe(1);
      const text = await note.innerText();
      expect(text).toContain('The verdict ordered the two outlets to pay');
      expect(text).toContain('Ordered by “the court verdict”');
      expect(text).toContain('Transitions Online, 21 May 2018');
      await page.keyboard.press('Escape');
      await expect.poll(() => note.count()).toBe(0);
    });
  });

  it('opens a folded section for a link to it, without JavaScript', async () => {
    await stage.open(pageOf('case-probe'), { ...phone, javaScriptEnabled: false }, async (page) => {
      const people = page.locator('#who');
      expect(await people.isVisible()).toBe(false);
      await page.locator('.on-page a[href="#who"]').click();
      await expect.poll(() => people.isVisible()).toBe(true);
    });
  });

  it('shows a provision once for each day, with the parts of the case to which it applied then', async () => {
    await stage.open(pageOf('case-removal'), phone, async (page) => {
      expect(await page.locator('.in-case').count()).toBe(1);
      expect(await page.locator('.in-case > .muted').innerText()).toBe(
        'The removal of a report on the port of Selmir; Order No. 118: removal of the report: the law as it was on 16 May 2026',
      );
      expect(await faults(page)).toEqual([]);
    });
  });

  it.each(everyCase)('has a PDF of at most five pages, with no heading alone at the foot of one: %s', async (key) => {
    const answer = await site.web.request(pageOf(key).replace(/\/-$/, '.pdf'));
    const pdf = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)!.length).toBeLessThanOrEqual(5);
    const headings = headingsIn(pdf);
    expect(headings.length).toBeGreaterThan(2);
    // The margin of 15 mm, and two lines.
    expect(headings.filter(({ y }) => y < 42.5 + 20)).toEqual([]);
    await stage.open(pageOf(key), phone, async (page) => {
      const folds = await page
        .locator('.case-body > section > details.fold')
        .evaluateAll((all) => all.map((one) => [one.querySelector('h2')!.innerText, one.querySelector('div')!.id]));
      for (const [title, id] of folds) {
        const heading = headings.find((one) => one.title === title);
        expect([title, heading?.page]).toEqual([title, pageOfAnchor(pdf, id!)]);
      }
    });
  });

  it.each(everyCase)('prints every folded section and note in order, without words for a screen: %s', async (key) => {
    await stage.open(pageOf(key), { viewport: { width: 800, height: 1100 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const folded = page.locator('.case-body details.fold > :not(summary)');
      for (const one of await folded.all()) expect(await one.isVisible()).toBe(true);
      expect(await page.locator('.notes .note').last().isVisible()).toBe(true);
      const notes = (await page.locator('.note .n').allInnerTexts()).map(Number);
      expect(notes).toEqual(notes.map((_, index) => index + 1));
      const text = await page.locator('main').innerText();
      for (const words of [
        /\d+ more\b/,
        /\d+ details/,
        /One detail/,
        /original page/,
        /open the preserved/,
        /View the/,
      ])
        expect([words, words.exec(text)?.[0]]).toEqual([words, undefined]);
      await picture(page, `${key}-print`);
    });
  });
});

describe('an article of the sample', () => {
  it('has its first sentence on the first screen of a phone', async () => {
    const { document } = parseHTML(await (await site.web.request(routes.articles())).text());
    const path = [...document.querySelectorAll('a[href^="/articles/"]')]
      .map((one) => one.getAttribute('href')!)
      .find((href) => href.includes('kazakhstan-investigated'))!;
    await stage.open(path, phone, async (page) => {
      const top = await page
        .locator('article > p')
        .first()
        .evaluate((one) => one.getBoundingClientRect().top);
      expect(top).toBeLessThan(620);
      expect(await page.locator('.section-links a').count()).toBeGreaterThan(3);
      // The notice about the sample is one line, and opens.
      const notice = page.locator('.notice details');
      expect(await notice.locator('p').isVisible()).toBe(false);
      await notice.locator('summary').click();
      expect(await notice.locator('p').isVisible()).toBe(true);
      expect(await faults(page)).toEqual([]);
      await picture(page, 'article-phone');
    });
    await stage.open(path, { viewport: { width: 1280, height: 800 } }, async (page) => {
      const lefts = await page.evaluate(() =>
        ['.masthead', '.crumbs', 'h1', '.section-links', 'article > p'].map((one) =>
          Math.round(document.querySelector(one)!.getBoundingClientRect().left),
        ),
      );
      expect(new Set(lefts).size).toBe(1);
      await picture(page, 'article-desk');
    });
  });
});

describe('a chart in an article, on paper', () => {
  it('has labels beside its bars, nothing cut, and its source', async () => {
    const statistics = [routes.statistics({ by: 'type' }), routes.statistics({ by: 'type', over: 'year' })];
    const [made] = await run(site.app, createExampleArticles, systemPrincipal, {
      articles: [
        {
          headline: { text: 'What is recorded', kind: 'connective' },
          byline: { names: ['Ada Reporter'] },
          blocks: [
            { sentences: [{ text: 'This is what is recorded.', kind: 'connective' as const }] },
            ...statistics.map((ref) => ({ type: 'statistic' as const, ref })),
          ],
        },
      ],
    });
    await run(site.app, publishArticle, systemPrincipal, { article: made!.article, version: made!.version });
    const address = routes.article({ number: made!.number, slug: '-' });
    // A4 without its margins.
    await stage.open(address, { viewport: { width: 597, height: 900 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const { width, charts, sources } = await page.evaluate(() => ({
        width: document.documentElement.clientWidth,
        charts: [...document.querySelectorAll('figure.embed > .chart[role]')].map((chart) => ({
          texts: [...chart.querySelectorAll('text, .label')].map((one) => {
            const { left, right } = one.getBoundingClientRect();
            return [one.textContent!.trim(), Math.floor(left), Math.ceil(right)] as const;
          }),
          beside: [...chart.querySelectorAll('.bars > li:not(.group), .strips > li:not(.group)')].map(
            (row) =>
              row.querySelector('.label')!.getBoundingClientRect().right <=
              row.querySelector('svg:not(.shape)')!.getBoundingClientRect().left,
          ),
        })),
        sources: [...document.querySelectorAll<HTMLElement>('figure.embed > .print-only')].map((one) => one.innerText),
      }));
      expect(charts).toHaveLength(2);
      for (const { texts, beside } of charts) {
        expect(texts.filter(([, left, right]) => left < 0 || right > width)).toEqual([]);
        expect(beside.length).toBeGreaterThan(1);
        expect(beside.every(Boolean)).toBe(true);
      }
      expect(sources).toHaveLength(2);
      for (const source of sources) expect(source).toMatch(/^Source: .+, \S*\/figures\/\d+$/);
      await picture(page, 'chart-on-paper');
    });
  });
});
