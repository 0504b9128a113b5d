import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { messages } from '../../platform/messages/messages.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { facetProperties, loadFlatCases } from '../../exchange/export/flat-data.ts';
import { flatColumns } from '../../exchange/export/flat.ts';
import { thingTables } from '../../exchange/formats/csv-zip.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { listCases } from '../../search/query/find.ts';
import { countCases } from '../../search/statistics/count.ts';
import { dimensions, readStatistic, statisticKey } from '../../search/statistics/query.ts';
import { readRecordFilters, routes } from '../../web/routes.ts';
import { listCases as listCasesApi } from '../../web/record/api/list-endpoints.ts';
import { filterGroups } from '../../web/search/public/filters.tsx';
import { file } from '../filing/file.ts';
import { caseFilters, facetNames } from './facets.ts';
import { findProperty } from './properties.ts';
import { loadDefinition } from '../fields/definition.ts';
import { registerProperties } from './register-properties.ts';

onBothDatabases('a property that is declared only in the database', (db) => {
  let app: App;
  let forget = (): void => {};
  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    await db().executeSql(
      `insert into property (key, labels, of_kinds, value, many, facet, visibility) values ('border-crossed', '{"en":"Which border was crossed"}', '{case}', '{"type":"country"}', true, 'border', 'public'), ('note-taken', '{"en":"Note"}', '{case,event}', '{"type":"text"}', false, null, 'public')`,
    );
    const { lists, fields } = await loadDefinition(db().read);
    forget = registerProperties(lists, fields);
    const said = (of: string, value: string) => ({
      wording: `${of} fled to ${value}.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'by telephone' },
      statements: [{ subject: `#${of}`, property: 'border-crossed', value }],
      case: `#${of}`,
      checked: true,
      visibility: 'public' as const,
    });
    await run(app, file, editor, {
      cases: [
        { key: 'a', title: 'A flight', visibility: 'public' },
        { key: 'b', title: 'Another flight', visibility: 'public' },
      ],
      claims: [said('a', 'GE'), said('b', 'AM')],
    });
  });
  afterAll(() => forget());

  it('is a filter of lists, by its parameter, with its label', async () => {
    const known =
      'kind country state home type targeted law year status outlet language slapp event-type proceeding-kind proceeding-outcome order-kind employment beat reason';
    expect(facetNames.join(' ')).toBe(`${known} border`);
    const filters = readRecordFilters(new URL('http://x/cases?border=ge'));
    const { q: _, sort: __, page: ___, ...facets } = filters;
    const found = await listCases(db().read, facets, 'public');
    expect(found.hits.map((hit) => hit.title)).toEqual(['A flight']);
    expect(routes.cases(filters)).toBe('/cases?border=ge');
    const groups = filterGroups(messages(), found.facets, filters, caseFilters);
    expect(groups.find((group) => group.name === 'border')).toMatchObject({
      label: 'Which border was crossed',
      options: [
        { value: 'AM', text: 'Armenia', count: 1, chosen: false },
        { value: 'GE', text: 'Georgia', count: 1, chosen: true },
      ],
    });
  });

  it('is a dimension of statistics', async () => {
    expect(dimensions()).toContain('border');
    const query = readStatistic(new URLSearchParams('by=border&border=am'));
    expect(statisticKey(query)).toBe('by=border&border=AM');
    const { rows } = await countCases(db().read, query, 'public');
    expect(rows).toEqual([{ value: 'AM', label: null, count: 1 }]);
  });

  it('is a parameter of the API, and a column of the export', async () => {
    expect(Object.keys(listCasesApi.query.shape)).toContain('border');
    expect(facetProperties().map((property) => property.key)).toContain('border-crossed');
    expect(flatColumns('desk').map((column) => column.name)).toContain('border_crossed');
    const { rows } = (await db().executeSql(`select id from thing where kind = 'case' order by id`)) as {
      rows: { id: number }[];
    };
    const [first] = await loadFlatCases(
      db().read,
      rows.map((row) => Number(row.id)),
      'public',
    );
    const column = flatColumns('desk').find((one) => one.name === 'border_crossed')!;
    expect(column.of({ ...first!, url: '' })).toBe('GE');
    const events = thingTables.find((table) => table.kind === 'event')!;
    expect(events.columns.map((one) => one.name)).toContain('note-taken');
  });

  it('is gone when it is removed', () => {
    const taken = registerProperties(
      [],
      [
        {
          key: 'for-a-moment',
          labels: { en: 'A moment' },
          help: {},
          visibility: 'public',
          retired: false,
          of_kinds: ['case'],
          value: { type: 'yes-no' },
          many: false,
          facet: 'moment',
        },
      ],
    );
    expect(facetNames).toContain('moment');
    taken();
    expect(facetNames).not.toContain('moment');
    expect(findProperty('for-a-moment')).toBeUndefined();
  });

  it('is refused if its parameter or key is taken, or its values cannot be a filter', () => {
    const row = {
      key: 'own',
      labels: { en: 'Own' },
      help: {},
      of_kinds: ['case' as const],
      many: false,
      visibility: 'public' as const,
      retired: false,
    };
    const country = { type: 'country' as const };
    expect(() => registerProperties([], [{ ...row, value: country, facet: 'page' }])).toThrow(
      'is already used for something else',
    );
    expect(() => registerProperties([], [{ ...row, key: 'place', value: country, facet: null }])).toThrow(
      'declared twice',
    );
    expect(() => registerProperties([], [{ ...row, value: { type: 'text' }, facet: 'own' }])).toThrow(
      'cannot be a facet',
    );
    expect(findProperty('own')).toBeUndefined();
  });
});
