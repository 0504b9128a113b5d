import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import type { Database } from '../platform/database/database.ts';
import { run, type App } from '../platform/operation.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../platform/testing/test-app.ts';
import { changeActor } from '../record/actors/change-actor.ts';
import { changeClaim } from '../record/claims/change-claim.ts';
import { changeCaseEntry } from '../record/cases/change-case-entry.ts';
import { checkClaims } from '../record/claims/check-claims.ts';
import { file, type Filed } from '../record/filing/file.ts';
import type { FilingInput } from '../record/filing/schema.ts';
import { NameComparisons } from '../record/actors/names/comparisons.ts';
import { madeNames } from '../record/actors/names/testing/made-names.ts';
import { findThing, parseRef } from '../record/refs.ts';
import { storeNames } from '../record/testing/store-names.ts';
import { merge } from '../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../record/lifecycle/withdraw.ts';
import { searchProjection } from './index/projection.ts';
import { readPointer } from './query/direct.ts';
import type { FacetValue } from './query/facets.ts';
import { listCases, searchThings, type SearchQuery } from './query/find.ts';
import { splitTerms } from './query/terms.ts';
import { rebuild } from './rebuild.ts';
import { similarActors } from './similar-actors.ts';

type ClaimIn = NonNullable<FilingInput['claims']>[number];
const appOf = (db: Database): App => testApp(db, { listeners: [searchProjection()] });
const claim = (over: Partial<ClaimIn> & Pick<ClaimIn, 'wording'>): ClaimIn => ({
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ actor: '#desk-of-words' }],
  support: { kind: 'reference', source: '#page' },
  checked: true,
  visibility: 'public',
  ...over,
});

/** Two public cases in two countries, with names across scripts. */
const filing = (): FilingInput => ({
  actors: [
    {
      key: 'desk-of-words',
      kind: 'organisation',
      names: [{ text: 'Human Rights Watch' }, { text: 'HRW', kind: 'acronym' }],
      visibility: 'public',
    },
    { key: 'suitor', kind: 'person', names: [{ text: 'Zeinulla Kakimzhanov' }], visibility: 'public' },
    { key: 'portal', kind: 'outlet', names: [{ text: 'Ratel.kz' }], visibility: 'public' },
    { key: 'weekly', kind: 'outlet', names: [{ text: 'Élet és Irodalom' }], visibility: 'public' },
  ],
  sources: [
    {
      key: 'page',
      kind: 'article',
      title: 'Newsrooms searched',
      publisher: '#desk-of-words',
      published: '2018-04-06',
      language: 'en',
      addresses: ['https://www.example.org/2018/searched?utm_source=x'],
      visibility: 'public',
    },
  ],
  cases: [
    { key: 'probe', title: 'The investigation of a portal', summary: 'Журналистов допросили.', visibility: 'public' },
    { key: 'suit', title: 'A suit in Budapest', visibility: 'public' },
  ],
  events: [{ key: 'search', case: '#probe', title: 'Police search the newsroom', visibility: 'public' }],
  claims: [
    claim({
      key: 'c1',
      case: '#probe',
      wording: 'Police searched the newsroom and took computers.',
      chain: [{ actor: '#desk-of-words', verb: 'wrote' }],
      statements: [
        { subject: '#probe', property: 'place', value: { country: 'KZ', locality: 'Almaty' } },
        { subject: '#probe', property: 'incident-type', value: 'newsroom-search' },
        { subject: '#probe', property: 'incident-type', value: 'home-search' },
        { subject: '#probe', property: 'case-status', value: 'ongoing' },
        { subject: '#probe', property: 'target', value: '#portal' },
        { subject: '#search', property: 'date', value: '2018-04-02' },
      ],
    }),
    claim({
      key: 'c2',
      case: '#probe',
      wording: 'They published false information.',
      mode: 'alleged',
      chain: [{ actor: '#suitor', verb: 'claimed' }],
      statements: [{ subject: '#probe', property: 'incident-type', value: 'smear' }],
    }),
    claim({
      key: 'c3',
      case: '#suit',
      wording: 'A company sued the weekly.',
      statements: [
        { subject: '#suit', property: 'place', value: { country: 'HU' } },
        { subject: '#suit', property: 'incident-type', value: 'civil-suit' },
        { subject: '#suit', property: 'case-status', value: 'resolved' },
        { subject: '#suit', property: 'target', value: '#weekly' },
        { subject: '#suit', property: 'began', value: '2016-11/2017-02' },
      ],
    }),
    claim({ key: 'lone', wording: 'The portal is widely read.' }),
  ],
});

const titles = async (db: Database, query: SearchQuery, audience: 'public' | 'desk' = 'public') =>
  (await searchThings(db.read, query, audience)).hits.map((hit) => hit.title);
const counts = (values: FacetValue[]): Record<string, number> =>
  Object.fromEntries(values.map((value) => [value.label ?? value.value, value.count]));

describe('reading a search text', () => {
  it('recognises words, phrases and exclusions', () => {
    expect(splitTerms('  police "false information" -court «свобода слова» -"no one" – ')).toEqual([
      { text: 'police', phrase: false, not: false },
      { text: 'false information', phrase: true, not: false },
      { text: 'court', phrase: false, not: true },
      { text: 'свобода слова', phrase: true, not: false },
      { text: 'no one', phrase: true, not: true },
    ]);
  });

  it('recognises numbers and URLs', () => {
    expect(readPointer('case 12')).toEqual({ kinds: ['case'], number: 12 });
    expect(readPointer('https://kronika.example/actors/7/a-b?x=1')).toEqual({ kinds: ['actor'], number: 7 });
    expect(readPointer('#3')).toMatchObject({ number: 3 });
    expect(readPointer('Дело №12')).toEqual({ kinds: ['case'], number: 12 });
    expect(readPointer('případ 7')).toEqual({ kinds: ['case'], number: 7 });
    expect(readPointer('статья 274')).toBeNull();
    expect(readPointer('утверждение 22')).toEqual({ kinds: ['claim'], number: 22 });
    expect(readPointer('example.org/a/b')).toEqual({ url: 'https://example.org/a/b' });
    expect(readPointer('26 organisations')).toBeNull();
  });
});

onEitherDatabase('search', (db) => {
  let filed: Filed;

  it('finds cases by the words of all their parts, stemmed in two languages', async () => {
    filed = await run(appOf(db()), file, editor, filing());
    expect(await titles(db(), { text: 'investigations' })).toEqual(['The investigation of a portal']);
    expect(await titles(db(), { text: 'журналисты' })).toEqual(['The investigation of a portal']);
    expect(await titles(db(), { text: 'computer portal' })).toEqual(['The investigation of a portal']);
    expect(await titles(db(), { text: '"false information"' })).toEqual(['The investigation of a portal']);
    expect(await titles(db(), { text: '"information false"' })).toEqual([]);
    expect(await titles(db(), { text: 'sued -company' })).toEqual([]);
    expect(await titles(db(), { text: 'the of' })).toEqual([]);
    expect((await searchThings(db().read, { text: 'took computers' }, 'public')).claims).toMatchObject({
      hits: [{ ref: filed.claims[0], case: { ref: filed.cases[0] } }],
      more: false,
    });
    expect(await titles(db(), { text: 'widely read' })).toEqual(['The portal is widely read.']);
  });

  it('finds names in other scripts and spellings, alone and together with other words', async () => {
    for (const text of ['Кәкімжанов', 'Kakimjanov', 'Какимжанов'])
      expect(await titles(db(), { text }), text).toEqual(['Zeinulla Kakimzhanov', 'The investigation of a portal']);
    expect(await titles(db(), { text: 'Zeynulla Kakimjanov' })).toEqual([
      'Zeinulla Kakimzhanov',
      'The investigation of a portal',
    ]);
    expect(await titles(db(), { text: 'Какимжанов newsroom' })).toEqual(['The investigation of a portal']);
    expect(await titles(db(), { text: 'elet' })).toContain('Élet és Irodalom');
    expect(await titles(db(), { text: 'HRW', kind: ['case', 'actor'] })).toEqual([
      'Human Rights Watch',
      'The investigation of a portal',
      'A suit in Budapest',
    ]);
    const [near] = await similarActors(db().read, 'Зейнулла Какимжанов', 'public');
    expect(near).toMatchObject({ ref: filed.actors[1], name: 'Zeinulla Kakimzhanov' });
    expect(await similarActors(db().read, 'Зейнулла Какимжанов', 'public', { kind: 'outlet' })).toEqual([]);
  });

  it('filters by any value of each facet, and counts a case once', async () => {
    const all = await listCases(db().read, {}, 'public');
    expect(all).toMatchObject({
      total: 2,
      facetsOver: null,
      sort: 'newest',
      hits: [{ title: 'The investigation of a portal', date: '2018-04-02' }, { date: '2016-11-01' }],
    });
    expect(counts(all.facets.country)).toEqual({ KZ: 1, HU: 1 });
    // One case has two narrower types of `search-seizure`. It counts only once in the broader type.
    expect(counts(all.facets.type)).toMatchObject({
      'search-seizure': 1,
      'newsroom-search': 1,
      'home-search': 1,
      'civil-suit': 1,
      legal: 1,
    });
    expect(counts(all.facets.year)).toEqual({ 2018: 1, 2017: 1, 2016: 1 });
    expect(counts(all.facets.outlet)).toEqual({ 'Ratel.kz': 1, 'Élet és Irodalom': 1 });
    // A merely alleged value is not in a facet, because a filter cannot name a speaker.
    expect(counts(all.facets.type)).not.toHaveProperty('smear');
    const kz = await listCases(db().read, { country: ['kz'] }, 'public');
    expect(kz).toMatchObject({ total: 1 });
    expect(counts(kz.facets.country)).toEqual({ KZ: 1, HU: 1 });
    expect(counts(kz.facets.status)).toEqual({ ongoing: 1 });
    expect((await listCases(db().read, { country: ['KZ', 'HU'], year: [2017] }, 'public')).total).toBe(1);
    expect(
      (await listCases(db().read, { outlet: [Number(filed.actors[2]!.split('/')[1])] }, 'public')).hits[0]!.ref,
    ).toBe(filed.cases[0]);
    expect((await listCases(db().read, { type: ['civil-suit'], status: ['ongoing'] }, 'public')).total).toBe(0);
    expect(await listCases(db().read, { perPage: 1, page: 2 }, 'public')).toMatchObject({
      total: 2,
      pages: 2,
      hits: [{ title: 'A suit in Budapest' }],
    });
    expect((await listCases(db().read, { year: ['x'], outlet: ['-1', '9e99'] }, 'public')).total).toBe(0);
  });

  it('finds an item by its number or URL', async () => {
    const direct = async (text: string) =>
      (await searchThings(db().read, { text }, 'public')).direct.map((hit) => hit.ref);
    expect(await direct('case 1')).toEqual(['case/1']);
    expect(await direct('1')).toEqual(['case/1', 'actor/1', 'source/1', 'claim/1']);
    expect(await direct('http://example.org/2018/searched')).toEqual([filed.sources[0]]);
    expect(await direct('claim/999')).toEqual([]);
  });

  it('reflects changes, merges and withdrawals', async () => {
    const app = appOf(db());
    await run(app, changeCaseEntry, editor, {
      thing: filed.cases[1]!,
      version: 1,
      title: 'The matter of a weekly',
      visibility: 'public',
    });
    expect(await titles(db(), { text: 'budapest' })).toEqual([]);
    expect(await titles(db(), { text: 'matter' })).toEqual(['The matter of a weekly']);
    await run(app, changeActor, editor, {
      actor: filed.actors[1]!,
      version: 1,
      to: { kind: 'person', names: [{ text: 'Somebody Else' }], visibility: 'public' },
    });
    expect(await titles(db(), { text: 'Kakimzhanov' })).toEqual([]);
    expect(await titles(db(), { text: 'Somebody Else' })).toEqual(['Somebody Else', 'The investigation of a portal']);
    await run(app, checkClaims, editor, { claims: [filed.claims[0]!], state: 'draft' });
    expect(await titles(db(), { text: 'computers' })).toEqual([]);
    expect(await titles(db(), { text: 'computers' }, 'desk')).toEqual(['The investigation of a portal']);
    expect((await listCases(db().read, {}, 'public')).facets.status).toMatchObject([{ value: 'resolved' }]);
    const { wording: _, ...same } = filing().claims![2]!;
    const refs = new Map([
      ['#suit', filed.cases[1]!],
      ['#probe', filed.cases[0]!],
      ['#weekly', filed.actors[3]!],
      ['#desk-of-words', filed.actors[0]!],
      ['#page', filed.sources[0]!],
    ]);
    const to = JSON.parse(
      JSON.stringify({ ...same, wording: 'A bank sued.', case: '#probe' }),
      (_key, value: unknown) => (typeof value === 'string' ? (refs.get(value) ?? value) : value),
    ) as ClaimIn;
    await run(app, changeClaim, editor, { claim: filed.claims[2]!, version: 1, to });
    expect(await titles(db(), { text: 'company' })).toEqual([]);
    expect(await titles(db(), { text: 'bank' })).toEqual(['The investigation of a portal']);
    await run(app, merge, editor, { from: filed.actors[3]!, into: filed.actors[2]! });
    expect(counts((await listCases(db().read, {}, 'public')).facets.outlet)).toEqual({ 'Ratel.kz': 1 });
    expect(await titles(db(), { text: 'irodalom' })).toEqual(['Ratel.kz', 'The matter of a weekly']);
    await run(app, merge, editor, { from: filed.cases[1]!, into: filed.cases[0]! });
    expect(await listCases(db().read, {}, 'public')).toMatchObject({
      total: 1,
      hits: [{ countries: ['HU'], statuses: ['resolved'] }],
    });
    await run(app, withdraw, editor, {
      things: [filed.cases[0]!, filed.actors[2]!, filed.sources[0]!, filed.claims[3]!],
      reason: 'It should not stand here.',
    });
    expect(await searchThings(db().read, {}, 'desk')).toMatchObject({ total: 2 });
    expect((await listCases(db().read, { text: 'portal' }, 'desk')).total).toBe(0);
  });

  it('is the same after a rebuild', async () => {
    const all = async () =>
      (
        await sql`select thing_id, kind, for_public, for_desk, title, tsv::text, countries, types, years, statuses, languages, outlets, actors, sort_on::text from search_entry order by 1, 4`.execute(
          db().read,
        )
      ).rows;
    const before = await all();
    expect(before.length).toBeGreaterThan(1);
    await expect(run(appOf(db()), rebuild, monitor, {})).rejects.toMatchObject({ code: 'not_permitted' });
    await run(appOf(db()), rebuild, administrator, {});
    expect(await all()).toEqual(before);
  });

  it('compares words with names in a limited number of steps, and says if it did not compare all', async () => {
    const made = madeNames(4, 34, 60).map((name) => `${name} Lomakin`);
    await run(appOf(db()), file, editor, {
      actors: made.map((text) => ({ kind: 'person' as const, names: [{ text }], visibility: 'public' as const })),
    });
    const words = madeNames(1, 34, 15).join(' ');
    expect(await searchThings(db().read, { text: `Lomakin ${words}` }, 'public')).toMatchObject({ complete: false });
    expect(await searchThings(db().read, { text: 'Lomakin' }, 'public')).toMatchObject({ complete: true, total: 60 });
    // No name has a word with as many letters as these.
    const longer = madeNames(1, 60, 15).join(' ');
    expect(await searchThings(db().read, { text: `Lomakin ${longer}` }, 'public')).toMatchObject({ complete: true });
  });

  it('compares each word of all names once, however many short words names have, and stops at its limit', async () => {
    const short = (n: number): string =>
      [20, 20 * 6, 20 * 6 * 20].reduce(
        (word, over, at) =>
          word + (at === 1 ? 'aeiouy' : 'bcdfghjklmnpqrstvwxz')[Math.floor((n * 20) / over) % (at === 1 ? 6 : 20)]!,
        '',
      );
    const shared = ['bako', 'kemo', 'moni', 'niru', 'rusa', 'sate', 'tevo', 'voda', 'dale', 'leku'];
    const nameOf = (n: number): string =>
      [...shared, ...Array.from({ length: 60 }, (_, at) => short(n * 60 + at))].join(' ');
    const { actors } = await run(appOf(db()), file, editor, {
      actors: Array.from({ length: 6 }, () => ({
        kind: 'person' as const,
        names: [{ text: shared.join(' ') }],
        visibility: 'public' as const,
      })),
    });
    for (const [person, ref] of actors.entries()) {
      const { id } = (await findThing(db().read, 'actor', parseRef(ref)!.number))!;
      await storeNames(
        db(),
        id,
        Array.from({ length: 100 }, (_, n) => nameOf(person * 100 + n)),
      );
    }
    const compared = vi.spyOn(NameComparisons.prototype, 'similarity');
    const text =
      'bako судами городами домами словами людьми книгами газетами статьями законами делами странами руками годами днями местами';
    expect(await searchThings(db().read, { text }, 'public')).toMatchObject({ complete: false });
    const times = compared.mock.calls.length;
    compared.mockRestore();
    // Without the limit, there would be 180,000 comparisons: of 2,410 different words of the names with sixteen words
    // and their forms.
    expect(times).toBeLessThan(100_000);
    expect(await searchThings(db().read, { text: 'bako' }, 'public')).toMatchObject({ total: 6 });
  });
});

onEitherDatabase('a search for words of items that are not public', (db) => {
  /** A public case among desk-only items and a sealed one, all with distinctive words. */
  const guarded = (): FilingInput => ({
    actors: [
      { key: 'open', kind: 'organisation', names: [{ text: 'Open Watch' }], visibility: 'public' },
      { key: 'victim', kind: 'person', names: [{ text: 'Quentin Hiddenname' }] },
      { key: 'underground', kind: 'outlet', names: [{ text: 'Undergroundpaper' }] },
    ],
    sources: [
      { key: 'page', kind: 'article', title: 'Openpage', visibility: 'public' },
      { key: 'leak', kind: 'post', title: 'Leakedpost', addresses: ['https://leak.example/1'] },
    ],
    cases: [
      { key: 'shown', title: 'Showncase', visibility: 'public' },
      { key: 'inner', title: 'Innercase', summary: 'Secretsummary' },
    ],
    events: [
      { key: 'ev', case: '#shown', title: 'Opentitle', visibility: 'public' },
      { key: 'ev-desk', case: '#shown', title: 'Desktitle' },
      { key: 'ev-bare', case: '#shown', title: 'Baretitle', visibility: 'public' },
    ],
    claims: [
      claim({
        case: '#shown',
        wording: 'Openwords.',
        chain: [{ actor: '#open' }, { actor: '#victim' }],
        statements: [
          { subject: '#ev', property: 'date', value: '2020' },
          { subject: '#shown', property: 'target', value: '#underground' },
          { subject: '#ev-desk', property: 'date', value: '1999' },
        ],
      }),
      claim({
        case: '#shown',
        wording: 'Deskwords.',
        visibility: 'desk',
        chain: [{ actor: '#open' }],
        statements: [
          { subject: '#shown', property: 'place', value: { country: 'SY' } },
          { subject: '#shown', property: 'incident-type', value: 'torture' },
        ],
      }),
      claim({
        case: '#shown',
        wording: 'Draftwords.',
        checked: false,
        chain: [{ actor: '#open' }],
        statements: [{ subject: '#shown', property: 'case-status', value: 'dormant' }],
      }),
      claim({
        case: '#inner',
        wording: 'Innerwords.',
        chain: [{ actor: '#open' }],
        statements: [{ subject: '#inner', property: 'place', value: { country: 'IR' } }],
      }),
      claim({ key: 'lone-desk', wording: 'Lonewords.', visibility: 'desk', chain: [{ actor: '#open' }] }),
    ],
  });
  const secrets = [
    'Hiddenname',
    'Quentin',
    'Undergroundpaper',
    'Leakedpost',
    'Innercase',
    'Secretsummary',
    'Desktitle',
    'Baretitle',
    'Deskwords',
    'Draftwords',
    'Innerwords',
    'Lonewords',
  ];

  it('shows readers no result, no count, no facet and no name', async () => {
    const filed = await run(appOf(db()), file, editor, guarded());
    for (const text of secrets)
      expect(await searchThings(db().read, { text }, 'public'), text).toMatchObject({
        total: 0,
        hits: [],
        direct: [],
        claims: { hits: [] },
      });
    for (const text of secrets.filter((word) => word !== 'Baretitle'))
      expect((await searchThings(db().read, { text }, 'desk')).total, text).toBeGreaterThan(0);
    const all = await searchThings(db().read, {}, 'public');
    expect(all.hits.map((hit) => hit.title).toSorted()).toEqual(['Open Watch', 'Openpage', 'Showncase']);
    expect(counts(all.facets.kind)).toEqual({ actor: 1, case: 1, source: 1 });
    for (const facet of ['country', 'type', 'status', 'outlet'] as const) expect(all.facets[facet], facet).toEqual([]);
    expect(counts(all.facets.year)).toEqual({ 2020: 1 });
    expect((await listCases(db().read, { outlet: [Number(filed.actors[2]!.split('/')[1])] }, 'public')).total).toBe(0);
    expect((await listCases(db().read, { country: ['SY', 'IR'] }, 'public')).total).toBe(0);
    expect(await similarActors(db().read, 'Quentin Hiddenname', 'public')).toEqual([]);
    for (const text of [
      filed.cases[1]!,
      filed.actors[1]!,
      filed.sources[1]!,
      filed.claims[1]!,
      'https://leak.example/1',
    ])
      expect((await searchThings(db().read, { text }, 'public')).direct, text).toEqual([]);
    const { rows } = await sql<{
      text: string;
    }>`select string_agg(title || tsv::text || countries::text || types::text || statuses::text, ' ') as text from search_entry where for_public`.execute(
      db().read,
    );
    for (const word of [...secrets, 'SY', 'IR', 'torture', 'dormant'])
      expect(rows[0]!.text.toLowerCase(), word).not.toContain(word.toLowerCase());
  });

  it('no longer finds items for readers that became desk only, and finds sealed items for no one', async () => {
    const app = appOf(db());
    expect(await titles(db(), { text: 'openwords' })).toEqual(['Showncase']);
    await run(app, setVisibility, editor, { things: ['claim/1'], visibility: 'desk' });
    expect(await titles(db(), { text: 'openwords' })).toEqual([]);
    expect((await listCases(db().read, {}, 'public')).facets.year).toEqual([]);
    await run(app, setVisibility, editor, { things: ['actor/2'], visibility: 'public' });
    expect(await titles(db(), { text: 'Hiddenname' })).toEqual(['Quentin Hiddenname']);
    await run(app, setVisibility, editor, { things: ['case/1'], visibility: 'desk' });
    expect((await listCases(db().read, {}, 'public')).total).toBe(0);
    // Seals a case as record/protection/seal.ts does, but does not remove its words from the tables. This makes the
    // test stricter.
    await db().transaction(async (tx) => {
      await sql`update thing set visibility = 'sealed' where kind = 'case' and number = 2`.execute(tx);
      await searchProjection().onChange!(tx, {
        id: 0,
        at: new Date(),
        accountId: null,
        via: 'web',
        operation: 'test',
        why: null,
        changes: [
          {
            kind: 'case',
            thingId: Number(
              (await sql<{ id: number }>`select id from thing where kind = 'case' and number = 2`.execute(tx)).rows[0]!
                .id,
            ),
            action: 'sealed',
            before: null,
            after: null,
          },
        ],
      });
    });
    for (const text of ['Innercase', 'Innerwords', 'Secretsummary'])
      expect((await searchThings(db().read, { text }, 'desk')).total, text).toBe(0);
    expect((await searchThings(db().read, { text: 'case 2' }, 'desk')).direct).toEqual([]);
  });
});
