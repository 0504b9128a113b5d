import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { openFields } from '../../../record/fields/apply-fields.ts';
import { createField } from '../../../record/fields/change-field.ts';
import { createList } from '../../../record/fields/change-list.ts';
import { file } from '../../../record/filing/file.ts';
import { withdraw } from '../../../record/lifecycle/withdraw.ts';
import { createTag } from '../../../record/tags/change-tags.ts';
import { tagItems } from '../../../record/tags/tag-items.ts';
import { assign } from '../../../work/assign.ts';
import { listKinds } from '../../../work/lists/declare.ts';
import { listOf } from '../../../work/lists/kinds.ts';
import { findThing } from '../../../record/refs.ts';
import { parametersOf } from '../../../work/lists/view.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { listCases } from '../../record/api/list-endpoints.ts';
import { search } from '../../search/api/search.ts';
import { listRoutes } from '../lists/addresses.ts';
import { deskLists } from './desk-lists.ts';

type Item = { ref: string; number: number; name: string; values: Record<string, unknown>; desk: { version: number } };
type Page = { total: number; pages: number; items: Item[]; next: string | null };
type Who = 'editor' | 'other' | 'weak';
type Problem = { code: string; errors: { parameter: string; message: string }[] };

onEitherDatabase('the desk’s lists in the API', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let other: typeof editor;
  let tokens: Record<Who, string>;
  let close = (): void => {};
  const tokenFor = async (who: typeof editor, scopes: Scope[]): Promise<string> =>
    (await run(desk.app, createToken, who.principal, { name: 'a script', scopes, days: 1 })).token;
  const ask = (path: string, token?: string): Promise<Response> =>
    Promise.resolve(
      desk.web.request(path.startsWith('/api') ? path : `/api/v1${path}`, {
        headers: token ? { authorization: `Bearer ${token}` } : {},
      }),
    );
  const list = async (path: string, who: Who = 'editor'): Promise<Page> => {
    const answer = await ask(path, tokens[who]);
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Page;
  };
  const refused = async (path: string, who: Who | 'nobody' = 'editor'): Promise<[number, ...string[]]> => {
    const answer = await ask(path, who === 'nobody' ? undefined : tokens[who]);
    const { errors = [] } = (await answer.json()) as Partial<Problem>;
    return [answer.status, ...errors.map(({ parameter, message }) => `${parameter}: ${message}`)];
  };

  beforeAll(async () => {
    close = await openFields(db());
    // Many requests follow each other here, so the clock runs faster than their limits.
    let clock = Date.UTC(2031, 0, 2, 9);
    desk = deskOn(db(), { now: () => new Date((clock += 1_000)) });
    await prepareJobs(db(), []);
    await loadExample(desk.app);
    [editor, other] = [await desk.join('editor'), await desk.join('editor')];
    const { list: helpers } = await run(desk.app, createList, administrator, {
      labels: { en: 'Helpers' },
      terms: [{ labels: { en: 'A fund' } }, { labels: { en: 'An embassy' } }],
    });
    for (const field of [
      { labels: { en: 'Evacuated by' }, kinds: ['case', 'source'], type: 'choice', list: helpers },
      { labels: { en: 'Tongue' }, kinds: ['case'], type: 'language' },
      { labels: { en: 'Urgent' }, kinds: ['case'], type: 'yes-no' },
    ] as const)
      await run(desk.app, createField, administrator, { ...field, kinds: [...field.kinds], facet: true });
    const stating = (subject: string, property: string, value: unknown) => ({
      wording: 'The desk asked.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'by telephone' },
      statements: [{ subject, property, value }],
      checked: true,
    });
    await run(desk.app, file, editor.principal, {
      claims: [
        stating('case/1', 'own-evacuated-by', 'a-fund'),
        stating('case/2', 'own-evacuated-by', 'an-embassy'),
        stating('case/2', 'own-tongue', 'kk'),
        stating('case/1', 'own-urgent', true),
        stating('source/1', 'own-evacuated-by', 'a-fund'),
      ],
    });
    await run(desk.app, tagItems, editor.principal, { items: ['case/1', 'case/3', 'source/2'], add: ['To call'] });
    await run(desk.app, createTag, editor.principal, { name: 'Empty' });
    await run(desk.app, assign, editor.principal, { items: ['case/3'], to: editor.accountId, due: '2031-02-03' });
    await run(desk.app, withdraw, editor.principal, { things: ['claim/3'], reason: 'It was filed twice.' });
    tokens = {
      editor: await tokenFor(editor, ['read:desk']),
      other: await tokenFor(other, ['read:desk']),
      weak: await tokenFor(editor, ['write:record']),
    };
  });
  afterAll(() => close());

  it('return the same items, order and counts as the desk’s pages, for each filter and order', async () => {
    const lines = async (path: string): Promise<string[]> => {
      const text = await editor.text(path);
      const kind = /\/desk\/(\w+)/.exec(path)![1]!;
      const cells = text.slice(text.indexOf('<tbody')).split('<tr').slice(1);
      return cells.map((row) => new RegExp(`href="/desk/${kind}/(\\d+)[/"?]`).exec(row)?.[1] ?? 'none');
    };
    for (const query of [
      '',
      'q=court',
      'state=public&sort=title',
      'tag=to+call',
      'to=nobody&sort=-number',
      `to=${editor.accountId}`,
      'place=kz&sort=began',
      'own-evacuated-by=a-fund&own-evacuated-by=an-embassy',
      'own-tongue=kk',
      'own-urgent=yes',
      'own-urgent=no',
      'changed-from=2100-01-01',
      'created-until=9999-12-31&began-until=2017-12-31',
    ]) {
      const address = `${routes.desk.cases()}?${query}`;
      const page = await editor.text(address);
      const found = await list(address);
      const counted = /<caption>([\d,]+) /.exec(page)?.[1] ?? '0';
      expect([query, String(found.total), found.items.map(({ number }) => String(number))]).toEqual([
        query,
        counted,
        await lines(address),
      ]);
    }
    expect((await list('/desk/cases?own-evacuated-by=a-fund')).items.map(({ ref }) => ref)).toEqual(['case/1']);
    expect((await list('/desk/cases?own-tongue=kk')).items.map(({ ref }) => ref)).toEqual(['case/2']);
    expect((await list('/desk/sources?own-evacuated-by=a-fund')).items.map(({ ref }) => ref)).toEqual(['source/1']);
    expect((await list('/desk/claims?state=withdrawn')).items.map(({ ref }) => ref)).toEqual(['claim/3']);
    const ofCase = await list('/desk/claims?case=1');
    expect(String(ofCase.total)).toBe(/<caption>([\d,]+) /.exec(await editor.text('/desk/claims?case=1'))![1]);
  });

  it('of every kind take each declared filter, column and order, page by page', async () => {
    for (const kind of listKinds) {
      const path = listRoutes[kind]();
      const declared = listOf(kind);
      const columns = declared.columns.map(({ name }) => `column=${name}`).join('&');
      const whole = await list(`${path}?size=200&sort=number&${columns}`);
      expect([kind, whole.items.length]).toEqual([kind, whole.total]);
      for (const { values } of whole.items)
        expect(Object.keys(values)).toEqual(
          declared.columns.map(({ name }) => name).filter((name) => name !== 'title'),
        );
      const paged: string[] = [];
      let next: string | null = `${path}?size=25&sort=number`;
      for (let turn = 0; next && turn < 20; turn += 1) {
        const page: Page = await list(next);
        paged.push(...page.items.map(({ ref }) => ref));
        next = page.next;
      }
      expect(paged).toEqual(whole.items.map(({ ref }) => ref));
      const known = new Set<string>();
      for (const filter of declared.filters)
        for (const name of parametersOf(filter)) {
          known.add(name);
          if (filter.type === 'named') continue;
          const value =
            filter.type === 'days'
              ? '2018-05-01'
              : filter.type === 'choices'
                ? filter.choices()[0]!.value
                : filter.type === 'person'
                  ? 'nobody'
                  : '1';
          const { total } = await list(`${path}?${name}=${value}`);
          expect([kind, name, total <= whole.total]).toEqual([kind, name, true]);
        }
      expect(known.size).toBeGreaterThan(0);
    }
  });

  it('give the values of the chosen columns, with the version of each item', async () => {
    const { items } = await list(
      '/desk/cases?q=3&column=responsible&column=due&column=tags&column=own-evacuated-by&column=claims&column=created',
    );
    expect(items.map(({ ref, desk: { version } }) => [ref, version])).toEqual([
      ['case/3', (await findThing(db().read, 'case', 3))!.version],
    ]);
    expect(items[0]!.values).toEqual({
      claims: expect.any(Number),
      'own-evacuated-by': [],
      tags: ['To call'],
      responsible: editor.principal.name,
      due: '2031-02-03',
      created: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
    });
    const cases = (await list('/desk/cases?column=own-evacuated-by&column=own-urgent')).items;
    const first = cases.find(({ ref }) => ref === 'case/1');
    expect(first!.values).toEqual({
      'own-evacuated-by': [{ type: 'choice', list: 'own-helpers', choice: 'a-fund' }],
      'own-urgent': [{ type: 'yes-no', yes: true }],
    });
    const [claim] = (await list('/desk/claims?q=1&column=source&column=said')).items;
    expect(claim!.values).toMatchObject({ source: { kind: 'source' }, said: expect.any(Array) });
  });

  it('refuse names and values that the list does not know, and say where', async () => {
    const value = 'This is not one of the filter’s values. See openapi.json for the values.';
    const unknown = 'There is no tag or section with this name. Check the spelling.';
    for (const [query, ...errors] of [
      ['colour=red', 'colour: There is no parameter with this name. See openapi.json for the parameters.'],
      ['audience=public', 'audience: There is no parameter with this name. See openapi.json for the parameters.'],
      ['state=gone', `state: ${value}`],
      ['own-evacuated-by=gold', `own-evacuated-by: ${value}`],
      ['own-urgent=maybe', `own-urgent: ${value}`],
      ['own-tongue=english', `own-tongue: ${value}`],
      ['place=XX', `place: ${value}`],
      ['column=beak', `column: ${value}`],
      ['size=7', `size: ${value}`],
      ['sort=claims', 'sort: The list can’t be sorted by this. See openapi.json for the sort orders.'],
      ['page=0', 'page: This is not a valid number. Give a whole number from 1.'],
      ['changed-from=2026-02-31', 'changed-from: This is not a date. Write it as year-month-day.'],
      ['created-until=0000-01-01', 'created-until: This is not a date. Write it as year-month-day.'],
      ['to=me', 'to: Use the id of an account, or the word nobody.'],
      ['to=999999', 'to: Use the id of an account, or the word nobody.'],
      ['to=nobody&to=1', 'to: This parameter takes one value. Give it only once.'],
      ['tag=To+cal', `tag: ${unknown}`],
      ['q=', 'q: This parameter has no value. Leave it out, or give it a value.'],
    ] as const)
      expect([query, ...(await refused(`/desk/cases?${query}`))]).toEqual([query, 400, ...errors]);
    expect(await refused('/desk/articles?tag=no-topic&section=no-section')).toEqual([
      400,
      `tag: ${unknown}`,
      `section: ${unknown}`,
    ]);
    expect(await refused('/desk/claims?case=first')).toEqual([
      400,
      'case: This is not a valid number. Give a whole number from 1.',
    ]);
    expect((await list('/desk/cases?tag=Empty')).total).toBe(0);
  });

  it('are only for people at the desk, with a token that may read for the desk', async () => {
    const { weak } = tokens;
    for (const kind of listKinds) {
      const path = listRoutes[kind]();
      expect([(await ask(path)).status, (await ask(path, weak)).status]).toEqual([401, 403]);
    }
    // Complaints about parameters would tell of the desk's fields, so they come only after the token.
    for (const query of ['own-evacuated-by=gold', 'own-urgent=yes', 'own-nothing=gold', 'tag=aurora'])
      expect([
        query,
        await refused(`/desk/cases?${query}`, 'nobody'),
        await refused(`/desk/cases?${query}`, 'weak'),
      ]).toEqual([query, [401], [403]]);
    const described = async (token?: string): Promise<string> => (await ask('/openapi.json', token)).text();
    const [forReaders, forDesk] = [await described(), await described(tokens.editor)];
    expect([await described(weak), await described()]).toEqual([forReaders, forReaders]);
    expect([/own-(evacuated|tongue|urgent|helpers)/.test(forReaders), /Evacuated by|A fund/i.test(forReaders)]).toEqual(
      [false, false],
    );
    expect([/"own-evacuated-by"/.test(forDesk), /Evacuated by/.test(forDesk)]).toEqual([true, true]);
    const { paths } = JSON.parse(forReaders) as {
      paths: Record<string, { get: { parameters: { name: string; schema: { items?: { enum?: string[] } } }[] } }>;
    };
    const parameters = new Map(paths['/desk/claims']!.get.parameters.map(({ name, schema }) => [name, schema]));
    expect(parameters.get('state')!.items!.enum).toEqual([
      'draft',
      'imported',
      'checked',
      'withdrawn',
      'public',
      'desk',
      'sealed',
    ]);
    expect(parameters.has('changed-from')).toBe(true);
  });

  it('and the lists of cases and the search, with `audience=desk`, filter by fields and tags of the desk', async () => {
    const unknown = 'There is no parameter with this name. See openapi.json for the parameters.';
    const items = async (path: string) =>
      (await list(`${path}&audience=desk`)).items.map(({ number }) => number).toSorted((a, b) => a - b);
    for (const [query, numbers] of [
      ['own-evacuated-by=a-fund', [1]],
      ['own-evacuated-by=a-fund&own-evacuated-by=an-embassy', [1, 2]],
      ['own-tongue=kk', [2]],
      ['tag=to+call', [1, 3]],
      ['own-evacuated-by=a-fund&tag=to+call&country=KZ', [1]],
    ] as const) {
      expect([query, await items(`/cases?${query}`)]).toEqual([query, numbers]);
      expect([query, await items(`/search?kind=case&${query}`)]).toEqual([query, numbers]);
      const [name] = query.split('=');
      // Without the right to read for the desk, these are parameters that do not exist.
      for (const who of ['nobody', 'weak'] as const)
        for (const path of ['cases', 'search'])
          for (const audience of ['public', 'desk'])
            expect((await refused(`/${path}?${query}&audience=${audience}`, who)).slice(0, 2)).toEqual([
              400,
              `${name}: ${unknown}`,
            ]);
      expect((await refused(`/cases?${query}`))[1]).toBe(`${name}: ${unknown}`);
    }
    const facets = async (audience: string): Promise<string> =>
      (await ask(`/search?q=case&audience=${audience}`, tokens.editor)).text();
    expect([/own-evacuated-by/.test(await facets('desk')), /own-|gender/.test(await facets('public'))]).toEqual([
      true,
      false,
    ]);
  });

  it('have their parameters made once, and again when the fields change', async () => {
    const readings = [listCases, search, ...deskLists];
    const made = () => readings.flatMap((one) => [one.query, one.publicQuery]);
    const before = made();
    expect(made().every((one, place) => one === before[place])).toBe(true);
    await run(desk.app, createField, administrator, {
      labels: { en: 'Late' },
      kinds: ['case'],
      type: 'yes-no',
      facet: true,
    });
    expect(made().some((one, place) => one === before[place])).toBe(false);
    expect(
      [Object.keys(listCases.query.shape), Object.keys(listCases.publicQuery!.shape)].map((names) =>
        names.includes('own-late'),
      ),
    ).toEqual([true, false]);
  });

  it('tell nothing of what a team does not see', async () => {
    const before = {
      cases: (await list('/desk/cases', 'other')).total,
      claims: (await list('/desk/claims', 'other')).total,
      nobody: (await list('/desk/cases?to=nobody', 'other')).total,
    };
    const { id: team } = await run(desk.app, createTeam, administrator, { name: 'North', members: [editor.accountId] });
    const { cases } = await run(desk.app, file, editor.principal, {
      cases: [{ key: 'c', title: 'Northern lights', tags: ['Aurora'] }],
      claims: [
        {
          case: '#c',
          wording: 'Northern words.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'direct-word', note: 'by telephone' },
          statements: [{ subject: '#c', property: 'own-evacuated-by', value: 'a-fund' }],
          checked: true,
        },
      ],
      team,
    });
    await run(desk.app, assign, editor.principal, { items: cases, to: editor.accountId });
    const number = Number(cases[0]!.split('/')[1]);
    expect((await list(`/desk/cases?q=northern&own-evacuated-by=a-fund&tag=aurora&to=${editor.accountId}`)).total).toBe(
      1,
    );
    expect(await list(`/desk/claims?case=${number}`)).toMatchObject({ total: 1 });
    expect({
      cases: (await list('/desk/cases', 'other')).total,
      claims: (await list('/desk/claims', 'other')).total,
      nobody: (await list('/desk/cases?to=nobody', 'other')).total,
    }).toEqual(before);
    for (const query of [
      'cases?q=northern',
      `cases?q=${number}`,
      `cases?to=${editor.accountId}&q=northern`,
      `claims?case=${number}`,
      'claims?q=northern',
    ])
      expect([query, (await list(`/desk/${query}`, 'other')).total]).toEqual([query, 0]);
    expect((await list('/desk/cases?own-evacuated-by=a-fund', 'other')).items.map(({ ref }) => ref)).toEqual([
      'case/1',
    ]);
    // The lists for readers and for the desk, and the search, have it for its team alone, also with filters and words.
    for (const query of [
      'own-evacuated-by=a-fund',
      'tag=aurora',
      'q=northern',
      'q=north',
      'q=northern&tag=aurora',
      '',
    ]) {
      const path = `/cases?audience=desk&limit=200&${query}`;
      const listed = async (who: Who) => (await list(path, who)).items.some((one) => one.number === number);
      expect([query, await listed('editor'), await listed('other')]).toEqual([query, true, false]);
      if (!query) continue;
      const found = async (who: Who) =>
        (await list(`/search?kind=case&audience=desk&${query}`, who)) as unknown as { limited: Item[]; total: number };
      const [own, others] = [await found('editor'), await found('other')];
      expect([query, own.limited.map((one) => one.number), others.limited]).toEqual([query, [number], []]);
      expect(own.total).toBe(others.total);
    }
    const direct = async (who: Who) =>
      ((await list(`/search?q=case/${number}&audience=desk`, who)) as unknown as { direct: Item[] }).direct.length;
    expect([await direct('editor'), await direct('other')]).toEqual([1, 0]);
    expect(await (await ask('/search?q=northern')).json()).not.toHaveProperty('limited');
    // Each page has the next ones.
    await run(desk.app, file, editor.principal, { cases: [{ title: 'Northern woods' }], team });
    const first = await list('/search?q=northern&audience=desk&limit=1');
    const second = await list(first.next!);
    const named = [first, second].flatMap((one) => (one as unknown as { limited: { title: string }[] }).limited);
    expect(named.map(({ title }) => title)).toEqual(['Northern woods', 'Northern lights']);
    expect(second.next).toBeNull();
    // A tag that only items of the team have is refused like one that does not exist.
    expect(await refused('/desk/cases?tag=aurora', 'other')).toEqual(await refused('/desk/cases?tag=no+tag', 'other'));
  });
});
