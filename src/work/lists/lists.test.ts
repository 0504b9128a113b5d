import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { addProperty } from '../../record/vocabulary/properties.ts';
import { countClaimsOfCases, isListed } from '../../record/views/listed.ts';
import { listKinds, type ListKind } from './declare.ts';
import { listOf } from './kinds.ts';
import { countList, loadList } from './load.ts';
import { columnsOf, pageSizes, parametersFor, parametersOf, readView } from './view.ts';

const viewOf = (kind: ListKind, query = '') => readView(listOf(kind), new URLSearchParams(query));

describe('the view of a list', () => {
  it('is the same when it is read from its own address', () => {
    for (const query of [
      '',
      'q=court&state=draft&state=public&case=2&mode=alleged&changed-from=2026-01-31&sort=number&column=mode&column=language&size=100',
      'sort=-changed&size=50',
    ]) {
      const list = listOf('claim');
      const view = readView(list, new URLSearchParams(query));
      const written = new URLSearchParams(
        Object.entries(parametersFor(list, view)).flatMap(([name, value]) =>
          [value].flat().map((one): [string, string] => [name, String(one)]),
        ),
      );
      expect(readView(list, written)).toEqual(view);
    }
    expect(
      parametersFor(
        listOf('claim'),
        viewOf('claim', 'sort=-changed&size=50&column=said&column=state&column=case&column=changed'),
      ),
    ).toEqual({});
  });

  it('leaves out what the list does not know', () => {
    const view = viewOf(
      'claim',
      'state=gone&colour=red&changed-from=31.1.2026&changed-until=2026-02-31&created-from=0000-01-01&sort=wording&column=beak&size=7',
    );
    expect(view).toEqual(viewOf('claim'));
  });
});

describe('the declaration of a list', () => {
  it('is made once, and again when a field was added or removed', () => {
    const before = listOf('case');
    expect(listOf('case')).toBe(before);
    const has = () => listOf('case').columns.some(({ name }) => name === 'own-declared-again');
    const { remove } = addProperty({
      key: 'own-declared-again',
      on: ['case'],
      value: { type: 'text' },
      many: false,
      own: true,
    });
    expect(has()).toBe(true);
    expect(listOf('case')).toBe(listOf('case'));
    remove();
    expect(has()).toBe(false);
  });
});

onEitherDatabase('a list', (db) => {
  let app: App;
  beforeAll(async () => {
    app = testApp(db());
    await loadExample(app);
  });
  const idsOf = async (kind: ListKind, query: string, limit = 500, offset = 0): Promise<number[]> =>
    (await loadList(db().read, listOf(kind), viewOf(kind, query), { limit, offset })).rows.map(({ id }) => id);

  it.each(listKinds)('of the kind %s has every column, order and filter that it declares', async (kind) => {
    const list = listOf(kind);
    const all = list.columns.map(({ name }) => `column=${name}`).join('&');
    const total = await countList(db().read, list, viewOf(kind));
    const listed = await sql<{ count: number }>`
      select count(*)::int as count from thing t where t.kind = ${kind} and ${isListed('desk')}`.execute(db().read);
    expect(total).toBe(listed.rows[0]!.count);
    const view = viewOf(kind, all);
    expect(columnsOf(list, view).length).toBe(list.columns.length);
    const page = await loadList(db().read, list, view, { limit: 500, offset: 0 });
    expect([page.rows.length, page.total]).toEqual([total, total]);
    for (const { name, sort } of list.columns) {
      if (!sort) continue;
      // Items that have the same value are in a fixed order, so pages neither repeat nor leave out an item.
      const up = await idsOf(kind, `sort=${name}`);
      const pages = [];
      for (let offset = 0; offset < total; offset += 7) pages.push(...(await idsOf(kind, `sort=${name}`, 7, offset)));
      expect([name, pages]).toEqual([name, up]);
      expect([name, (await idsOf(kind, `sort=-${name}`)).toSorted((a, b) => a - b)]).toEqual([
        name,
        up.toSorted((a, b) => a - b),
      ]);
    }
    for (const filter of list.filters)
      for (const name of parametersOf(filter)) {
        const value =
          filter.type === 'days' ? '2018-05-01' : filter.type === 'choices' ? (filter.choices()[0]?.value ?? 'x') : '1';
        const found = await countList(db().read, list, viewOf(kind, `${name}=${value}`));
        expect([name, found <= total]).toEqual([name, true]);
      }
    expect(await countList(db().read, list, viewOf(kind, 'q=no such words'))).toBe(0);
  });

  it('finds items by facts, people, dates and the items that they name', async () => {
    expect(await countList(db().read, listOf('case'), viewOf('case', 'place=KZ'))).toBe(4);
    expect(await countList(db().read, listOf('case'), viewOf('case', 'place=FR'))).toBe(0);
    const blocked = await idsOf('case', 'incident-type=blocking');
    expect(blocked.length).toBeGreaterThan(0);
    expect(await countList(db().read, listOf('case'), viewOf('case', 'to=nobody'))).toBe(4);
    expect(await countList(db().read, listOf('case'), viewOf('case', 'to=12345'))).toBe(0);
    const years = await Promise.all(
      ['began-until=2017-12-31', 'began-from=2018-01-01', 'began-from=1999-01-01&began-until=1999-12-31'].map((query) =>
        countList(db().read, listOf('case'), viewOf('case', query)),
      ),
    );
    expect([years[0]! > 0, years[1]! > 0, years[0]! + years[1]! >= 4, years[2]]).toEqual([true, true, true, 0]);
    expect(
      await countList(
        db().read,
        listOf('source'),
        viewOf('source', 'published-from=2018-01-01&published-until=2018-12-31'),
      ),
    ).toBeGreaterThan(0);
    expect(await countList(db().read, listOf('source'), viewOf('source', 'published-from=2100-01-01'))).toBe(0);
    expect(await countList(db().read, listOf('source'), viewOf('source', 'publisher=not a number'))).toBe(0);
    for (const last of ['created-until=9999-12-31', 'changed-until=9999-12-31', 'began-until=9999-12-31'])
      expect(await countList(db().read, listOf('case'), viewOf('case', last))).toBe(4);
    expect(pageSizes.at(-1)).toBeLessThanOrEqual(200);
  });

  it('shows a case the claims that were filed in it or are about it, the same number everywhere', async () => {
    const cases = await loadList(db().read, listOf('case'), viewOf('case'), { limit: 10, offset: 0 });
    for (const { brief, counts, id } of cases.rows) {
      expect(counts).toEqual((await countClaimsOfCases(db().read, [id])).get(id));
      expect(await countList(db().read, listOf('claim'), viewOf('claim', `case=${brief.number}`))).toBe(counts!.claims);
    }
  });

  it('leaves out withdrawn items unless they are asked for', async () => {
    const count = (query: string) => countList(db().read, listOf('claim'), viewOf('claim', query));
    const before = await count('');
    await run(app, withdraw, editor, { things: ['claim/1'], reason: 'It was filed twice.' });
    expect(await count('')).toBe(before - 1);
    expect(await count('state=withdrawn')).toBe(1);
    expect(await count('state=withdrawn&state=checked&state=draft&state=imported')).toBe(before);
  });
});
