import { expect, it } from 'vitest';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { roles } from '../accounts/tables.ts';
import { loadExample } from '../exchange/example/load.ts';
import { deskOn } from './testing/desk.ts';

/** A value in an address, with its pattern. */
const place = /:\w+(?:\{(?:[^{}]|\{[^{}]*\})*\})?\??/g;
/** What neither database can store or count to, and what ends a string or an address in some. */
const odd = ['%00', 'a%00b', '2147483648', '9999999999', '9'.repeat(20), '-1', '%ED%A0%80', '%27', '%2e%2e%2f'];
/** They would end the walk. */
const ends = /sign-out|\/lock(down)?$/;

onOneDatabase('an address with an odd value', (db) => {
  it('is answered by each page and each form, and never with an error of the server', async () => {
    const desk = deskOn(db());
    await loadExample(desk.app);
    const person = await desk.join(roles);
    const patterns = new Set(
      desk.web.routes
        .filter(({ method, path }) => /^(GET|POST)$/.test(method) && path.includes(':') && !ends.test(path))
        .map(({ method, path }) => `${method} ${path}`),
    );
    expect(patterns.size).toBeGreaterThan(300);
    const failed: string[] = [];
    for (const route of patterns) {
      const [method, pattern] = route.split(' ') as [string, string];
      const count = pattern.match(place)!.length;
      for (const value of odd)
        for (const first of count > 1 ? [value, '1'] : [value]) {
          let left = count;
          const path = pattern.replace(place, () => (--left === 0 ? value : first));
          const { status } = method === 'GET' ? await person.get(path) : await person.post(path);
          if (status >= 500) failed.push(`${method} ${path}: ${status}`);
        }
    }
    const article = await desk.app.db.read
      .selectFrom('thing')
      .select('number')
      .where('kind', '=', 'article')
      .limit(1)
      .executeTakeFirstOrThrow();
    for (const path of [
      `/desk/articles/${article.number}?from=9999999999&to=1`,
      '/desk/duplicates/compare?a=case/99999999999999999999&b=case/1',
    ]) {
      const { status } = await person.get(path);
      if (status !== 404) failed.push(`GET ${path}: ${status}`);
    }
    expect(failed).toEqual([]);
  }, 300_000);
});
