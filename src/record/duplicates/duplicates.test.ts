import { expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../actors/change-actor.ts';
import { file } from '../filing/file.ts';
import { merge } from '../lifecycle/merge.ts';
import { redactPerson } from '../protection/redact.ts';
import { findThing, parseRef } from '../refs.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { duplicateProjection } from './duplicate-projection.ts';
import { dismissDuplicate } from './dismiss.ts';
import { findDuplicates } from './find.ts';
import { looseAddress } from './keys.ts';
import { listDuplicates } from './list.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
/** Compares items until the queue is empty. Returns the suggested pairs as refs. */
async function pairs(app: App, dismissed = false): Promise<string[][]> {
  while ((await run(app, findDuplicates, monitor, { limit: 3 })).left > 0);
  return (await listDuplicates(app.db.read, { dismissed }, { limit: 100, offset: 0 })).lines.map((line) =>
    [line.a.ref!, line.b.ref!].toSorted(),
  );
}
const person = (text: string, more: object = {}) => ({ kind: 'person' as const, names: [{ text }], ...more });

onBothDatabases('possible duplicates', (db) => {
  const withListener = (): App => testApp(db(), { listeners: [duplicateProjection] });

  it('are found across spellings, scripts and acronyms, but not between relatives or different kinds of actors', async () => {
    const app = withListener();
    const { actors } = await run(app, file, editor, {
      actors: [
        person('Zeinulla Kakimzhanov', { key: 'father' }),
        person('Зейнулла Какимжанов'),
        person('Ilkhalid Kakimzhanov', { key: 'son' }),
        person('Sapa Mekebayev'),
        person('Sapa Mekebaev'),
        { kind: 'outlet', names: [{ text: 'Sapa Mekebaev' }] },
        { kind: 'organisation', names: [{ text: 'Committee to Protect Journalists' }] },
        { kind: 'organisation', names: [{ text: 'CPJ', kind: 'acronym' }] },
        person('Nadezhda Orlova', { key: 'mother' }),
        person('Nadezhda Orlova', { key: 'daughter' }),
      ],
      claims: [
        {
          wording: 'Her daughter bears her name.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'a neighbour' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
          statements: [{ subject: '#daughter', property: 'kinship', value: { actor: '#mother', relation: 'child' } }],
        },
      ],
    });
    const found = await pairs(app);
    const expected = [
      [0, 1],
      [3, 4],
      [6, 7],
    ].map((pair) => pair.map((index) => actors[index]!).toSorted());
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(found).toHaveLength(expected.length);
  });

  it('stay dismissed when an item changes, and return when the dismissal is undone', async () => {
    const app = withListener();
    const { actors } = await run(app, file, editor, {
      actors: [person('Gulnara Bekzhanova'), person('Gulnara Bekjanova')],
    });
    const [a, b] = actors as [string, string];
    const among = async (dismissed = false) =>
      (await pairs(app, dismissed)).some((pair) => pair.includes(a) && pair.includes(b));
    expect(await among()).toBe(true);
    await run(app, dismissDuplicate, monitor, { a: b, b: a, why: 'Two sisters-in-law.' });
    expect(await among()).toBe(false);
    const { version } = await thingOf(app, a);
    await run(app, changeActor, editor, {
      actor: a,
      version,
      to: { kind: 'person', names: [{ text: 'Gulnara Bekzhanova' }, { text: 'G. Bekzhanova' }], visibility: 'desk' },
    });
    expect(await among()).toBe(false);
    expect(await among(true)).toBe(true);
    await run(app, dismissDuplicate, monitor, { a, b, again: true });
    expect(await among()).toBe(true);
    // After a change that makes the two items different, the pair is no longer suggested.
    await run(app, changeActor, editor, {
      actor: b,
      version: (await thingOf(app, b)).version,
      to: { kind: 'person', names: [{ text: 'Dilnoza Karimova' }], visibility: 'desk' },
    });
    expect(await among()).toBe(false);
  });

  it('disappear when they are merged, return when the merge is undone, and disappear when one of them is redacted', async () => {
    const app = withListener();
    const { actors } = await run(app, file, editor, {
      actors: [person('Timur Abdrakhmanov'), person('Тимур Абдрахманов')],
    });
    const [a, b] = actors as [string, string];
    const among = async () => (await pairs(app)).some((pair) => pair.includes(a) && pair.includes(b));
    expect(await among()).toBe(true);
    await run(app, merge, editor, { from: b, into: a, why: 'Тимур Абдрахманов is one man.' });
    expect(await among()).toBe(false);
    await run(app, unmerge, editor, { thing: b });
    expect(await among()).toBe(true);
    await redactPerson(app, editor, { actor: b, ground: 'Asked for it in writing.' });
    expect(await among()).toBe(false);
    // The reason for the merge is redacted like every other text.
    const kept = await app.db.read
      .selectFrom('merger')
      .select('why')
      .where('thing_id', '=', (await thingOf(app, b)).id)
      .execute();
    expect(kept).toEqual([{ why: '█████████████████ is one man.' }]);
    expect(
      await app.db.read
        .selectFrom('duplicate')
        .select('less_id')
        .where('more_id', '=', (await thingOf(app, b)).id)
        .execute(),
    ).toEqual([]);
  });

  it('include sources with variants of one address or the same title, publisher and date, but not republished stories', async () => {
    const app = withListener();
    const source = (title: string, publisher: string, more: object = {}) => ({
      kind: 'article',
      title,
      publisher,
      published: '2018-04-06',
      ...more,
    });
    const { sources } = await run(app, file, editor, {
      actors: [
        { key: 'one', kind: 'outlet', names: [{ text: 'Vremya Online' }] },
        { key: 'two', kind: 'outlet', names: [{ text: 'Gulf Standard' }] },
      ],
      sources: [
        source('Newsroom searched in Almaty', '#one', {
          key: 'first',
          addresses: ['https://example.org/news/searched?id=3'],
        }),
        source('Searched', '#one', { addresses: ['https://m.example.org/news/searched/amp?id=3&utm_source=x'] }),
        source('Newsroom searched in Almaty!', '#one', { published: '2018-04' }),
        source('Newsroom searched in Almaty', '#one', { published: '2019-01-02' }),
        source('Newsroom searched in Almaty', '#two', { derivedFrom: [{ origin: '#first', kind: 'republishes' }] }),
      ],
    });
    const mine = (await pairs(app)).filter((pair) => pair.every((ref) => sources.includes(ref)));
    expect(mine.map((pair) => pair.map((ref) => sources.indexOf(ref)).toSorted())).toEqual(
      expect.arrayContaining([
        [0, 1],
        [0, 2],
      ]),
    );
    expect(mine).toHaveLength(2);
  });

  it('include cases with the same target, time, place and incident type, but not related cases', async () => {
    const app = withListener();
    const story = (key: string, title: string, day: string, place = 'Almaty', type = 'newsroom-search') => ({
      case: `#${key}`,
      wording: `${title}, ${day}`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source: '#page' },
      statements: [
        { subject: `#${key}`, property: 'target', value: '#outlet' },
        { subject: `#${key}`, property: 'began', value: day },
        { subject: `#${key}`, property: 'place', value: { country: 'KZ', locality: place } },
        { subject: `#${key}`, property: 'incident-type', value: type },
      ],
    });
    const { cases } = await run(app, file, editor, {
      actors: [{ key: 'outlet', kind: 'outlet', names: [{ text: 'Altyn Zaman' }] }],
      sources: [{ key: 'page', kind: 'article', title: 'A report' }],
      cases: ['a', 'b', 'c', 'd'].map((key) => ({
        key,
        title: {
          a: 'Police search the newsroom of Altyn Zaman',
          b: 'Newsroom of Altyn Zaman searched',
          c: 'Altyn Zaman sued',
          d: 'Police search Altyn Zaman again',
        }[key]!,
      })),
      claims: [
        story('a', 'A', '2018-03-31'),
        story('b', 'B', '2018-04-02'),
        story('c', 'C', '2018-04-02', 'Almaty', 'civil-suit'),
        story('d', 'D', '2018-04-03'),
        {
          case: '#d',
          wording: 'It followed.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source: '#page' },
          statements: [
            { subject: '#d', property: 'follows', value: '#a' },
            { subject: '#d', property: 'follows', value: '#b' },
          ],
        },
      ],
    });
    const mine = (await pairs(app)).filter((pair) => pair.every((ref) => cases.includes(ref)));
    expect(mine.map((pair) => pair.map((ref) => cases.indexOf(ref)).toSorted())).toEqual([[0, 1]]);
  });

  it('do not occur in the sample data', async () => {
    const app = withListener();
    const refs = Object.values((await loadExample(app))!);
    expect((await pairs(app)).filter((pair) => pair.every((ref) => refs.includes(ref)))).toEqual([]);
  });

  it('include similar cases from two data sets, but not two cases from the same data set', async () => {
    const app = withListener();
    const row = (index: number, source: string) => ({
      case: `#c${index}`,
      wording: 'date: 2020-06-01; city: Portland',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source, note: `line ${index}` },
      statements: [
        { subject: `#c${index}`, property: 'began', value: '2020-06-01' },
        { subject: `#c${index}`, property: 'place', value: { country: 'US', locality: 'Portland' } },
      ],
    });
    const { cases } = await run(app, file, editor, {
      sources: [
        { key: 'ours', kind: 'dataset', title: 'Our alerts' },
        { key: 'theirs', kind: 'dataset', title: 'Their alerts' },
      ],
      cases: [1, 2, 3].map((index) => ({ key: `c${index}`, title: 'Physical attack, Portland, 2020-06-01' })),
      claims: [row(1, '#ours'), row(2, '#ours'), row(3, '#theirs')],
    });
    const found = (await pairs(app)).filter((pair) => pair.some((ref) => cases.includes(ref)));
    expect(found.toSorted()).toEqual([[cases[0]!, cases[2]!].toSorted(), [cases[1]!, cases[2]!].toSorted()].toSorted());
  });
});

it('the loose address is the same for the mobile, AMP and print versions of a page, and differs for other pages', () => {
  const one = looseAddress('https://www.example.org/2018/04/searched.html?id=3');
  for (const same of [
    'http://m.example.org/2018/04/searched.html?id=3&utm_medium=x',
    'https://example.org/amp/2018/04/searched.html?id=3',
    'https://EXAMPLE.org/2018/04/searched.html?id=3&print=1#top',
    'https://example.org/2018/04/searched.html?amp=1&mobile=1&ref=2&id=3',
  ])
    expect(looseAddress(same)).toBe(one);
  for (const other of [
    'https://example.org/2018/04/searched.html?id=4',
    'https://example.org/2018/04/',
    'https://amplitude.example.org/2018/04/searched.html?id=3',
  ])
    expect(looseAddress(other)).not.toBe(one);
});
