import { describe, expect, it } from 'vitest';
import { systemPrincipal, run } from '../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { accents } from '../../publishing/publication/accent.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { changeSections } from '../../publishing/publication/change-sections.ts';
import { changePage } from '../../publishing/publication/pages/change-page.ts';
import { placeArticles } from '../../publishing/publication/place-articles.ts';
import {
  loadPublication,
  publicationOf,
  settingsOf,
  type Publication,
} from '../../publishing/publication/publication.ts';
import { createWeb } from '../create-web.ts';
import { inLanguage } from '../kit/locale.ts';
import { routes } from '../routes.ts';
import { faultsInLooks, inBrowser, looks, shots } from '../testing/in-browser.ts';
import { exampleSite, type Site } from '../testing/site.ts';

let made: TestDatabase;
let site: Site;
let paper: Publication;

const stage = inBrowser(async (assets) => {
  made = await oneDatabase();
  site = await exampleSite(made.db, { assets: assets.folder });
  const { app } = site;
  const settings = settingsOf(
    publicationOf({
      name: 'Press Watch Almaty',
      motto: 'Who did what to whom',
      interfaceLanguages: ['en', 'ru', 'kk', 'cs'],
      translations: [
        { language: 'ru', name: 'Вестник прессы', motto: 'Кто, что, кому' },
        { language: 'kk', name: 'Баспасөз жаршысы', motto: undefined },
      ],
      accent: accents.cobalt,
      imprint: {
        copyright: '© 2026 Press Watch',
        publisher: 'Press Watch',
        address: '1 Abai Avenue\nAlmaty',
        issn: '2049-3630',
        email: 'desk@example.org',
      },
    }),
  );
  await run(app, changePublication, systemPrincipal, { version: 0, to: settings });
  await run(app, changeSections, systemPrincipal, {
    version: 1,
    sections: [
      { key: 'courts', names: { en: 'Courts', ru: 'Суды', kk: 'Соттар', cs: 'Soudy' } },
      {
        key: 'blocking',
        names: { en: 'Blocking', ru: 'Блокировки и закрытия', kk: 'Бұғаттау мен жабу', cs: 'Blokování' },
      },
    ],
  });
  await run(app, changePage, systemPrincipal, {
    key: 'contact',
    version: 0,
    to: {
      texts: {
        en: {
          title: 'Contact',
          text: 'Write to [the desk](mailto:desk@example.org).\n\n## Safely\n\n- by Signal\n- by post',
        },
        ru: { title: 'Связаться с нами', text: 'Пишите.' },
      },
      public: true,
    },
  });
  await run(app, placeArticles, systemPrincipal, {
    articles: [{ article: `article/${site.article}`, section: 'courts' }],
  });
  ({ publication: paper } = await loadPublication(made.db.read));
  const web = createWeb({ ...site.deps, paper: () => paper });
  return { web, close: () => made.drop() };
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

describe.each(['ru', 'kk', 'cs'] as const)('pages in %s', (language) => {
  it('fit the screen, have no axe errors, and keep their language in links', async () => {
    await stage.open(inLanguage(`/${language}`, routes.home()), {}, async (page) => {
      for (const [at, [name, address]] of pages.entries()) {
        const answer = await page.goto(stage.base() + inLanguage(`/${language}`, address()));
        expect([name, answer?.status()]).toEqual([name, 200]);
        // A long word breaks the layout of a phone first. On the wide screen, only the pages that differ most are
        // tested.
        expect(await faultsInLooks(page, `${name}-${language}`, at < 3 || shots ? looks : looks.slice(0, 1))).toEqual(
          [],
        );
      }
      for (const { look, viewport } of looks) {
        await page.setViewportSize(viewport);
        await page.goto(stage.base() + inLanguage(`/${language}`, pages.at(-1)![1]()));
        if (look.startsWith('phone')) await page.locator('.menu-button').click();
        await page.locator('.nav a').first().click();
        expect(new URL(page.url()).pathname).toBe(`/${language}/articles`);
      }
    });
  });
});

describe('the offer of another language at the top of a page', () => {
  const offered = async (locale: string, javaScriptEnabled = true): Promise<string[]> => {
    let shown: string[] = [];
    await stage.open(routes.home(), { locale, javaScriptEnabled }, async (page) => {
      const links = page.locator('.masthead ~ nav a[hreflang], .masthead ~ noscript nav a[hreflang]');
      for (const link of await links.all())
        if (await link.isVisible()) shown = [...shown, (await link.getAttribute('hreflang'))!];
    });
    return shown;
  };

  it('is the language that the browser prefers, or that its readers read, too', async () => {
    expect(await offered('ru-RU')).toEqual(['ru']);
    expect(await offered('kk-KZ')).toEqual(['kk']);
    expect(await offered('be-BY')).toEqual(['ru']);
    expect(await offered('en-GB')).toEqual([]);
  });

  it('is every language without scripts', async () => {
    expect(await offered('ru-RU', false)).toEqual(['ru', 'kk', 'cs']);
  });
});
