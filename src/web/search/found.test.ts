import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { countQueries } from '../../platform/testing/count-queries.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { lawIndexer } from '../../law/law-index.ts';
import { letterIndexer } from '../../letters/letter-index.ts';
import { articleIndexer } from '../../publishing/articles/article-index.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { broaderSearches } from '../../search/query/broader-searches.ts';
import { searchThings } from '../../search/query/find.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';
import { rankOf, readAsked, wanted } from './testing/asked.ts';
import { fileInvented, type Invented } from './testing/searched-record.ts';

/** `npm run bench found` files 1,000 cases. */
const cases = 150;
/** The share of open queries for which a wanted result must be among the first three. */
const minimum = 0.95;

onEitherDatabase('what people type', (db: () => Database) => {
  let site: Site;
  let invented: Invented;
  beforeAll(async () => {
    site = await exampleSite(db(), {
      listeners: [searchProjection([articleIndexer, lawIndexer, letterIndexer])],
    });
    invented = await fileInvented(site.app, cases);
  });
  const search = (text: string, audience: 'public' | 'desk' = 'public') => searchThings(db().read, { text }, audience);

  it(`finds what is wanted among the first three, for ${minimum * 100} % of the open queries`, async () => {
    const missed: string[] = [];
    let asked = 0;
    for (const one of readAsked().filter(({ blind }) => !blind)) {
      const wants = wanted(one.want, invented, site.refs);
      if (wants.size === 0) continue;
      asked++;
      if ((await rankOf(db().read, one, wants)) > 3) missed.push(`${one.locale} ${one.query}`);
    }
    expect(asked).toBeGreaterThan(70);
    expect(missed.length / asked, missed.join(', ')).toBeLessThanOrEqual(1 - minimum);
  });

  it.each([
    ['Казахстан', 'Country: Kazakhstan'],
    ['заблокировали', 'Website blocked (for “заблокировали”)'],
    ['31.03.2018', 'Date: 31 March 2018'],
  ])('says why an item was found: %s', async (text, why) => {
    const page = await (await site.web.request(routes.search({ q: text }))).text();
    expect(page).toContain(why);
    const json = (await (await site.web.request(routes.search.json({ q: text }))).json()) as {
      hits: { why: { word: string; text: string }[] }[];
    };
    expect(json.hits.flatMap((hit) => hit.why)).toContainEqual(expect.objectContaining({ word: text, text: why }));
  });

  it('says by which other name an actor was found, and which words results need not have', async () => {
    const { hits, understood } = await search('журналист wildratel');
    expect(understood).toContainEqual({ word: 'журналист', kind: 'common', values: [] });
    expect(hits.flatMap((hit) => hit.why ?? []).map(({ kind, value }) => [kind, value])).toContainEqual([
      'alias',
      'wildratel.com',
    ]);
  });

  it('leaves out a word that no item has, instead of another in its place, if that finds more', async () => {
    const most = (text: string) => searchThings(db().read, { text, mostWords: true }, 'public');
    const asked = await most('Which law punishes false information?');
    expect([asked.instead, asked.lacking?.nowhere]).toEqual([null, ['punishes']]);
    expect(asked.total).toBeGreaterThan(1);
    expect((await most('amendmnets adoption')).instead).toBe('amendments adoption');
  });

  it('finds an actor of whom nothing else is known after others with the name of a place', async () => {
    const { hits } = await search('Almaty');
    const court = hits.findIndex(({ title }) => title === 'Medeu District Court, Almaty');
    expect(court).not.toBe(0);
    expect(hits.slice(court + 1).map(({ kind }) => kind)).not.toContain('case');
    expect((await search('Medeu District Court')).hits[0]?.title).toBe('Medeu District Court, Almaty');
  });

  it('gives the typed words as the reason before words of another language, and lists none of those', async () => {
    const json = (await (await site.web.request(routes.search.json({ q: 'Article 274' }))).json()) as {
      hits: { title: string; why: { text: string }[] }[];
    };
    const why = json.hits.find(({ title }) => title.startsWith('The criminal investigation'))!.why;
    expect(why.map(({ text }) => text)).toEqual(['“Article 274” is in the details']);
    const page = await (await site.web.request(routes.search({ q: 'media law' }))).text();
    expect(page).toContain('press law');
    expect(page).not.toMatch(/zákon|закон о СМИ/);
  });

  it('offers searches with one word or filter less if there are few results', async () => {
    const none = await broaderSearches(db().read, { text: 'Ratel zzzz', country: ['KZ'] }, 0, 'public', 'everything');
    expect(none.map(({ without }) => without)).toContainEqual({ word: 'zzzz' });
    expect(await broaderSearches(db().read, { text: 'Ratel' }, 0, 'public', 'everything')).toEqual([]);
    expect(await broaderSearches(db().read, { text: 'Ratel zzzz' }, 3, 'public', 'everything')).toEqual([]);
    // Five searches are tried, and only their results are counted.
    const many = { text: 'Ratel zzzz qqqq xxxx', country: ['KZ'] };
    const queries = await countQueries(db().read, (read) => broaderSearches(read, many, 0, 'public', 'everything'));
    expect(queries).toBeLessThanOrEqual(40);
    const page = await (await site.web.request(routes.search({ q: 'newsrooms zzzzqqqz', sort: 'newest' }))).text();
    expect(page).toContain('Without “zzzzqqqz”');
  });

  describe('of which no item has all words', () => {
    const most = (text: string, over: object = {}) =>
      searchThings(db().read, { text, mostWords: true, ...over }, 'public');
    beforeAll(() =>
      run(site.app, file, editor, {
        cases: ['Quokka alone', 'Quokka and wombat', 'Wombat and numbat'].map((title, index) => ({
          key: `c${index}`,
          title,
          visibility: 'public' as const,
        })),
      }),
    );

    it('finds those with most of them, and says which words each lacks', async () => {
      const { hits, lacking } = await most('quokka wombat numbat');
      expect(lacking).toEqual({ nowhere: [], least: 2, of: 3 });
      expect(
        hits.map(({ title, why }) => [title, why?.filter(({ kind }) => kind === 'lacks').map(({ word }) => word)]),
      ).toEqual(
        expect.arrayContaining([
          ['Quokka and wombat', ['numbat']],
          ['Wombat and numbat', ['quokka']],
        ]),
      );
      expect(hits).toHaveLength(2);
      expect((await most('quokka numbat')).hits).toHaveLength(3);
      // Excluded words stay excluded.
      expect((await most('quokka numbat -alone')).hits).toHaveLength(2);
    });

    it('says which words no item has', async () => {
      const { hits, lacking } = await most('where do quokka and wombat zzzzqqqz');
      expect(hits.map(({ title }) => title)).toEqual(['Quokka and wombat']);
      expect(lacking).toEqual({ nowhere: ['zzzzqqqz'], least: 2, of: 2 });
      const page = await (await site.web.request(routes.search({ q: 'quokka zzzzqqqz' }))).text();
      expect(page).toContain('Not found: “zzzzqqqz”.');
      expect(page).not.toContain('cases.csv');
    });

    it('finds nothing by less than half of the words, in another order, or for programs', async () => {
      for (const none of [await most('quokka zzzz qqqq xxxx'), await most('quokka numbat', { sort: 'newest' })]) {
        expect(none.total).toBe(0);
        expect(none.lacking).toBe(null);
      }
      const json = await (await site.web.request(routes.search.json({ q: 'quokka numbat' }))).json();
      expect(json).toMatchObject({ total: 0 });
    });

    it('asks a limited number of queries, however many words there are', async () => {
      const words = Array.from({ length: 40 }, (_, index) => `quokka${index} wombat`).join(' ');
      const queries = await countQueries(db().read, (read) =>
        searchThings(read, { text: words, mostWords: true }, 'public'),
      );
      expect(queries).toBeLessThanOrEqual(60);
    });
  });

  it.each([
    ['open letter', 'letter'],
    ['открытое письмо', 'letter'],
    ['ашық хат', 'letter'],
    ['otevřený dopis', 'letter'],
    ['open letter media Kazakhstan', 'letter'],
    ['law', 'law'],
    ['закон Казахстан', 'law'],
    ['article', 'article'],
    ['lawsuit', 'case'],
  ])('finds items of the kind that words name: %s', async (text, kind) => {
    expect((await search(text)).hits[0]?.kind).toBe(kind);
  });

  it('finds nothing for readers by what is not public or only alleged, and gives no reason that reveals it', async () => {
    const of = (property: string, value: unknown, subject = '#c') => ({ subject, property, value });
    const claim = (over: object): NonNullable<FilingInput['claims']>[number] => ({
      case: '#c',
      wording: 'A quiet claim.',
      kind: 'paraphrase',
      mode: 'stated',
      chain: [{ asWritten: 'A neighbour' }],
      support: { kind: 'direct-word', note: 'By phone' },
      checked: true,
      visibility: 'public',
      ...over,
    });
    await run(site.app, file, editor, {
      cases: [{ key: 'c', title: 'Quiet case', visibility: 'public' }],
      events: [{ key: 'e', case: '#c', title: 'A quiet event', visibility: 'public' }],
      claims: [
        claim({ wording: 'A quiet claim, made in Moscow.', statements: [of('place', { country: 'PT' })] }),
        claim({
          mode: 'alleged',
          statements: [
            of('place', { country: 'IS', locality: 'Egilsstadir' }),
            of('date', '2011-02-03', '#e'),
            of('legal-basis', { text: 'Zzyzx Ordinance', language: 'en' }),
          ],
        }),
        claim({
          visibility: 'desk',
          statements: [of('place', { country: 'PE', locality: 'Huancavelica' }), of('incident-type', 'torture')],
        }),
      ],
    });
    const titles = async (text: string, audience: 'public' | 'desk') =>
      (await search(text, audience)).hits.filter((hit) => hit.title === 'Quiet case');
    expect(await titles('Португалия', 'public')).toHaveLength(1);
    for (const text of [
      'Исландия',
      'Egilsstadir',
      'Егильсстадир',
      '03.02.2011',
      'Zzyzx',
      'Peru',
      'Huancavelica',
      'пытки',
    ]) {
      expect(await titles(text, 'public'), text).toEqual([]);
      expect(await titles(text, 'desk'), text).toHaveLength(1);
    }
    const { hits } = await search('quiet Португалия');
    expect(hits[0]!.why).toEqual([{ word: 'Португалия', kind: 'country', value: 'PT' }]);
    // The word is in a claim only, so it is not said to be the place of the case.
    expect((await search('quiet Москва')).hits[0]!.why).toEqual([{ word: 'Москва', kind: 'same', value: 'Moscow' }]);
  });
});

describe('the queries of corpus/search', () => {
  it('are fifty in each language, half of them blind', () => {
    const asked = readAsked();
    expect(asked).toHaveLength(200);
    expect(asked.filter(({ blind }) => blind)).toHaveLength(100);
    expect(new Set(asked.map(({ locale, query }) => `${locale} ${query}`)).size).toBe(200);
  });
});
