import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { run, type App } from '../../platform/operation.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { project } from '../../record/projection/project.ts';
import { searchProjection } from '../index/projection.ts';
import { listCases } from '../query/find.ts';
import { rebuild } from '../rebuild.ts';
import { countCases, type Statistic } from './count.ts';
import { countWith } from './tally.ts';
import { dimensions, readStatistic } from './query.ts';

type GivenClaim = { property: string; value: unknown; mode?: 'stated' | 'alleged'; visibility?: 'public' | 'desk' };
type Case = {
  key: string;
  visibility?: 'public' | 'desk';
  told: GivenClaim[];
  events?: { date: string; visibility?: 'public' | 'desk' }[];
};

/** A filing of cases, in which each value is a separate checked claim. */
function filing(cases: readonly Case[]): FilingInput {
  const input: Required<Pick<FilingInput, 'actors' | 'sources' | 'cases' | 'events' | 'claims'>> = {
    actors: [],
    sources: [],
    cases: [],
    events: [],
    claims: [],
  };
  input.actors.push(
    { key: 'speaker', kind: 'organisation', names: [{ text: 'Watch' }], visibility: 'public' },
    { key: 'ratel', kind: 'outlet', names: [{ text: 'Ratel' }], visibility: 'public' },
    { key: 'hidden', kind: 'outlet', names: [{ text: 'Hidden Gazette' }] },
  );
  input.sources.push({ key: 'report', kind: 'report', title: 'Report', visibility: 'public' });
  for (const one of cases) {
    input.cases.push({ key: one.key, title: one.key, visibility: one.visibility ?? 'public' });
    const say = (subject: string, told: GivenClaim) =>
      input.claims.push({
        case: `#${one.key}`,
        wording: 'It was said.',
        kind: 'paraphrase',
        mode: told.mode ?? 'stated',
        checked: true,
        visibility: told.visibility ?? 'public',
        chain: [{ actor: '#speaker', verb: 'wrote' }],
        support: { kind: 'reference', source: '#report' },
        statements: [{ subject, property: told.property, value: told.value }],
      });
    for (const told of one.told) say(`#${one.key}`, told);
    for (const [index, event] of (one.events ?? []).entries()) {
      input.events.push({
        key: `${one.key}-${index}`,
        case: `#${one.key}`,
        title: 'Something',
        visibility: event.visibility ?? 'public',
      });
      say(`#${one.key}-${index}`, { property: 'date', value: event.date });
    }
  }
  return input;
}

const type = (value: string): GivenClaim => ({ property: 'incident-type', value });
const place = (country: string): GivenClaim => ({ property: 'place', value: { country } });
const began = (value: string, more: Partial<GivenClaim> = {}): GivenClaim => ({ property: 'began', value, ...more });

const cases: Case[] = [
  {
    key: 'sure',
    told: [type('newsroom-search'), place('KZ'), began('2018-04-02'), { property: 'target', value: '#ratel' }],
  },
  {
    key: 'two-types',
    told: [type('newsroom-search'), type('civil-defamation'), place('KZ'), place('UZ'), began('2018-05')],
  },
  { key: 'broad', told: [type('search-seizure'), place('UZ'), began('2017')] },
  { key: 'disputed', told: [type('civil-suit'), place('KZ'), began('2016-12'), began('2017-01')] },
  { key: 'about', told: [type('civil-suit'), began('2016~')] },
  { key: 'lasting', told: [type('civil-suit'), place('KZ'), began('2018-03/2019-11')] },
  { key: 'vague', told: [began('1990/'), place('KZ'), type('assault')] },
  { key: 'dateless', told: [place('UZ')] },
  {
    key: 'by-events',
    told: [place('KZ'), type('assault')],
    events: [{ date: '[2016-12-20..2017-01-10]' }, { date: '2017-01-05' }, { date: '2019' }],
  },
  {
    key: 'desk-event-first',
    told: [place('KZ'), type('assault')],
    events: [{ date: '2015', visibility: 'desk' }, { date: '2018-06-01' }],
  },
  {
    key: 'alleged-only',
    told: [place('KZ'), type('assault'), { ...type('killing'), mode: 'alleged' }, began('2014', { mode: 'alleged' })],
  },
  { key: 'hidden-outlet', told: [place('UZ'), { property: 'target', value: '#hidden' }] },
  {
    key: 'desk-claim',
    told: [
      { ...place('KZ'), visibility: 'desk' },
      { ...type('assault'), visibility: 'desk' },
      began('2018', { visibility: 'desk' }),
    ],
  },
  {
    key: 'desk',
    visibility: 'desk',
    told: [type('killing'), place('KZ'), began('2018-04-02'), { property: 'target', value: '#ratel' }],
  },
  { key: 'to-be-sealed', told: [type('torture'), place('TM'), began('2018-04-02')] },
  { key: 'to-be-hidden', told: [type('torture'), place('TM'), began('2018-04-02')] },
  { key: 'to-be-withdrawn', told: [type('torture'), place('TM'), began('2018-04-02')] },
  { key: 'sealed-claims', told: [type('torture'), place('TM'), began('2018-04-02')] },
  { key: 'doubled', told: [type('torture'), place('KZ'), began('2018-04-03')] },
];

onEitherDatabase('statistics', (db) => {
  let app: App;
  const count = (address: string, audience: 'public' | 'desk' = 'public'): Promise<Statistic> =>
    countCases(db().read, readStatistic(new URLSearchParams(address)), audience);
  const table = (statistic: Statistic): Record<string, string> =>
    Object.fromEntries(
      [...statistic.cells]
        .filter(([, one]) => one.sure + one.perhaps > 0)
        .map(([key, one]) => [key, one.perhaps ? `${one.sure}+${one.perhaps}` : String(one.sure)]),
    );
  const values = (list: Statistic['rows']): [string | null, number][] =>
    list.map((one) => [one.label ?? one.value, one.count]);

  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    const made = await run(app, file, editor, filing(cases));
    const ref = (key: string): string => made.cases[cases.findIndex((one) => one.key === key)]!;
    await run(app, setVisibility, editor, { things: [ref('to-be-hidden')], visibility: 'desk' });
    await run(app, withdraw, editor, {
      things: [ref('to-be-withdrawn')],
      reason: 'It was about somebody else altogether.',
    });
    await run(app, merge, editor, { from: ref('doubled'), into: ref('sure') });
    // The case is sealed, but its words are still in the tables, from which real sealing removes them. This makes the
    // test stricter.
    await db().transaction(async (tx) => {
      const number = (key: string): number => Number(ref(key).split('/')[1]);
      await sql`update thing set visibility = 'sealed' where kind = 'case' and number = ${number('to-be-sealed')}
        or id in (select c.id from claim c join thing t on t.id = c.case_id where t.kind = 'case' and t.number = ${number('sealed-claims')})`.execute(
        tx,
      );
      const all = (await tx.selectFrom('thing').select('id').execute()).map((row) => row.id);
      await project(tx, all);
    });
    await run(app, rebuild, administrator, {});
  });

  it('counts cases by the year they began in, and says how well that is known for each', async () => {
    const statistic = await count('');
    expect(statistic).toMatchObject({ total: 14, dated: { sure: 6, perhaps: 3, none: 5 } });
    expect(table(statistic)).toEqual({
      '||': '14',
      // Cases without a date, with a merely alleged date, or with a date for the desk only.
      '||-': '5',
      // A case that lasted from 1990 on. Its end is unknown.
      '||=1990': '1',
      // Three cases: one from about 2016; one from December 2016 or January 2017, by two sources; one whose first event
      // was on a day around New Year.
      '||=2015': '0+1',
      '||=2016': '0+3',
      '||=2017': '1+3',
      '||=2018': '4',
    });
    expect(statistic.periods).toEqual(Array.from({ length: 29 }, (_, index) => 1990 + index));
  });

  it('counts dates with month precision by months, and vaguer ones as undated', async () => {
    const statistic = await count('over=month&country=KZ&type=civil-suit');
    expect(statistic).toMatchObject({ total: 3, dated: { sure: 2, perhaps: 1, none: 0 } });
    expect(table(statistic)).toMatchObject({
      [`||=${2016 * 12 + 11}`]: '0+1',
      [`||=${2017 * 12}`]: '0+1',
      [`||=${2018 * 12 + 2}`]: '1',
      [`||=${2018 * 12 + 4}`]: '1',
    });
    expect((await count('over=month&type=search-seizure&country=UZ')).dated).toEqual({ sure: 1, perhaps: 1, none: 0 });
    expect((await count('over=month&type=civil-suit')).dated).toEqual({ sure: 2, perhaps: 1, none: 1 });
  });

  it('counts a case once in each of its values, and once in each total', async () => {
    const statistic = await count('by=type&with=country');
    expect(values(statistic.rows)).toEqual([
      ['assault', 4],
      ['civil-suit', 3],
      ['newsroom-search', 2],
      ['civil-defamation', 1],
      ['search-seizure', 1],
      ['torture', 1],
      [null, 4],
    ]);
    expect(values(statistic.series)).toEqual([
      ['KZ', 8],
      ['UZ', 4],
      [null, 3],
    ]);
    expect(table(statistic)).toMatchObject({
      '||': '14',
      '=newsroom-search|=KZ|': '2',
      '=newsroom-search|=UZ|': '1',
      '=newsroom-search||': '2',
      '=civil-suit|-|': '1',
      '-|=UZ|': '2',
    });
  });

  it('uses the narrowest type stated, or the broad kinds of all types', async () => {
    // `newsroom-search` is a narrower type of `search-seizure`. A case that has only the broader type counts there.
    expect(values((await count('by=group')).rows)).toEqual(
      [
        ['legal', 4],
        ['physical', 5],
        ['search-seizure', 3],
        [null, 4],
      ].toSorted((a, b) => Number(a[0] === null) - Number(b[0] === null) || Number(b[1]) - Number(a[1])),
    );
    expect(values((await count('by=type&type=search-seizure')).rows)).toEqual([
      ['newsroom-search', 2],
      ['civil-defamation', 1],
      ['search-seizure', 1],
      ['torture', 1],
    ]);
  });

  it('counts nothing that is desk only, sealed, withdrawn, merged away or only alleged', async () => {
    const open = await count('by=outlet&with=type');
    expect(open.total).toBe(14);
    expect(values(open.rows)).toEqual([
      ['Ratel', 1],
      [null, 13],
    ]);
    expect(open.series.map((one) => one.value)).not.toContain('killing');
    expect((await count('country=TM')).total).toBe(0);
    expect((await count('by=country&with=type&over=year&type=killing')).total).toBe(0);
    expect((await count('outlet=3')).total).toBe(0);
    // The desk counts these cases, so they exist.
    const inside = await count('by=outlet&with=type', 'desk');
    expect(inside.total).toBe(16);
    expect(values(inside.rows)).toEqual([
      ['Ratel', 2],
      ['Hidden Gazette', 1],
      [null, 13],
    ]);
    expect((await count('type=killing', 'desk')).total).toBe(2);
  });

  it('counts by every facet that search has', async () => {
    const told = async (by: string) => values((await count(`by=${by}`)).rows);
    // Readers may not see this actor, but they may see that it is an outlet.
    expect(await told('targeted')).toEqual([
      ['outlet', 2],
      [null, 12],
    ]);
    // Years are in the order of time, with those that have no case.
    const years = await told('year');
    expect([years.length, years.filter(([, n]) => n > 0)]).toEqual([
      31,
      [
        ['1990', 1],
        ['2016', 3],
        ['2017', 3],
        ['2018', 4],
        ['2019', 2],
        [null, 5],
      ],
    ]);
    for (const by of dimensions())
      expect([by, (await count(`by=${by}&with=${by === 'country' ? 'type' : 'country'}&over=quarter`)).total]).toEqual([
        by,
        14,
      ]);
  });

  it('has the totals that the facets of the search have', async () => {
    expect(await countWith(app.db.read, 'country', 'KZ')).toBe((await count('country=KZ')).total);
    expect(await countWith(app.db.read, 'country', 'AQ')).toBe(0);
  });

  it('is updated with the record: a date added later, a case made public later', async () => {
    const made = await run(app, file, editor, filing([{ key: 'later', visibility: 'desk', told: [place('MT')] }]));
    expect((await count('country=MT')).total).toBe(0);
    await run(app, setVisibility, editor, { things: made.cases, visibility: 'public' });
    expect((await count('country=MT')).dated).toEqual({ sure: 0, perhaps: 0, none: 1 });
    const input = filing([{ key: 'later', told: [began('2020-02')] }]);
    await run(app, file, editor, {
      ...input,
      cases: [],
      claims: input.claims!.map((claim) => ({
        ...claim,
        case: made.cases[0]!,
        statements: claim.statements!.map((one) => ({ ...one, subject: made.cases[0]! })),
      })),
    });
    expect(table(await count('country=MT'))).toEqual({ '||': '1', '||=2020': '1' });
  });

  it('is consistent: each cell equals the list of cases with these filters', async () => {
    const statistic = await count('by=country&with=status');
    const listed = await Promise.all(
      statistic.rows.map(async (row) =>
        row.value ? (await listCases(db().read, { country: [row.value] }, 'public')).total : row.count,
      ),
    );
    expect(statistic.rows.length).toBeGreaterThan(2);
    expect(statistic.rows.map((row) => row.count)).toEqual(listed);
  });
});
