import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { run } from '../../platform/operation.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { parseRef } from '../../record/refs.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { createWeb } from '../create-web.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

onEitherDatabase('large pages', (db) => {
  it('are divided: the parts of an actor’s and a source’s page contain each public case and claim once, also as data', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const count = 230;
    const numbers = Array.from({ length: count }, (_, index) => index);
    const filed = await run(app, file, editor, {
      actors: [{ key: 'a', kind: 'person', names: [{ text: 'Somebody Often' }], visibility: 'public' }],
      sources: [{ key: 's', kind: 'article', title: 'A long page', visibility: 'public' }],
      cases: numbers.map((index) => ({
        key: `c${index}`,
        title: `Casenumber${index}end`,
        visibility: index === 7 ? ('desk' as const) : ('public' as const),
      })),
      claims: numbers.map((index) => ({
        case: `#c${index}`,
        wording: `Wordingnumber${index}end`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ actor: '#a', verb: 'said' }],
        support: { kind: 'reference' as const, source: '#s' },
        statements: [{ subject: `#c${index}`, property: 'target', value: '#a' }],
      })),
    });
    const web = createWeb({ ...testDeps(), app });
    const text = async (path: string): Promise<string> => {
      const answer = await web.request(path);
      expect([path, answer.status]).toEqual([path, 200]);
      return answer.text();
    };
    const found = (html: string, word: string): number[] =>
      [...html.matchAll(new RegExp(`>${word}(\\d+)end<`, 'g'))].map((match) => Number(match[1]));
    const actor = { number: parseRef(filed.actors[0]!)!.number, slug: 'somebody-often' };
    const all = async (list: string, word: string): Promise<number[]> => {
      const seen: number[] = [];
      for (let page = 1; ; page++) {
        const some = found(await text(routes.actor(actor, { list, page })), word);
        if (!some.length) return seen;
        seen.push(...some);
      }
    };
    const visible = numbers.filter((index) => index !== 7);
    const first = await text(routes.actor(actor));
    expect(found(first, 'Casenumber').length).toBeLessThan(30);
    // The count does not include the case that readers may not see.
    expect(first).toContain(`All ${visible.length} cases`);
    expect((await all('appears', 'Casenumber')).toSorted((a, b) => a - b)).toEqual(visible);
    expect((await all('said', 'Wordingnumber')).toSorted((a, b) => a - b)).toEqual(numbers);

    const source = parseRef(filed.sources[0]!)!.number;
    const pages = [
      await text(routes.source({ number: source })),
      await text(routes.source({ number: source }, { page: 2 })),
    ];
    expect(pages.flatMap((page) => found(page, 'Wordingnumber'))).toEqual(numbers);
    type Data = { said: number[]; claimCount?: number; next: string | null };
    const one = JSON.parse(await text(routes.actor.json(actor))) as Data;
    const two = JSON.parse(await text(one.next!)) as Data;
    expect([new Set([...one.said, ...two.said]).size, two.next]).toEqual([count, null]);
    expect(JSON.parse(await text(routes.source.json({ number: source })))).toMatchObject({
      claimCount: count,
      next: null,
    });
  });
});
