import { createElement } from 'hono/jsx';
import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { run } from '../../platform/operation.ts';
import { file } from '../../record/filing/file.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { loadCase } from '../../record/views/case.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { createWeb } from '../create-web.ts';
import { caseJson } from '../record/api/case.ts';
import { routes, slugify } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';
import { plainView, renderDocument } from '../kit/view.tsx';
import { unnamed } from '../../publishing/publication/publication.ts';
import { CasePage } from '../record/public/case.tsx';

onEitherDatabase('an alleged claim', (db) => {
  it('puts its case in no country, and its place and roles are shown only with their attribution', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const says = (mode: 'stated' | 'alleged', wording: string) => ({
      case: '#case',
      wording,
      kind: 'paraphrase' as const,
      mode,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: '#speaker', verb: 'said' }],
      support: { kind: 'reference' as const, source: '#source' },
    });
    const filed = await run(app, file, editor, {
      actors: [
        { key: 'speaker', kind: 'organisation', names: [{ text: 'The speaker' }], visibility: 'public' },
        { key: 'outlet', kind: 'outlet', names: [{ text: 'The accused outlet' }], visibility: 'public' },
        { key: 'officer', kind: 'person', names: [{ text: 'The accused officer' }], visibility: 'public' },
      ],
      sources: [{ key: 'source', kind: 'article', title: 'The letter', visibility: 'public' }],
      cases: [{ key: 'case', title: 'A newsroom under pressure', visibility: 'public' }],
      claims: [
        {
          ...says('stated', 'It was in Almaty.'),
          statements: [
            { subject: '#case', property: 'outlet-home', value: 'KZ' },
            { subject: '#case', property: 'place', value: { country: 'KZ', locality: 'Almaty' } },
          ],
        },
        {
          ...says('alleged', 'It was Tashkent, and the officer did it.'),
          statements: [
            { subject: '#case', property: 'place', value: { country: 'UZ', locality: 'Tashkent' } },
            { subject: '#case', property: 'state-behind', value: 'TM' },
            { subject: '#case', property: 'involvement', value: { actor: '#officer', role: 'perpetrator' } },
            { subject: '#outlet', property: 'home-country', value: 'TM' },
          ],
        },
      ],
    });
    const { number } = parseRef(filed.cases[0]!)!;
    const web = createWeb({ ...testDeps(), app });
    const text = async (path: string): Promise<string> => (await web.request(path)).text();

    const page = await text(routes.case_({ number, slug: slugify('A newsroom under pressure') }));
    expect(page.slice(0, page.indexOf('</h1>'))).not.toContain('Tashkent');
    // The page names the place only together with who alleges it.
    const places = [...page.replace(/<[^>]+>/g, '').matchAll(/Tashkent, Uzbekistan(.{0,30})/g)].map(
      (match) => match[1],
    );
    expect(places.length).toBeGreaterThan(0);
    for (const after of places) expect(after).toMatch(/^ \(alleged by The speaker/);
    expect(page.slice(page.indexOf('id="who"'))).toContain('The accused officer');

    expect(await text(routes.country({ code: 'KZ' }))).toContain('A newsroom under pressure');
    for (const code of ['UZ', 'TM'])
      expect([code, /A newsroom under pressure|The accused outlet/.test(await text(routes.country({ code })))]).toEqual(
        [code, false],
      );

    const record = await loadCase(db().read, (await findThing(db().read, 'case', number))!, 'public');
    const unsaid = { ...record, claims: new Map() };
    const without = renderDocument(
      plainView({ paper: unnamed }),
      createElement(CasePage as never, {
        record: unsaid,
        relations: { cases: [], relations: [] },
        articles: [],
        laws: [],
        lawsMade: [],
        works: [],
        letters: [],
        letterOf: new Map(),
        asOf: null,
      }),
    );
    expect([without.includes('Almaty'), without.includes('Tashkent'), without.includes('The accused officer')]).toEqual(
      [true, false, false],
    );
    expect(caseJson(unsaid).involved).toEqual([]);
  });
});
