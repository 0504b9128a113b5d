import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { countQueries } from '../../platform/testing/count-queries.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { fewer } from '../../search/query/fewer.ts';
import { searchThings } from '../../search/query/find.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';
import { rankOf, readAsked, wanted } from './testing/asked.ts';
import { fileInvented, type Invented } from './testing/searched-record.ts';

/** `npm run bench found` files 1,000 cases. */
const cases = 150;
/** The share of open queries for which a wanted result must be among the first three. */
const least = 0.95;

onEitherDatabase('what people type', (db: () => Database) => {
  let site: Site;
  let invented: Invented;
  beforeAll(async () => {
    site = await exampleSite(db());
    invented = await fileInvented(site.app, cases);
  });
  const search = (text: string, audience: 'public' | 'desk' = 'public') => searchThings(db().read, { text }, audience);

  it(`finds what is wanted among the first three, for ${least * 100} % of the open queries`, async () => {
    const missed: string[] = [];
    let asked = 0;
    for (const one of readAsked().filter(({ blind }) => !blind)) {
      const wants = wanted(one.want, invented, site.refs);
      if (wants.size === 0) continue;
      asked++;
      if ((await rankOf(db().read, one, wants)) > 3) missed.push(`${one.locale} ${one.query}`);
    }
    expect(asked).toBeGreaterThan(70);
    expect(missed.length / asked, missed.join(', ')).toBeLessThanOrEqual(1 - least);
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

  it('offers searches with one word or filter less if there are few results', async () => {
    const none = await fewer(db().read, { text: 'Ratel zzzz', country: ['KZ'] }, 0, 'public', 'everything');
    expect(none.map(({ without }) => without)).toContainEqual({ word: 'zzzz' });
    expect(await fewer(db().read, { text: 'Ratel' }, 0, 'public', 'everything')).toEqual([]);
    expect(await fewer(db().read, { text: 'Ratel zzzz' }, 3, 'public', 'everything')).toEqual([]);
    // Five searches are tried, and only their results are counted.
    const many = { text: 'Ratel zzzz qqqq xxxx', country: ['KZ'] };
    const queries = await countQueries(db().read, (read) => fewer(read, many, 0, 'public', 'everything'));
    expect(queries).toBeLessThanOrEqual(40);
    const page = await (await site.web.request(routes.search({ q: 'newsrooms zzzzqqqz' }))).text();
    expect(page).toContain('Without “zzzzqqqz”');
  });

  it('finds nothing for readers by what is not public or only alleged, and gives no reason that tells it', async () => {
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
