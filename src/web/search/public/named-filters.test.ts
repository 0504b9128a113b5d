import { beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

onBothDatabases('words that are the names of filters', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });

  /** The offers beside a search: where each leads, and what stands there. */
  const offers = async (q: string): Promise<[string, string][]> => {
    const html = await (await site.web.request(routes.search({ q }))).text();
    const line = /<p>Matching filters: .*?<\/p>/s.exec(html)?.[0] ?? '';
    return [...line.matchAll(/<a href="([^"]+)">(.*?)<\/a> <span class="who">(.*?)<\/span>/g)].map((match) => [
      match[1]!.replaceAll('&amp;', '&'),
      `${match[2]}: ${match[3]}`,
    ]);
  };

  it('are offered as filters under which there are cases, the rest of the text still looked for', async () => {
    expect(await offers('detention')).toEqual([[routes.cases({ type: ['detention'] }), 'Detention: 1 case']]);
    expect(await offers('Detention, Kazakhstan')).toEqual([
      [routes.cases({ country: ['KZ'], type: ['detention'] }), 'Kazakhstan, Detention: 1 case'],
    ]);
    expect(await offers('ratel kazakhstan')).toEqual([
      [routes.cases({ q: 'ratel', country: ['KZ'] }), expect.stringMatching(/“ratel”, Kazakhstan: 3 cases/)],
    ]);
    expect((await offers('search')).map(([href]) => href).toSorted()).toEqual(
      [
        routes.cases({ type: ['newsroom-search'] }),
        routes.cases({ type: ['home-search'] }),
        routes.cases({ type: ['search-seizure'] }),
      ].toSorted(),
    );
    for (const [href, words] of [...(await offers('detention')), ...(await offers('search'))])
      expect([href, (await (await site.web.request(href)).text()).includes(words.split(': ')[1]!)]).toEqual([
        href,
        true,
      ]);
  });

  it('are not offered where nothing is filed so, or nothing of the kind was typed', async () => {
    expect(await offers('Turkmenistan')).toEqual([]);
    expect(await offers('Kakimzhanov')).toEqual([]);
    expect(await offers('a on of')).toEqual([]);
  });

  it('and names in their Russian cases find whom they name, in the search and in who is who', async () => {
    for (const address of [routes.search({ q: 'Воротилова' }), routes.actors({ q: 'Воротилова' })])
      expect([
        address,
        (await (await site.web.request(address)).text()).replace(/<[^>]+>/g, '').includes('Alexander Vorotilov'),
      ]).toEqual([address, true]);
  });
});
