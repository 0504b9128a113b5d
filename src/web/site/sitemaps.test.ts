import { SaxesParser } from 'saxes';
import { beforeAll, expect, it } from 'vitest';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { createWeb } from '../create-web.ts';
import { routes, slugify } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

const site = 'http://localhost';
const cases = 24_000;
/** The first and the last number of the cases that only the desk sees. They are exactly the fourth part. */
const hidden = [6_001, 8_000] as const;
const addressOf = (number: number): string => routes.case_({ number, slug: slugify(`Case <${number}> & more`) });

onOneDatabase('the sitemap of a large record', (db) => {
  beforeAll(async () => {
    await db().executeSql(`
      insert into thing (id, kind, number, visibility, created_at, changed_at)
        select 1000000 + g, 'case', g, case when g between ${hidden[0]} and ${hidden[1]} then 'desk' else 'public' end, now(), now()
        from generate_series(1, ${cases}) g;
      insert into search_entry (thing_id, kind, for_public, for_desk, title, tsv, body, terms, changed_at)
        select t.id, 'case', t.visibility = 'public', true, 'Case <' || t.number || '> & more', '', '', '{}', t.changed_at
        from thing t where kind = 'case';
      analyze thing, search_entry`);
  });

  const get = async (path: string) => {
    const web = createWeb({ ...testDeps(), app: testApp(db()) });
    const answer = await web.request(path);
    return { status: answer.status, text: await answer.text() };
  };

  /**
   * The root element and the addresses of a sitemap file. Throws if the file is not well-formed, or has another
   * namespace.
   */
  const read = (text: string): { root: string; locations: string[] } => {
    const parser = new SaxesParser({ xmlns: true });
    const found = { root: '', spaces: new Set<string>(), locations: [] as string[] };
    let inside = '';
    parser.on('opentag', ({ name, uri }) => {
      found.spaces.add(uri);
      found.root ||= name;
      inside = name;
    });
    parser.on('text', (words) => {
      if (inside === 'loc') found.locations.push(words);
    });
    parser.on('closetag', () => (inside = ''));
    parser.write(text).close();
    expect([...found.spaces]).toEqual(['http://www.sitemaps.org/schemas/sitemap/0.9']);
    return found;
  };

  it('is divided into parts of at most 2,000 addresses, which together contain all public cases and no others', async () => {
    const index = read((await get(routes.sitemap())).text);
    expect(index.root).toBe('sitemapindex');
    const parts = index.locations.filter((one) => one.includes('/cases/')).map((one) => one.slice(site.length));
    expect(parts).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12].map((part) => `/sitemaps/cases/${part}.xml`));
    const all = new Set<string>();
    for (const path of parts) {
      const part = await get(path);
      const { root, locations } = read(part.text);
      expect(root).toBe('urlset');
      expect(locations.length).toBeLessThanOrEqual(2_000);
      for (const one of locations) all.add(one);
    }
    expect(all.size).toBe(cases - (hidden[1] - hidden[0] + 1));
    expect(all).toContain(`${site}${addressOf(24_000)}`);
    expect(all).not.toContain(`${site}${addressOf(6_001)}`);
  });

  it('returns 404 for the part without public cases, and for parts that do not exist', async () => {
    for (const part of ['4', '13', '0', '-1', '1.5', 'x', '99999999999999999999'])
      expect((await get(`/sitemaps/cases/${part}.xml`)).status).toBe(404);
  });
});
