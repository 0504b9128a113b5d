import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../platform/database/tables.ts';
import type { Database } from '../platform/database/database.ts';
import { run, type App } from '../platform/operation.ts';
import { onEitherDatabase, onOneDatabase } from '../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../platform/testing/test-app.ts';
import { changeCaseEntry } from '../record/cases/change-case-entry.ts';
import { file, type Filed } from '../record/filing/file.ts';
import type { FilingInput } from '../record/filing/schema.ts';
import { merge } from '../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../record/lifecycle/withdraw.ts';
import { recordIndexers, searchProjection } from './index/projection.ts';
import type { FacetName } from '../record/vocabulary/facets.ts';
import type { FacetValue } from './query/facets.ts';
import { listCases, searchThings, type Found } from './query/find.ts';
import type { Snippet } from './query/hit.ts';
import { newestCounted } from './query/scan.ts';
import { respell } from './query/respell.ts';
import { suggest } from './query/suggest.ts';
import { rebuild, rebuildIfStale, type RebuildProgress } from './rebuild.ts';

type ClaimIn = NonNullable<FilingInput['claims']>[number];
const appOf = (db: Database, now?: () => Date): App =>
  testApp(db, { listeners: [searchProjection()], ...(now ? { now } : {}) });
const claim = (over: Partial<ClaimIn> & Pick<ClaimIn, 'wording'>): ClaimIn => ({
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ actor: '#watch' }],
  support: { kind: 'reference', source: '#page' },
  checked: true,
  visibility: 'public',
  ...over,
});
const text = (words: string) => ({ text: words, language: 'en' });
const number = (ref: string): number => Number(ref.split('/')[1]);
const counts = (values: FacetValue[]): Record<string, number> =>
  Object.fromEntries(values.map((value) => [value.label ?? value.value, value.count]));
const marked = (snippet: Snippet | null | undefined): string | undefined =>
  snippet?.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join('');
const titles = (found: Found): string[] => found.hits.map((hit) => hit.title);

const filing = (): FilingInput => ({
  actors: [
    { key: 'watch', kind: 'organisation', names: [{ text: 'Human Rights Watch' }], visibility: 'public' },
    { key: 'portal', kind: 'outlet', names: [{ text: 'Ratel.kz' }], visibility: 'public' },
    { key: 'hidden-paper', kind: 'outlet', names: [{ text: 'Undergroundpaper' }] },
    { key: 'reporter', kind: 'person', names: [{ text: 'Marat Asipov' }], visibility: 'public' },
    {
      key: 'suitor',
      kind: 'person',
      names: [
        { text: 'Zeinulla Kakimzhanov' },
        { text: 'Зейнулла Какимжанов', kind: 'transliteration', language: 'ru' },
      ],
      visibility: 'public',
    },
    { key: 'defender', kind: 'person', names: [{ text: 'Асқар Мекебаев', language: 'kk' }], visibility: 'public' },
    { key: 'leader', kind: 'person', names: [{ text: 'Nursultan Nazarbayev' }], visibility: 'public' },
    { key: 'source-person', kind: 'person', names: [{ text: 'Kakimova Secret' }] },
  ],
  sources: [
    {
      key: 'page',
      kind: 'article',
      title: 'Страница о деле',
      publisher: '#watch',
      published: '2018-04-06',
      language: 'ru',
      visibility: 'public',
    },
    { key: 'inner-page', kind: 'post', title: 'Innerpage of theirs', language: 'de' },
  ],
  cases: [
    {
      key: 'probe',
      title: 'The probe of a portal',
      summary:
        'Reporters were questioned for hours about what they had written. Полиция пришла в редакцию «Élet», и журналистов допросили.',
      visibility: 'public',
    },
    { key: 'suit', title: 'A suit over an article', visibility: 'public' },
    { key: 'inner', title: 'Innercase of theirs' },
  ],
  events: [
    { key: 'search', case: '#probe', title: 'Police search the newsroom', visibility: 'public' },
    { key: 'unseen', case: '#probe', title: 'Police unseenvisit' },
  ],
  proceedings: [{ key: 'civil', case: '#suit', title: 'The civil suit', visibility: 'public' }],
  claims: [
    claim({
      case: '#probe',
      wording: 'Police took eleven computers from the newsroom.',
      statements: [
        { subject: '#probe', property: 'place', value: { country: 'KZ' } },
        { subject: '#probe', property: 'state-behind', value: 'RU' },
        { subject: '#probe', property: 'target', value: '#portal' },
        { subject: '#search', property: 'involvement', value: { actor: '#reporter', role: 'target' } },
        { subject: '#search', property: 'date', value: '2018-04-02' },
        { subject: '#probe', property: 'legal-basis', value: text('Article 274  of the Criminal Code') },
        { subject: '#portal', property: 'home-country', value: 'CZ' },
      ],
    }),
    claim({
      case: '#probe',
      wording: 'It is a strategic suit.',
      mode: 'alleged',
      statements: [{ subject: '#probe', property: 'slapp', value: true }],
    }),
    claim({
      case: '#suit',
      wording: 'Сот журналистерге айыппұл салды.',
      language: 'kk',
      statements: [
        { subject: '#suit', property: 'place', value: { country: 'KZ' } },
        { subject: '#suit', property: 'outlet-home', value: 'HU' },
        { subject: '#civil', property: 'slapp', value: true },
        { subject: '#suit', property: 'target', value: '#hidden-paper' },
        { subject: '#hidden-paper', property: 'home-country', value: 'SY' },
        { subject: '#suit', property: 'began', value: '2017' },
      ],
    }),
    claim({ case: '#suit', wording: 'ჟურნალისტები სასამართლოში მივიდნენ.', language: 'ka' }),
    claim({
      case: '#suit',
      wording: 'Deskword about a newsroom.',
      visibility: 'desk',
      support: { kind: 'reference', source: '#inner-page' },
      statements: [
        { subject: '#suit', property: 'legal-basis', value: text('Desklaw') },
        { subject: '#suit', property: 'state-behind', value: 'IR' },
      ],
    }),
  ],
});

onEitherDatabase('finding items', (db) => {
  let filed: Filed;

  it('counts every facet, and filters by each', async () => {
    filed = await run(appOf(db()), file, editor, filing());
    const all = await listCases(db().read, {}, 'public');
    const facet = (name: FacetName) => counts(all.facets[name]);
    expect({
      country: facet('country'),
      state: facet('state'),
      home: facet('home'),
      targeted: facet('targeted'),
      law: facet('law'),
      slapp: facet('slapp'),
      language: facet('language'),
      year: facet('year'),
    }).toEqual({
      country: { KZ: 2 },
      state: { RU: 1 },
      home: { CZ: 1, HU: 1 },
      targeted: { outlet: 2, person: 1 },
      law: { 'Article 274 of the Criminal Code': 1 },
      slapp: { yes: 1 },
      language: { ru: 2 },
      year: { 2018: 1, 2017: 1 },
    });
    // For readers, no facet has a value that comes only from items that readers may not see. The kind of a target is an
    // exception: `targeted` counts the hidden outlet, too.
    for (const [name, value, found] of [
      ['state', 'ru', ['The probe of a portal']],
      ['home', 'CZ', ['The probe of a portal']],
      ['targeted', 'person', ['The probe of a portal']],
      ['law', 'Article 274 of the Criminal Code', ['The probe of a portal']],
      ['slapp', 'yes', ['A suit over an article']],
      ['language', 'ru', ['The probe of a portal', 'A suit over an article']],
      ['home', 'SY', []],
      ['state', 'IR', []],
      ['law', 'Desklaw', []],
      ['language', 'de', []],
    ] as const)
      expect([name, titles(await listCases(db().read, { [name]: [value] }, 'public'))]).toEqual([name, found]);
    expect(
      titles(
        await listCases(db().read, { country: ['KZ'], state: ['RU'], targeted: ['outlet'], year: [2018] }, 'public'),
      ),
    ).toEqual(['The probe of a portal']);
    const desk = await listCases(db().read, {}, 'desk');
    expect([counts(desk.facets.state), counts(desk.facets.law), counts(desk.facets.home), desk.total]).toEqual([
      { IR: 1, RU: 1 },
      { 'Article 274 of the Criminal Code': 1, Desklaw: 1 },
      { CZ: 1, HU: 1, SY: 1 },
      3,
    ]);
  });

  it('finds names in the spelling that the reader knows', async () => {
    const first = async (words: string) => (await searchThings(db().read, { text: words }, 'public')).hits[0]?.title;
    for (const words of ['Кәкімжанов', 'Какимжанов', 'Kakimzhanov', 'Kakimjanov', 'Zeynulla', 'Zeynulla Kakimjanov'])
      expect([words, await first(words)]).toEqual([words, 'Zeinulla Kakimzhanov']);
    for (const words of ['Mekebaev', 'Mekebayev', 'Мекебаев', 'Askar Mekebaev'])
      expect([words, await first(words)]).toEqual([words, 'Асқар Мекебаев']);
    for (const words of ['Nazarbaev', 'Назарбаев', 'Nazarbayev', 'Nasarbajew'])
      expect([words, await first(words)]).toEqual([words, 'Nursultan Nazarbayev']);
  });

  it('finds names with the grammatical endings of Russian and Kazakh', async () => {
    const app = appOf(db());
    const people = ['Zhanna Adamova', 'Oleg Dostoev', 'Pavel Goretsky', 'Асхат Сабырұлы'].map((name, index) => ({
      key: `p${index}`,
      kind: 'person' as const,
      names: [{ text: name }],
      visibility: 'public' as const,
    }));
    await run(app, file, editor, { actors: people });
    const named = async (words: string) =>
      (await searchThings(db().read, { text: words, kind: ['actor'] }, 'public')).hits.map((hit) => hit.title);
    expect(await named('Достоева')).toEqual(['Oleg Dostoev']);
    expect(await named('Достоевым')).toEqual(['Oleg Dostoev']);
    expect(await named('Адамовой')).toEqual(['Zhanna Adamova']);
    expect(await named('Горецкого')).toEqual(['Pavel Goretsky']);
    expect(await named('Сабырұлының')).toEqual(['Асхат Сабырұлы']);
    // "Достоева" is a feminine name, but also the genitive of the masculine name "Достоев". If the record has the
    // feminine name, the search finds only that name.
    await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Irina Dostoeva' }], visibility: 'public' }],
    });
    expect(await named('Достоева')).toEqual(['Irina Dostoeva']);
  });

  it('finds Kazakh and Georgian words with different grammatical endings, and ignores accents', async () => {
    for (const words of ['айыппұлға', 'айыппұл', 'ჟურნალისტ'])
      expect([words, titles(await listCases(db().read, { text: words }, 'public'))]).toEqual([
        words,
        ['A suit over an article'],
      ]);
    for (const words of ['журналистер', 'журналистердің'])
      expect([words, titles(await listCases(db().read, { text: words }, 'public'))]).toEqual([
        words,
        expect.arrayContaining(['A suit over an article']),
      ]);
    for (const words of ['elet', 'ÉLET', 'portál'])
      expect([words, titles(await listCases(db().read, { text: words }, 'public'))]).toEqual([
        words,
        ['The probe of a portal'],
      ]);
    expect((await listCases(db().read, { text: 'айыптау' }, 'public')).total).toBe(0);
  });

  it('searches for a similar spelling if no item has the word, and says so', async () => {
    expect(await listCases(db().read, { text: 'porrtal' }, 'public')).toMatchObject({
      total: 1,
      instead: 'portal',
      hits: [{ title: 'The probe of a portal' }],
    });
    expect(await listCases(db().read, { text: 'portal' }, 'public')).toMatchObject({ total: 1, instead: null });
    // The same letters inside another word stay.
    expect(await respell(db().read, 'qqqqporrtalqqqqqqqqqq porrtal', 'public')).toMatchObject({
      text: 'qqqqporrtalqqqqqqqqqq portal',
    });
    // Spelling suggestions never come from words that readers may not see.
    expect(await searchThings(db().read, { text: 'Innerrcase' }, 'public')).toMatchObject({ total: 0, instead: null });
    expect(await searchThings(db().read, { text: 'Innerrcase' }, 'desk')).toMatchObject({
      total: 1,
      instead: 'innercase',
    });
  });

  it('marks the matching words of a case, and lists the matching claims of the case separately', async () => {
    const [probe] = (await listCases(db().read, { text: 'редакция журналисты portals' }, 'public')).hits;
    expect([marked(probe!.marked!.title), marked(probe!.marked!.body)]).toEqual([
      'The probe of a [portal]',
      'Reporters were questioned for hours about what they had written. Полиция пришла в [редакцию] «Élet», и [журналистов] допросили.',
    ]);
    const inClaim = await listCases(db().read, { text: 'computers' }, 'public');
    expect([
      inClaim.hits[0]!.marked!.body,
      inClaim.said.map((hit) => [hit.ref, hit.case.ref, marked(hit.marked)]),
    ]).toEqual([null, [[filed.claims[0], filed.cases[0], 'Police took eleven [computers] from the newsroom.']]]);
    expect(marked((await listCases(db().read, { text: 'elet' }, 'public')).hits[0]!.marked!.body)).toContain(
      '«[Élet]»',
    );
    // A name is marked in the record's spelling.
    expect(marked((await searchThings(db().read, { text: 'Какимжанов' }, 'public')).hits[0]!.marked!.title)).toBe(
      'Zeinulla [Kakimzhanov]',
    );
    for (const word of ['unseenvisit', 'Deskword', 'Innercase', 'Desklaw'])
      expect([
        word,
        JSON.stringify((await searchThings(db().read, { text: `police newsroom suit ${word}` }, 'public')).hits),
      ]).toEqual([word, '[]']);
    const found = await searchThings(db().read, { text: 'newsroom' }, 'public');
    expect(JSON.stringify(found)).not.toMatch(/Deskword|unseenvisit/);
    expect((await searchThings(db().read, { text: 'newsroom' }, 'desk')).said.map((hit) => hit.wording)).toContain(
      'Deskword about a newsroom.',
    );
  });

  it('finds matching events and claims in matching cases', async () => {
    const { events, claims, hits } = await searchThings(db().read, { text: 'police newsroom' }, 'public');
    expect([
      hits.map((hit) => hit.ref),
      events.hits.map((hit) => [hit.ref, hit.case.ref, marked(hit.marked)]),
      claims.hits.map((hit) => hit.ref),
    ]).toEqual([
      [filed.cases[0]],
      [[filed.events[0], filed.cases[0], '[Police] search the [newsroom]']],
      [filed.claims[0]],
    ]);
    expect(await searchThings(db().read, { text: 'police', kind: ['event'] }, 'public')).toMatchObject({
      total: 0,
      hits: [],
      claims: { hits: [] },
      events: { hits: [{ ref: filed.events[0] }] },
    });
    expect(
      (await searchThings(db().read, { text: 'police', kind: ['event'], state: ['IR'] }, 'public')).events.hits,
    ).toEqual([]);
    expect(
      (await searchThings(db().read, { text: 'police', kind: ['event'] }, 'desk')).events.hits.map((hit) => hit.title),
    ).toEqual(['Police search the newsroom', 'Police unseenvisit']);
  });

  it('suggests names in any script, and titles, while someone types; readers get only public ones', async () => {
    const offered = async (words: string, audience: 'public' | 'desk' = 'public') =>
      (await suggest(db().read, words, audience)).map((one) => one.title);
    for (const words of ['кәкі', 'Kakimz', 'какимж', 'kakimj', 'zeynu', 'Zeinulla Ka', 'kakimzhanov z'])
      expect([words, await offered(words)]).toEqual([words, ['Zeinulla Kakimzhanov']]);
    expect(await offered('probe of a por')).toEqual(['The probe of a portal']);
    expect(await offered('стран')).toEqual(['Страница о деле']);
    for (const words of ['Kakimova', 'Secret', 'Underground', 'Innerc', 'innerpage', 'k', '', '%', "'"])
      expect([words, await offered(words)]).toEqual([words, []]);
    expect(await offered('Kakimova', 'desk')).toEqual(['Kakimova Secret']);
    expect(await offered('innerc', 'desk')).toEqual(['Innercase of theirs']);
  });

  it('sorts by last change', async () => {
    const sorted = async (audience: 'public' | 'desk') =>
      titles(await listCases(db().read, { sort: 'changed' }, audience));
    await run(
      appOf(db(), () => new Date('2018-05-23T09:00:00Z')),
      changeCaseEntry,
      editor,
      { thing: filed.cases[1]!, version: 1, title: 'A suit over an article', visibility: 'public' },
    );
    expect((await sorted('public'))[0]).toBe('A suit over an article');
    // A change of an item that is not public does not affect the order of cases that readers see.
    await run(
      appOf(db(), () => new Date('2018-05-24T09:00:00Z')),
      changeCaseEntry,
      editor,
      { thing: filed.events[1]!, version: 1, title: 'Police unseenvisit again', visibility: 'desk' },
    );
    expect([await sorted('public'), (await sorted('desk'))[0]]).toEqual([
      ['A suit over an article', 'The probe of a portal'],
      'The probe of a portal',
    ]);
    expect(titles(await listCases(db().read, { sort: 'changed', text: 'a' }, 'public'))).toEqual([]);
    expect(
      titles(
        await listCases(db().read, { sort: 'changed', text: '"suit over an article"', country: ['KZ'] }, 'public'),
      ),
    ).toEqual(['A suit over an article']);
  });

  it('filters by the outlet that a case is about, also after another outlet was merged into it', async () => {
    const home = async () => counts((await listCases(db().read, {}, 'public')).facets.home);
    await run(appOf(db()), setVisibility, editor, { things: [filed.actors[2]!], visibility: 'public' });
    expect(await home()).toEqual({ CZ: 1, HU: 1, SY: 1 });
    await run(appOf(db()), merge, editor, { from: filed.actors[2]!, into: filed.actors[1]! });
    const { facets } = await listCases(db().read, { outlet: [number(filed.actors[1]!)] }, 'public');
    expect([counts(facets.outlet), counts(facets.kind)]).toEqual([{ 'Ratel.kz': 2 }, {}]);
    expect(await suggest(db().read, 'underground', 'public')).toMatchObject([
      { title: 'Ratel.kz', name: 'Undergroundpaper' },
    ]);
  });

  it('updates counts as the record changes, and deletes the name of a law that is no longer used', async () => {
    await run(appOf(db()), withdraw, editor, {
      things: [filed.cases[1]!, filed.actors[3]!],
      reason: 'It should not stand here.',
    });
    const kept = async () =>
      (
        await sql`select for_public, kind, code, sum(n)::int as n from search_tally group by 1, 2, 3 having sum(n) <> 0 order by 1, 2, 3`.execute(
          db().read,
        )
      ).rows;
    const counted = async () =>
      (
        await sql`
        select a.is_public as for_public, e.kind, c.code, count(*)::int as n from (values (true), (false)) as a (is_public) join search_entry e on case when a.is_public then e.for_public else e.for_desk end
        cross join lateral unnest(e.terms) as c (code) group by 1, 2, 3 order by 1, 2, 3`.execute(db().read)
      ).rows;
    expect((await kept()).length).toBeGreaterThan(10);
    expect(await kept()).toEqual(await counted());
    const laws = async () =>
      (
        await sql<{ name: string }>`select name from search_term where name like 'law=%' order by 1`.execute(db().read)
      ).rows.map((row) => row.name);
    expect(await laws()).toEqual(['law=Article 274 of the Criminal Code']);
    const progress: RebuildProgress[] = [];
    expect(await rebuildIfStale(appOf(db()), recordIndexers)).toBe(false);
    // A migration that changes what the index must contain marks the index as stale, as the next line does.
    await db().executeSql(`insert into setting (name, value) values ('search.stale', 'true')`);
    await db().executeSql('truncate search_entry, search_key, search_tally, search_term, search_name');
    expect(await rebuildIfStale(appOf(db()), recordIndexers, (one) => progress.push(one))).toBe(true);
    expect(await rebuildIfStale(appOf(db()), recordIndexers)).toBe(false);
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.total);
    expect(titles(await listCases(db().read, { text: 'computers' }, 'public'))).toEqual(['The probe of a portal']);
    expect(await kept()).toEqual(await counted());
    await run(appOf(db()), rebuild, administrator, {});
    expect(await kept()).toEqual(await counted());
    expect(await laws()).toEqual(['law=Article 274 of the Criminal Code']);
  });
});

onEitherDatabase('sources', (db) => {
  it('are sorted by the days on which they were published, also at the end of a month', async () => {
    const days = [
      '2026-03-31',
      '2026-03-30',
      '2026-03-28',
      '2026-03',
      '2026-02-28',
      '2024-02-29',
      '2024-02-28',
      '2024',
    ];
    const sources = days
      .toSorted((a, b) => a.slice(-1).localeCompare(b.slice(-1)))
      .map((published) => ({ kind: 'article', title: published, published, visibility: 'public' as const }));
    await run(appOf(db()), file, editor, { sources });
    const newest = { kind: ['source'], sort: 'newest' } as const;
    expect(titles(await searchThings(db().read, newest, 'public'))).toEqual(days);
  });
});

describe('a search with too many matches to count them all', () => {
  onOneDatabase('among many sources', (db) => {
    it('counts only the newest matches, and says so', async () => {
      const app = appOf(db());
      const many = newestCounted + 400;
      const day = (index: number) => `20${String(10 + (index % 9))}-0${1 + (index % 9)}-1${index % 9}`;
      await run(app, file, editor, {
        sources: Array.from({ length: many }, (_, index) => ({
          kind: 'article',
          title: index % 50 ? `Report ${index}` : `Report of rare ${index}`,
          published: day(index),
          language: index % 2 ? 'en' : 'kk',
          visibility: 'public' as const,
        })),
      });
      const all = await searchThings(db().read, {}, 'public');
      expect(all).toMatchObject({ total: many, more: false, facetsOver: null, pages: newestCounted / 20 });
      expect(counts(all.facets.language)).toEqual({ en: many / 2, kk: many / 2 });
      const broad = await searchThings(db().read, { text: 'reports' }, 'public');
      expect(broad).toMatchObject({ total: newestCounted, more: true, facetsOver: newestCounted });
      expect(broad.facets.language.reduce((sum, one) => sum + one.count, 0)).toBe(newestCounted);
      // The oldest matches are not counted.
      expect(broad.facets.year.at(-1)!.count).toBeLessThan(all.facets.year.at(-1)!.count);
      expect(broad.facets.year[0]!.count).toBe(all.facets.year[0]!.count);
      expect(await searchThings(db().read, { text: 'rare' }, 'public')).toMatchObject({
        total: many / 50,
        more: false,
        facetsOver: null,
      });
      expect(await searchThings(db().read, { language: ['kk'] }, 'public')).toMatchObject({
        total: many / 2,
        more: false,
      });
      const seen = new Set<string>();
      for (let page = 1; page <= 6; page++)
        for (const hit of (await searchThings(db().read, { text: 'rare', page, sort: 'newest' }, 'public')).hits)
          seen.add(hit.ref);
      expect(seen.size).toBe(many / 50);
      const dates = (await searchThings(db().read, { text: 'reports', sort: 'newest', page: 3 }, 'public')).hits.map(
        (hit) => hit.date,
      );
      expect(dates).toEqual(dates.toSorted().toReversed());
      expect(
        (await searchThings(db().read, { text: 'reports', sort: 'changed', page: 2 }, 'public')).hits,
      ).toHaveLength(20);

      // After the first search for a text, the others use its cached counts. The results must be the same as without a
      // cache. A reader made by `withSchema` has no cache.
      for (const text of ['reports', 'rare'])
        for (const sort of ['relevance', 'newest', 'changed'] as const)
          for (const page of [1, 2, 5, 30, 251]) {
            const query = { text, sort, page, language: ['kk', 'en'] };
            expect({ ...query, found: await searchThings(db().read, query, 'public') }).toEqual({
              ...query,
              found: await searchThings((db().read as Kysely<Tables>).withSchema('public'), query, 'public'),
            });
          }
    });
  });
});
