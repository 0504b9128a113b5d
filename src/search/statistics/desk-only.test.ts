import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { assertFilters } from '../../cli/calls/filters.ts';
import type { Asked } from '../../exchange/export/about.ts';
import { exported } from '../../exchange/export/testing/exported.ts';
import { readCsv } from '../../exchange/export/testing/read-csv.ts';
import { AppError } from '../../platform/errors.ts';
import { run, type App } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { changeClaim } from '../../record/claims/change-claim.ts';
import { file } from '../../record/filing/file.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { project } from '../../record/projection/project.ts';
import { findThing } from '../../record/refs.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { loadClaims } from '../../record/views/claims.ts';
import { loadFacts } from '../../record/views/facts.ts';
import { createWeb } from '../../web/create-web.ts';
import { queryOf } from '../../web/exchange/export/export.ts';
import { readRecordFilters } from '../../web/routes.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { searchProjection } from '../index/projection.ts';
import { listCases } from '../query/find.ts';
import { rebuild } from '../rebuild.ts';
import { countCases } from './count.ts';
import { readStatistic, type StatisticQuery } from './query.ts';

const genders = (
  [
    ['woman', 12],
    ['man', 6],
    ['non-binary', 3],
    ['unknown', 6],
  ] as const
).flatMap(([gender, count]) => Array.from({ length: count }, () => gender));

onBothDatabases('gender, which is for the desk alone', (db) => {
  let app: App;
  let claims: string[];
  const web = (path: string) => createWeb({ ...testDeps(), app }).request(path);
  const said = (subject: string, statement: { property: string; value: unknown }, more: object = {}) => ({
    wording: `Said of ${subject}, ${statement.property}.`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ pagesOwn: true }],
    support: { kind: 'direct-word' as const, note: 'by telephone' },
    statements: [{ subject, ...statement }],
    checked: true,
    visibility: 'desk' as const,
    ...more,
  });
  const ofGender = (subject: string, value: string, visibility: 'public' | 'desk' = 'desk') =>
    said(subject, { property: 'gender', value }, { visibility });
  const targeted = (subject: string, actor: string, visibility: 'public' | 'desk' = 'public') =>
    said(subject, { property: 'target', value: actor }, { visibility, case: subject });
  const person = (key: string, visibility: 'public' | 'desk' = 'public') => ({
    key,
    kind: 'person' as const,
    names: [{ text: `Person ${key}` }],
    visibility,
  });
  const aCase = (key: string) => ({ key, title: `Case ${key}`, visibility: 'public' as const });

  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    const filed = await run(app, file, editor, {
      actors: [...genders.map((_, n) => person(`p${n}`)), person('hidden', 'desk'), person('again')],
      cases: [
        ...genders.flatMap((gender, n) => (gender === 'man' && n > 12 ? [] : [aCase(`c${n}`)])),
        ...Array.from({ length: 8 }, (_, n) => aCase(`again${n}`)),
      ],
      claims: [
        ...genders.map((gender, n) => ofGender(`#p${n}`, gender)),
        // All the men are targeted in the same case.
        ...genders.map((gender, n) => targeted(gender === 'man' ? '#c12' : `#c${n}`, `#p${n}`)),
        // Readers do not see these targets: the claims are for the desk only, or the person is hidden.
        ...Array.from({ length: 8 }, (_, n) => targeted(`#again${n}`, '#p0', 'desk')),
        ofGender('#hidden', 'non-binary'),
        ...Array.from({ length: 8 }, (_, n) => targeted(`#again${n}`, '#hidden')),
        // One person who is targeted in many cases counts once.
        ofGender('#again', 'non-binary'),
        ...Array.from({ length: 8 }, (_, n) => targeted(`#again${n}`, '#again')),
      ],
    });
    claims = filed.claims;
  });

  const problem = { fields: [expect.objectContaining({ message: 'record.value.desk_only' })] };

  it('cannot be stated by a public claim, however it would become public', async () => {
    const filed = run(app, file, editor, { claims: [ofGender('actor/1', 'woman', 'public')] });
    await expect(filed).rejects.toMatchObject(problem);
    const to = ofGender('actor/1', 'woman', 'public');
    await expect(run(app, changeClaim, monitor, { claim: claims[0]!, version: 1, to })).rejects.toMatchObject(problem);
    const shown = run(app, setVisibility, editor, { things: [claims[0]!], visibility: 'public' });
    await expect(shown).rejects.toMatchObject(problem);
  });

  it('is an exact filter in the desk’s search, and no filter for readers', async () => {
    const deskFound = await listCases(db().read, { gender: ['non-binary'] }, 'desk');
    expect(deskFound.total).toBe(11);
    expect(deskFound.facets.gender.map(({ value, count }) => [value, count])).toContainEqual(['woman', 20]);
    expect((await listCases(db().read, { gender: ['woman'] }, 'public')).total).toBe(0);
    expect((await listCases(db().read, {}, 'public')).facets.gender).toEqual([]);
    for (const path of ['/cases', '/search?q=case', '/cases?gender=woman', '/search?q=case&gender=woman'])
      expect([path, (await (await web(path)).text()).match(/name="gender"|Woman|gender=/)]).toEqual([path, null]);
    const { rows } = await sql`select from search_entry e join search_term t on t.code = any(e.terms)
      where e.for_public and t.name like 'gender=%'`.execute(db().read);
    expect(rows).toHaveLength(0);
  });

  it('narrows the desk’s export, but no public export', async () => {
    const address = new URL('http://paper.example/export/cases.csv?gender=non-binary');
    const rows = async (query: Asked, audience: Audience) =>
      readCsv(await exported(app, 'cases.csv', query, audience)).length;
    const asked = (audience: Audience) => queryOf(readRecordFilters(address, audience));
    expect(await rows(asked('desk'), 'desk')).toBe(11);
    // Readers get all cases, as without the filter.
    expect(await rows(asked('public'), 'public')).toBe(await rows({}, 'public'));
    expect(readCsv(await (await web(address.pathname + address.search)).text()).length).toBe(await rows({}, 'public'));
    expect(await rows({ gender: ['non-binary'] }, 'public')).toBe(0);
    expect(() => assertFilters(address.search, 'desk')).not.toThrow();
    expect(() => assertFilters(address.search)).toThrow(AppError);
  });

  it('reaches readers as rounded-down counts of at least five people and cases, from which others cannot be calculated', async () => {
    const { total, rows, cells } = await countCases(
      db().read,
      readStatistic(new URLSearchParams('by=gender')),
      'public',
    );
    expect(total).toBe(30);
    expect(rows.map(({ value, count }) => [value, count])).toEqual([['woman', 10]]);
    expect([...cells.keys()]).toEqual(['||', '=woman||']);
    const page = await (await web('/statistics?by=gender')).text();
    expect(page).toContain('rounded down to a multiple of five');
    expect(page).not.toMatch(/Non-binary|Not known|Not recorded/);
    expect(await (await web('/statistics.csv?by=gender')).text()).not.toMatch(/non-binary|\(none\)|unknown/);
  });

  it('cannot be combined with other filters or dimensions by readers', async () => {
    const alone = { by: 'gender', with: null, over: null, text: null, filters: {} };
    for (const asked of ['by=gender&country=KZ', 'by=country&with=gender', 'by=gender&over=year', 'by=gender&q=c1'])
      expect([asked, readStatistic(new URLSearchParams(asked))]).toEqual([asked, alone]);
    expect(readStatistic(new URLSearchParams('by=country&gender=woman')).filters).toEqual({});
    const whole = await countCases(db().read, alone as StatisticQuery, 'public');
    const narrow = { ...alone, text: 'c1', with: 'country', over: 'month' } as StatisticQuery;
    expect(await countCases(db().read, narrow, 'public')).toEqual(whole);
  });

  it('is not counted if nearly all cases would have one value', async () => {
    const projected = async (tx: Tx) =>
      project(
        tx,
        (await tx.selectFrom('actor').select('id').execute()).map(({ id }) => id),
      );
    await db().transaction(async (tx) => {
      await sql`update fact set value_key = 'woman' where property = 'gender'`.execute(tx);
    });
    const { rows } = await countCases(db().read, readStatistic(new URLSearchParams('by=gender')), 'public');
    expect(rows).toEqual([]);
    await db().transaction(projected);
  });

  it('reaches no reader even if its claim was made public', async () => {
    const own = claims.slice(0, genders.length);
    const ids = await Promise.all(
      own.map(async (ref) => (await findThing(db().read, 'claim', Number(ref.split('/')[1])))!.id),
    );
    const people = await sql<{ id: number }>`select id from actor`.execute(db().read);
    const actors = people.rows.map((row) => Number(row.id));
    await db().transaction(async (tx) => {
      await sql`update thing set visibility = 'public' where id = any(${ids}::bigint[])`.execute(tx);
      await project(tx, actors);
    });
    await run(app, rebuild, administrator, {});
    const facts = await loadFacts(db().read, actors, 'public', { all: true });
    expect([...facts.values()].flat().map((one) => one.property)).not.toContain('gender');
    expect((await loadClaims(db().read, ids, 'public')).flatMap((claim) => claim.statements)).toEqual([]);
    for (const path of [
      '/actors/1/person-p0',
      '/actors/1.json',
      '/claims/1',
      '/claims/1.json',
      '/api/v1/actors/1',
      '/api/v1/claims/1',
    ])
      expect([path, (await (await web(path)).text()).match(/"gender"|Woman|woman/)]).toEqual([path, null]);
    for (const name of ['record.jsonl', 'cases.csv'] as const)
      expect((await exported(app, name)).split('\n').slice(1).join()).not.toMatch(/"gender"|woman/);
    expect((await listCases(db().read, { gender: ['woman'] }, 'public')).total).toBe(0);
  });
});
