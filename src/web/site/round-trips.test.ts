import { beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';

/** The most round trips to the database that a page may take (docs/decisions/0239). */
const maxRoundTrips = 6;

onBothDatabases('a page that is not cached', (db) => {
  let site: Site;
  const trips: string[][] = [];
  beforeAll(async () => {
    site = await exampleSite(db());
    const readAll = db().readAll.bind(db());
    db().readAll = (asked) => {
      trips.push(asked.map(({ sql }) => sql));
      return readAll(asked);
    };
  });

  const numberOf = (key: string): number => Number(site.refs[key]!.split('/')[1]);
  const pages: Record<string, () => string> = {
    article: () => routes.article({ number: site.article, slug: '-' }),
    case: () => routes.case_({ number: numberOf('case-probe'), slug: '-' }),
    'page of a list of a case': () => routes.case_({ number: numberOf('case-probe'), slug: '-' }, { list: 'events' }),
    law: () => routes.law({ number: 1, slug: '-' }),
    provision: () => routes.provision({ number: 1 }),
    source: () => routes.source({ number: numberOf('src-tol') }),
    claim: () => routes.claim({ number: numberOf('c11-tol') }),
    actor: () => routes.actor({ number: numberOf('ratel'), slug: '-' }),
    'front page': () => routes.home(),
    search: () => routes.search({ q: 'forbes' }),
    'list of cases': () => routes.cases(),
    'list of actors': () => routes.actors(),
    'list of articles': () => routes.articles(),
    'list of letters': () => routes.letters(),
  };

  it.each(Object.keys(pages))(
    `asks the database at most ${maxRoundTrips} times for a kind of page: %s`,
    async (name) => {
      const asked = pages[name]!();
      const first = await site.web.request(asked);
      const path = first.headers.get('location') ?? asked;
      trips.length = 0;
      const response = await site.web.request(path);
      expect(response.status, path).toBe(200);
      await response.text();
      expect(trips.length).toBeGreaterThan(0);
      expect(
        trips.length,
        trips.map((one) => `${one.length} statements, first ${one[0]}`).join('\n'),
      ).toBeLessThanOrEqual(maxRoundTrips);
    },
  );
});
