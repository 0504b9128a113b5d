import { sql } from 'kysely';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { whole } from '../../platform/testing/whole.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { undo } from '../../record/history/undo/undo.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { reinstate } from '../../record/lifecycle/reinstate.ts';
import { unmerge } from '../../record/lifecycle/unmerge.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { searchProjection } from '../index/projection.ts';
import { rebuild } from '../rebuild.ts';
import { countCases, statisticOf, type Statistic } from './count.ts';
import { lengthsOf, measureLengths } from './lengths.ts';
import { matching, withoutInvented } from './matching.ts';
import { loadProfiles } from './profile.ts';
import { readStatistic, statisticKey } from './query.ts';
import { talliedProfiles } from './tallied.ts';
import { sumUpTallies, wrongCells } from './tallies.ts';

type Refs = { actors: string[]; cases: string[]; events: string[]; claims: string[] };

/** Files cases in several countries, with types, dates, targets, laws and authorities, some of them alleged or hidden. */
async function fileRecord(app: App): Promise<Refs> {
  const kinds = ['outlet', 'outlet', 'person', 'court', 'authority'] as const;
  const said = (one: number, place: number) => {
    const [subject, property, value] = [
      [`#c${one}`, 'place', { country: ['KZ', 'UZ', 'CZ'][(one + (place >> 3)) % 3] }],
      [`#c${one}`, 'incident-type', ['newsroom-search', 'civil-defamation', 'search-seizure', 'assault'][one % 4]],
      [`#c${one}`, 'began', ['2018-04-02', '2018-05', '2017', '2016~', '1990/', '2016-12', '2018-03/2019-11'][one % 7]],
      [`#c${one}`, 'target', `#a${one % 3}`],
      [`#e${one}`, 'involvement', { actor: `#a${3 + (one % 2)}`, role: one % 2 ? 'court' : 'perpetrator' }],
      [`#c${one}`, 'ended', '2019-02-03'],
      [`#e${one}`, 'date', `201${one % 8}-03-04`],
      [`#a${one % 2}`, 'organisation-kind', one % 2 ? 'newspaper' : 'broadcaster'],
      [`#c${one}`, 'place', { country: 'KZ' }],
    ][place]!;
    return {
      case: `#c${one}`,
      wording: `What was said, ${place}.`,
      kind: 'paraphrase' as const,
      mode: (one + place) % 5 === 4 ? ('alleged' as const) : ('stated' as const),
      checked: true,
      visibility: (one + place) % 7 ? ('public' as const) : ('desk' as const),
      chain: [{ actor: '#a4', verb: 'said' }],
      support: { kind: 'reference' as const, source: '#page' },
      statements: [{ subject, property, value }],
    };
  };
  const cases = Array.from({ length: 14 }, (_, one) => one);
  return run(app, file, editor, {
    actors: kinds.map((kind, index) => ({
      key: `a${index}`,
      kind,
      names: [{ text: `Actor ${'ABCDE'[index]} of the North` }],
      visibility: index === 1 ? ('desk' as const) : ('public' as const),
    })),
    sources: [{ key: 'page', kind: 'article', title: 'A page', language: 'en', visibility: 'public' }],
    cases: cases.map((one) => ({ key: `c${one}`, title: `Case ${one}`, visibility: one === 7 ? 'desk' : 'public' })),
    events: cases.map((one) => ({
      key: `e${one}`,
      case: `#c${one}`,
      title: 'A search',
      visibility: one === 5 ? 'desk' : 'public',
    })),
    claims: cases.flatMap((one) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((place) => said(one, place))),
  } as FilingInput);
}

const step = fc.record({
  act: fc.constantFrom('hide', 'show', 'withdraw', 'reinstate', 'merge', 'unmerge', 'undo', 'sum up'),
  kind: fc.constantFrom('actors', 'cases', 'events', 'claims'),
  first: fc.nat(200),
  second: fc.nat(200),
});

async function take(app: App, refs: Refs, one: typeof step extends fc.Arbitrary<infer S> ? S : never): Promise<void> {
  const list = refs[one.kind as keyof Refs];
  const [thing, other] = [list[one.first % list.length]!, list[one.second % list.length]!];
  const acts: Record<string, () => Promise<unknown>> = {
    hide: () => run(app, setVisibility, editor, { things: [thing], visibility: 'desk' }),
    show: () => run(app, setVisibility, editor, { things: [thing], visibility: 'public' }),
    withdraw: () => run(app, withdraw, editor, { things: [thing], reason: 'Filed by mistake.' }),
    reinstate: () => run(app, reinstate, editor, { things: [thing] }),
    merge: () => run(app, merge, editor, { from: thing, into: other }),
    unmerge: () => run(app, unmerge, editor, { thing }),
    undo: async () => {
      const { rows } = await app.db.executeSql('select id from change_set order by id desc limit 4');
      const { id } = rows[one.first % rows.length] as { id: number };
      if (Number(id) > 1) await undo(app, editor, { target: { set: Number(id) }, reason: 'It was wrong.' });
    },
    'sum up': () => app.db.transaction((tx) => sumUpTallies(tx)),
  };
  // Some steps cannot follow others, such as a second withdrawal.
  await acts[one.act]!().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/** Statistics of no facet, one or two, that the tallies must have. */
const addresses = [
  '',
  'over=month',
  'over=quarter',
  'by=country',
  'by=country&over=month',
  'by=type',
  'by=group&over=year',
  'by=outlet',
  'by=outlet-type',
  'by=authority&over=year',
  'by=duration',
  'by=year',
  'by=language',
  'by=country&with=group',
  'by=type&with=country',
  'by=targeted&with=outlet',
  'by=targeted&with=country',
  'by=status&country=KZ',
  'by=authority&country=KZ&country=UZ',
  'by=duration&country=CZ',
  'by=outlet-type&targeted=outlet',
  'by=country&with=type&type=search-seizure',
  'by=country&type=search-seizure',
  'by=country&with=authority&country=UZ',
  'by=targeted&country=KZ&targeted=outlet',
  'by=country&country=AQ',
  'by=type&country=AQ',
  'country=KZ',
  'country=KZ&over=quarter',
  'outlet=1',
  'type=assault&by=group&with=type',
  'year=2018&over=year',
].map((address) => readStatistic(new URLSearchParams(address)));

onBothDatabases('the tallies of statistics', (db) => {
  const comparable = ({ cells, names: _, ...more }: Statistic) => ({ ...more, cells: new Map([...cells].toSorted()) });
  const agree = async (): Promise<void> => {
    expect(await wrongCells(db().read)).toEqual([]);
    for (const query of addresses) {
      const [tallied, counted] = [
        await talliedProfiles(db().read, query),
        await loadProfiles(db().read, query, await matching(db().read, query, 'public'), 'public'),
      ];
      expect([statisticKey(query), comparable(statisticOf(query, tallied!))]).toEqual([
        statisticKey(query),
        comparable(statisticOf(query, counted)),
      ]);
    }
    const all = { text: null, filters: {} };
    expect(await measureLengths(db().read, all, 'public')).toEqual(await lengthsOf(db().read, all, 'public'));
  };

  it('are a full recount, after any sequence of writes, a redaction and a rebuild', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const refs = await fileRecord(app);
    await agree();
    expect((await countCases(db().read, addresses[0]!, 'public')).total).toBe(13);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 8 }), async (steps) => {
        for (const one of steps) await take(app, refs, one);
        await agree();
      }),
      { numRuns: whole ? 8 : 2, seed: 20_301 },
    );
    await redactPerson(app, editor, { actor: refs.actors[2]!, ground: 'Asked for it in writing.' });
    await agree();
    await run(app, rebuild, administrator, {});
    await agree();
  });

  it('leave out the invented cases as a recount does', async () => {
    const mark = (how: boolean) =>
      db().executeSql(`update thing set invented = $1 where kind = 'case' and number <= 2`, [how]);
    await mark(true);
    let leftOut = 0;
    for (const query of addresses) {
      const all = await matching(db().read, query, 'public');
      const recount = async (condition: typeof all): Promise<Statistic> =>
        statisticOf(query, await loadProfiles(db().read, query, condition, 'public'));
      const real = await recount(withoutInvented(all));
      const { cells, total, dated } = await countCases(db().read, query, 'public');
      const expected = real.total ? real : await recount(all);
      expect([statisticKey(query), total, dated, new Map([...cells].toSorted())]).toEqual([
        statisticKey(query),
        expected.total,
        expected.dated,
        new Map([...expected.cells].toSorted()),
      ]);
      if (real.total && real.total < (await recount(all)).total) leftOut++;
    }
    expect(leftOut).toBeGreaterThan(5);
    const { rows } = await sql<{ total: number; known: number; median: number }>`
      select count(*)::int as total, count(b.public_days)::int as known, percentile_cont(0.5) within group (order by b.public_days) as median
      from search_entry e join thing t on t.id = e.thing_id left join case_began b on b.case_id = e.thing_id
      where e.kind = 'case' and e.for_public and not t.invented`.execute(db().read);
    const { total, known, median } = rows[0]!;
    expect(known).toBeGreaterThan(0);
    expect(await measureLengths(db().read, { text: null, filters: {} }, 'public')).toMatchObject({
      total,
      known,
      median: Math.round(median),
    });
    await mark(false);
  });

  it('say which numbers are wrong', async () => {
    await db().transaction((tx) =>
      tx.insertInto('statistic_change').values({ part: 'country', a: '1', b: '', span: '', n: 900 }).execute(),
    );
    expect(await wrongCells(db().read)).toMatchObject([{ part: 'country', a: '1' }]);
  });

  it('do not have statistics with words, three facets, or a facet of the desk', async () => {
    for (const address of ['q=search', 'by=group&with=status&country=KZ', 'by=group&with=status', 'by=type&over=month'])
      expect([address, await talliedProfiles(db().read, readStatistic(new URLSearchParams(address)))]).toEqual([
        address,
        null,
      ]);
  });
});
