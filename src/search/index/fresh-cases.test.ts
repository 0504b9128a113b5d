import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { rebuild } from '../rebuild.ts';
import { searchProjection } from './projection.ts';

type ClaimIn = NonNullable<FilingInput['claims']>[number];

const visibility = fc.constantFrom('public' as const, 'desk' as const);
const said = fc.record({
  visibility, checked: fc.boolean(), mode: fc.constantFrom('stated' as const, 'alleged' as const, 'denied' as const), speaker: fc.constantFrom('#outlet', '#person'), link: visibility, source: fc.constantFrom('#page', '#desk-page'),
  about: fc.constantFrom(
    { subject: 'c', property: 'place', value: { country: 'KZ' } }, { subject: 'c', property: 'incident-type', value: 'newsroom-search' }, { subject: 'c', property: 'target', value: '#outlet' },
    { subject: 'c', property: 'began', value: '2016-11/2018' }, { subject: 'e', property: 'date', value: '2018-04-02' }, { subject: 'e', property: 'involvement', value: { actor: '#person', role: 'victim' } },
    { subject: 'p', property: 'opened', value: '2017-05' }, { subject: 'o', property: 'ordered-on', value: '#outlet' }, { subject: 'c', property: 'state-behind', value: 'RU' }, { subject: 'p', property: 'provision', value: { text: ' Article  274 ' } },
  ),
}); // prettier-ignore
const someCase = fc.record({
  case: visibility,
  event: visibility,
  proceeding: visibility,
  order: visibility,
  question: visibility,
  said: fc.array(said, { minLength: 1, maxLength: 8 }),
});

type SomeCase = typeof someCase extends fc.Arbitrary<infer One> ? One : never;

function filing(cases: SomeCase[]): FilingInput {
  const input = {
    cases: [],
    events: [],
    proceedings: [],
    orders: [],
    claims: [],
    questions: [],
  } as unknown as Required<Pick<FilingInput, 'cases' | 'events' | 'proceedings' | 'orders' | 'claims' | 'questions'>>;
  for (const [index, one] of cases.entries()) {
    const key = (part: string) => `${part}${index}`;
    input.cases.push({
      key: key('c'),
      title: `Case ${index}`,
      summary: index % 2 ? 'Журналистов допросили.' : '',
      visibility: one.case,
    });
    input.events.push({ key: key('e'), case: `#${key('c')}`, title: 'A search', visibility: one.event });
    input.proceedings.push({
      key: key('p'),
      case: `#${key('c')}`,
      title: 'An investigation',
      visibility: one.proceeding,
    });
    input.orders.push({ key: key('o'), proceeding: `#${key('p')}`, title: 'An order', visibility: one.order });
    for (const [place, { about, speaker, link, source, ...rest }] of one.said.entries())
      input.claims.push({
        key: `${key('k')}-${place}`, case: `#${key('c')}`, wording: `What was said, ${place}.`, kind: 'paraphrase', chain: [{ actor: speaker, verb: 'said', visibility: link }], support: { kind: 'reference', source },
        statements: [{ ...about, subject: `#${key(about.subject)}` }], ...rest,
      } satisfies ClaimIn); // prettier-ignore
    input.questions.push({
      case: `#${key('c')}`,
      wording: 'Who ordered it?',
      language: 'en',
      raisedBy: `#${key('k')}-0`,
      visibility: one.question,
    });
  }
  return {
    actors: [{ key: 'outlet', kind: 'outlet', names: [{ text: 'Ratel.kz' }], visibility: 'public' }, { key: 'person', kind: 'person', names: [{ text: 'A person' }], visibility: 'desk' }],
    sources: [{ key: 'page', kind: 'article', title: 'A page', language: 'ru', visibility: 'public' }, { key: 'desk-page', kind: 'article', title: 'Another', language: 'kk', visibility: 'desk' }],
    ...input,
  }; // prettier-ignore
}

/** The content of the index, without the codes of names, which differ between indexes. */
async function entries(db: Database): Promise<unknown[]> {
  const { rows } = await db.executeSql(`
    select e.thing_id, e.kind, e.for_public, e.for_desk, e.title, e.tsv::text as words, e.body, e.countries, e.types, e.years, e.statuses, e.languages, e.outlets, e.sort_on, e.changed_at,
      (select array_agg(a order by a) from unnest(e.actors) a) as actors, (select array_agg(t.name order by t.name) from unnest(e.terms) c join search_term t on t.code = c) as names
    from search_entry e order by e.thing_id, e.for_desk, e.for_public`);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row as Record<string, unknown>).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.toSorted() : value,
      ]),
    ),
  );
}

onEitherDatabase('cases that an operation has just created', (db) => {
  it('are indexed as a rebuild of the index would index them', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await fc.assert(
      fc.asyncProperty(fc.array(someCase, { minLength: 1, maxLength: 5 }), async (cases) => {
        await run(app, file, editor, filing(cases));
        const followed = await entries(db());
        await run(app, rebuild, administrator, {});
        expect(followed).toEqual(await entries(db()));
      }),
      { numRuns: 12, seed: 20_181 },
    );
  });
});
