import { beforeAll, expect, it } from 'vitest';
import { messages } from '../../platform/messages/messages.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase, testDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { exported } from '../../exchange/export/testing/exported.ts';
import { importLines } from '../../exchange/round-trip/import-lines.ts';
import { readLines } from '../../exchange/round-trip/read-lines.ts';
import { createWeb } from '../../web/create-web.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { file } from '../../record/filing/file.ts';
import { compareValues, findProperty, readValue } from '../../record/vocabulary/properties.ts';
import { listCases as listCasesApi } from '../../web/record/api/list-endpoints.ts';
import { involvementWords } from '../../web/record/components/record-value.tsx';
import { filterLabel } from '../../web/kit/words/filter-words.ts';
import { listCases } from '../query/find.ts';
import { countCases } from '../statistics/count.ts';
import { readStatistic } from '../statistics/query.ts';
import { searchProjection } from './projection.ts';

onEitherDatabase('a qualifier of an involvement, such as the employment of the person', (db) => {
  let app: App;
  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    const involved = (of: string, value: object) => ({
      wording: `She was there, in ${of}.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'by telephone' },
      statements: [{ subject: `#${of}`, property: 'involvement', value: { actor: '#p', ...value } }],
      case: `#${of}`,
      checked: true,
      visibility: 'public' as const,
    });
    await run(app, file, editor, {
      actors: [{ key: 'p', kind: 'person', names: [{ text: 'Dana Orazova' }], visibility: 'public' }],
      cases: [
        { key: 'a', title: 'As a freelance', visibility: 'public' },
        { key: 'b', title: 'On the staff', visibility: 'public' },
        { key: 'c', title: 'As a witness', visibility: 'public' },
      ],
      claims: [
        involved('a', { role: 'target', employment: 'freelance', beat: 'courts', reason: 'published-work' }),
        involved('b', { role: 'target', employment: 'staff' }),
        involved('c', { role: 'witness', employment: 'freelance' }),
      ],
    });
  });

  it('is a filter of cases in which the person is targeted, and not of other cases', async () => {
    const found = await listCases(db().read, { employment: ['freelance'] }, 'public');
    expect(found.hits.map((hit) => hit.title)).toEqual(['As a freelance']);
    expect(found.facets.beat.map(({ value, count }) => [value, count])).toEqual([['courts', 1]]);
    const reasons = await listCases(db().read, { reason: ['published-work'] }, 'public');
    expect(reasons.total).toBe(1);
  });

  it('is a dimension of statistics and a parameter of the API', async () => {
    const { rows } = await countCases(db().read, readStatistic(new URLSearchParams('by=employment')), 'public');
    expect(rows.map(({ value, count }) => [value, count])).toEqual([
      ['freelance', 1],
      ['staff', 1],
      [null, 1],
    ]);
    expect(Object.keys(listCasesApi.query.shape)).toEqual(expect.arrayContaining(['employment', 'beat', 'reason']));
    expect(filterLabel(messages(), 'employment')).toBe('Employment status of those targeted');
  });

  it('is on the page of the case, and in exports and the import from them', async () => {
    const page = await (await createWeb({ ...testDeps(), app }).request('/cases/1/as-a-freelance')).text();
    expect(page).toMatch(
      /Target.*, Employment: Freelance.*, Topic they report on: Courts.*, Reason for targeting: Published work/s,
    );
    const flat = await exported(app, 'cases.csv');
    expect(flat.split('\n')[0]).toContain('employment,beat,reason');
    expect(flat).toContain(',freelance,courts,published-work,');
    const lines = await exported(app, 'record.jsonl');
    const other = await testDatabase('embedded');
    try {
      const there = testApp(other.db, { listeners: [searchProjection()] });
      const { head, lines: read } = readLines(lines);
      await run(there, importLines, editor, { record: head.record, paper: head.paper, lines: read as never });
      expect((await listCases(other.db.read, { beat: ['courts'] }, 'public')).total).toBe(1);
    } finally {
      await other.drop();
    }
  });

  it('refines an involvement without it, and contradicts one with another value', () => {
    const property = findProperty('involvement')!;
    const value = (more: object) => ({ actor: 'actor/1', role: 'target', ...more });
    expect(compareValues(property, value({ employment: 'staff' }), value({}))).toBe('refines');
    expect(compareValues(property, value({ employment: 'staff' }), value({ employment: 'freelance' }))).toBe(
      'conflicts',
    );
    expect(readValue('involvement', 'case', value({ employment: 'slave' })).ok).toBe(false);
    expect(involvementWords(messages(), { actor: 'actor/1', role: 'target', employment: 'freelance' })).toMatch(
      /; Employment: Freelance$/,
    );
    const two = [value({ beat: 'courts' }), value({ beat: 'crime' })] as const;
    expect(compareValues(property, ...two)).toBe('compatible');
    expect(compareValues(property, value({ employment: 'staff' }), { actor: 'actor/1', role: 'victim' })).toBe(
      'compatible',
    );
  });
});
