import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { facetNamesFor } from '../../../record/vocabulary/facets.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

let made: TestDatabase;
let site: Site;
beforeAll(async () => {
  made = await oneDatabase();
  site = await exampleSite(made.db);
});
afterAll(async () => {
  await made?.drop();
});

const get = async (path: string) => {
  const response = await site.web.request(path);
  return { status: response.status, text: await response.text(), to: response.headers.get('location') };
};
/** A query with several filters, each with twelve values. `filters` is the number of filters. */
const selected = (filters: number) =>
  facetNamesFor('public')
    .filter((name) => name !== 'kind')
    .slice(0, filters)
    .flatMap((name) => Array.from({ length: 12 }, (_, index) => `${name}=value-${String(index).padStart(30, '0')}`))
    .join('&');

describe('a page with filters', () => {
  it.each([routes.cases(), routes.search(), routes.statistics(), routes.map()])(
    'grows only in proportion to the number of selected values: %s',
    async (path) => {
      // Follows the redirect, because statistics redirect to their canonical address.
      const length = async (query: string) => {
        const { to, text } = await get(`${path}?q=x&${query}`);
        return (to ? await get(to) : { text }).text.length;
      };
      const [none, some, more] = [await length(''), await length(selected(4)), await length(selected(8))];
      expect(some).toBeGreaterThan(none);
      expect((more - none) / (some - none)).toBeLessThan(2.5);
      expect(more - none).toBeLessThan(60 * selected(8).length);
    },
  );

  it('removes one filter by its button, and keeps the other filters and the order of results', async () => {
    const without = (removed: string) =>
      get(`/cases?country=KZ&country=RU&country=&q=a%26b&sort=changed&without=${encodeURIComponent(removed)}`);
    expect((await without('country:KZ')).to).toBe('/cases?country=RU&country=&q=a%26b&sort=changed');
    expect((await without('q:a&b')).to).toBe('/cases?country=KZ&country=RU&country=&sort=changed');
    expect((await get('/cases?country=KZ&without=country:KZ')).to).toBe('/cases');
  });

  it('refuses more than 50 values of a filter or 100 in all, and lists them with checkboxes to clear some', async () => {
    const years = (count: number) => Array.from({ length: count }, (_, index) => `year=${1900 + index}`).join('&');
    for (const path of [
      '/cases',
      '/search',
      '/cases.xml',
      '/statistics.csv',
      '/map',
      '/api/v1/cases',
      '/export/cases.csv',
    ])
      expect([path, (await get(`${path}?${years(51)}`)).status]).toEqual([path, 400]);
    const { status, text } = await get(`/cases?q=typed+words&${selected(9)}`);
    expect([status, text.includes('up to 50 values of one filter, and 100 in all')]).toEqual([400, true]);
    expect(text.match(/type="checkbox"/g)).toHaveLength(1 + 9 * 12);
    expect(text).toContain('name="q" value="typed words" checked');
    // The list names filters and values by their labels. Other parameters, such as the order, stay in the address.
    const named = await get(`/cases?sort=changed&country=KZ&${selected(9)}`);
    expect(named.text).toMatch(/name="country" value="KZ" checked[^>]*> [^<]+: Kazakhstan<\/label>/);
    expect(named.text).toContain('<input type="hidden" name="sort" value="changed"');
    expect((await get(`/cases?${years(50)}`)).status).toBe(200);
  });
});
