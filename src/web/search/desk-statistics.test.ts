import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator } from '../../platform/testing/test-app.ts';
import { openFields } from '../../record/fields/apply-fields.ts';
import { createField } from '../../record/fields/change-field.ts';
import { createList } from '../../record/fields/change-list.ts';
import { file } from '../../record/filing/file.ts';
import { countCases } from '../../search/statistics/count.ts';
import { readStatistic } from '../../search/statistics/query.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

const fields = ['own-evacuated-by', 'own-urgent', 'own-exile', 'own-reported', 'own-tongue'];
const names = /Evacuated by|A fund|An embassy|Urgent|Country of exile|Reported to us|Tongue|own-/i;

onEitherDatabase('the desk’s statistics', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let reader: typeof editor;
  let close = (): void => {};
  const stating = (subject: string, property: string, value: unknown, visibility: 'public' | 'desk' = 'desk') => ({
    wording: 'The desk asked.',
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    chain: [{ pagesOwn: true }],
    support: { kind: 'direct-word' as const, note: 'by telephone' },
    statements: [{ subject, property, value }],
    checked: true,
    visibility,
  });
  beforeAll(async () => {
    close = await openFields(db());
    desk = deskOn(db());
    await prepareJobs(db(), []);
    [editor, reader] = [await desk.join('editor'), await desk.join('desk-reader')];
    const { list } = await run(desk.app, createList, administrator, {
      labels: { en: 'Helpers' },
      terms: [{ labels: { en: 'A fund' } }, { labels: { en: 'An embassy' } }],
    });
    for (const field of [
      { labels: { en: 'Evacuated by' }, type: 'choice', list },
      { labels: { en: 'Urgent' }, type: 'yes-no' },
      { key: 'exile', labels: { en: 'Country of exile' }, type: 'country' },
      { key: 'reported', labels: { en: 'Reported to us' }, type: 'date' },
      { labels: { en: 'Tongue' }, type: 'language' },
    ] as const)
      await run(desk.app, createField, administrator, { ...field, kinds: ['case'], facet: true });
    await run(desk.app, file, editor.principal, {
      cases: [
        { key: 'a', title: 'First', visibility: 'public' },
        { key: 'b', title: 'Second', visibility: 'public' },
        { key: 'c', title: 'Third' },
        { key: 'd', title: 'Fourth' },
      ],
      claims: [
        stating('#a', 'own-evacuated-by', 'a-fund'),
        stating('#b', 'own-evacuated-by', 'a-fund'),
        stating('#c', 'own-evacuated-by', 'an-embassy'),
        stating('#a', 'own-urgent', true),
        stating('#c', 'own-urgent', false),
        stating('#a', 'own-exile', 'CZ'),
        stating('#c', 'own-exile', 'CZ'),
        stating('#a', 'own-reported', '2030-05'),
        stating('#a', 'own-tongue', 'kk'),
        stating('#a', 'place', { country: 'KZ' }, 'public'),
      ],
    });
  });
  afterAll(() => close());

  const rowsOf = (html: string): [string, string][] =>
    [...html.matchAll(/<th scope="row">([^<]*)<\/th><td class="num">([^<]*)<\/td>/g)].map(([, name, count]) => [
      name!,
      count!,
    ]);
  const count = async (query: string) => rowsOf(await editor.text(`${routes.desk.statistics()}?${query}`));

  it('count all cases of the desk by its fields, of every type that can be a filter', async () => {
    const page = await editor.text(routes.desk.statistics());
    for (const field of fields) expect(page).toContain(`<option value="${field}">`);
    const own = await editor.text(routes.desk.statistics({ by: 'country', with: 'own-urgent', over: 'year' }));
    expect(own).toContain(`href="${routes.statistics({ by: 'country', over: 'year' }).replaceAll('&', '&amp;')}"`);
    expect(await count('by=own-evacuated-by')).toEqual([
      ['A fund', '2'],
      ['An embassy', '1'],
      ['Not recorded', '1'],
      ['All', '4'],
    ]);
    expect(await count('by=own-urgent')).toEqual([
      ['No', '1'],
      ['Yes', '1'],
      ['Not recorded', '2'],
      ['All', '4'],
    ]);
    expect((await count('by=own-exile'))[0]).toEqual(['Czechia', '2']);
    expect((await count('by=own-reported'))[0]).toEqual(['2030', '1']);
    expect((await count('by=own-tongue'))[0]).toEqual(['Kazakh', '1']);
  });

  it('combine them with other facets and filters, with a CSV of the same numbers', async () => {
    expect(await count('by=country&own-evacuated-by=a-fund')).toEqual([
      ['Kazakhstan', '1'],
      ['Country not recorded', '1'],
      ['All', '2'],
    ]);
    const two = await editor.text(routes.desk.statistics({ by: 'own-evacuated-by', with: 'own-urgent' }));
    expect(two).toContain('Cases by evacuated by and urgent');
    const file = await editor.get(routes.desk.statistics.as('csv', { by: 'own-evacuated-by' }));
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect((await file.text()).split('\r\n').map((line) => line.split(',').slice(0, 4).join(','))).toEqual([
      'own-evacuated-by,own-evacuated-by_name,cases,perhaps_more',
      'a-fund,A fund,2,0',
      'an-embassy,An embassy,1,0',
      '(none),Not recorded,1,0',
      '(all),,4,0',
      '',
    ]);
    const untidy = await editor.get(`${routes.desk.statistics()}?by=own-urgent&with=&over=&q=`);
    expect([untidy.status, untidy.headers.get('location')]).toEqual([
      303,
      routes.desk.statistics({ by: 'own-urgent' }),
    ]);
    expect(await reader.text(routes.desk.statistics({ by: 'own-urgent' }))).toContain('Urgent');
  });

  it('are for people at the desk only: readers learn neither counts nor names', async () => {
    const asked = [
      ...fields.flatMap((field) => [
        `by=${field}`,
        `by=country&with=${field}`,
        `${field}=a-fund&by=country`,
        `over=year&${field}=yes`,
      ]),
      '',
    ];
    for (const query of asked)
      for (const path of [`/statistics?${query}`, `/statistics.csv?${query}`, `/map?${query}`]) {
        const answer = await desk.web.request(path);
        expect([path, names.exec((await answer.text()) + answer.headers.get('location'))?.[0] ?? null]).toEqual([
          path,
          null,
        ]);
      }
    const csv = async (query: string) =>
      (await (await desk.web.request(`/statistics.csv?${query}`)).text()).replaceAll(/,20\d\d-[^,]*,/g, ',');
    // A reader's filter by a field of the desk is no filter.
    expect(await csv('by=country&own-evacuated-by=an-embassy')).toBe(await csv('by=country'));
    for (const path of [routes.desk.statistics(), routes.desk.statistics.as('csv', {})]) {
      const answer = await desk.web.request(`${path}?by=own-urgent`);
      expect([answer.status === 200, names.exec(await answer.text())?.[0] ?? null]).toEqual([false, null]);
    }
    for (const field of fields) {
      const query = readStatistic(new URLSearchParams(`by=${field}&${field}=yes`));
      expect(query).toEqual({ by: null, with: null, over: 'year', text: null, filters: {} });
    }
  });

  it('do not count cases that are limited to a team', async () => {
    const before = await count('by=own-evacuated-by');
    const { id: team } = await run(desk.app, createTeam, administrator, { name: 'North', members: [editor.accountId] });
    await run(desk.app, file, editor.principal, {
      cases: [{ key: 'n', title: 'Northern' }],
      claims: [{ ...stating('#n', 'own-evacuated-by', 'an-embassy'), case: '#n' }],
      team,
    });
    expect(await count('by=own-evacuated-by')).toEqual(before);
    const { total } = await countCases(
      db().read,
      readStatistic(new URLSearchParams('by=own-evacuated-by'), 'desk'),
      'desk',
    );
    expect(total).toBe(4);
  });
});
