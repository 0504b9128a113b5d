import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

onEitherDatabase('words in a search', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });

  /** The filters that the page suggests beside a search: their addresses and texts. */
  const offers = async (q: string): Promise<[string, string][]> => {
    const html = await (await site.web.request(routes.search({ q }))).text();
    const line = /<p>Or use a filter: .*?<\/p>/s.exec(html)?.[0] ?? '';
    return [...line.matchAll(/<a href="([^"]+)">(.*?)<\/a> <span class="muted">(.*?)<\/span>/g)].map((match) => [
      match[1]!.replaceAll('&amp;', '&'),
      `${match[2]}: ${match[3]}`,
    ]);
  };

  it('are suggested as a filter if they name one that some case has, and the other words are still searched', async () => {
    expect(await offers('detention')).toEqual([
      [routes.cases({ type: ['detention'] }), 'Kind of pressure: Detention: 1 case'],
    ]);
    expect(await offers('Detention, Kazakhstan')).toEqual([
      [
        routes.cases({ country: ['KZ'], type: ['detention'] }),
        'Country: Kazakhstan, Kind of pressure: Detention: 1 case',
      ],
    ]);
    expect(await offers('ratel kazakhstan')).toEqual([
      [routes.cases({ q: 'ratel', country: ['KZ'] }), expect.stringMatching(/“ratel”, Country: Kazakhstan: 3 cases/)],
    ]);
    expect((await offers('search')).map(([href]) => href).toSorted()).toEqual(
      [
        routes.cases({ type: ['newsroom-search'] }),
        routes.cases({ type: ['home-search'] }),
        routes.cases({ type: ['search-seizure'] }),
      ].toSorted(),
    );
    for (const [href, words] of [...(await offers('detention')), ...(await offers('search'))])
      expect([href, (await (await site.web.request(href)).text()).includes(words.split(': ').at(-1)!)]).toEqual([
        href,
        true,
      ]);
  });

  it('are not suggested as filters if no case has them, or they name no filter', async () => {
    expect(await offers('Turkmenistan')).toEqual([]);
    expect(await offers('Kakimzhanov')).toEqual([]);
    expect(await offers('a on of')).toEqual([]);
  });

  it('find a person by a name in a Russian grammatical case, also on “People and organisations”', async () => {
    for (const address of [routes.search({ q: 'Воротилова' }), routes.actors({ q: 'Воротилова' })])
      expect([
        address,
        (await (await site.web.request(address)).text()).replace(/<[^>]+>/g, '').includes('Alexander Vorotilov'),
      ]).toEqual([address, true]);
  });
});
