import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { run, type App } from '../../platform/operation.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { searchProjection } from '../index/projection.ts';
import { rebuild } from '../rebuild.ts';
import { daysOf } from './course.ts';
import { countCases } from './count.ts';
import { measureLengths } from './lengths.ts';
import { readStatistic } from './query.ts';

type Told = [subject: string, property: string, value: unknown, more?: { mode?: string; visibility?: string }];

const filing = (told: readonly Told[], cases: readonly string[]): FilingInput =>
  ({
    actors: [
      { key: 'court', kind: 'court', names: [{ text: 'City Court' }], visibility: 'public' },
      { key: 'police', kind: 'authority', names: [{ text: 'Police' }], visibility: 'public' },
      { key: 'secret', kind: 'authority', names: [{ text: 'Secret Service' }] },
      { key: 'judge', kind: 'person', names: [{ text: 'A Judge' }], visibility: 'public' },
      { key: 'daily', kind: 'outlet', names: [{ text: 'Daily' }], visibility: 'public' },
      { key: 'radio', kind: 'outlet', names: [{ text: 'Radio' }], visibility: 'public' },
    ],
    cases: cases.map((key) => ({ key, title: key, visibility: 'public' })),
    proceedings: cases.map((key) => ({ key: `${key}-suit`, case: `#${key}`, title: 'Suit', visibility: 'public' })),
    claims: told.map(([subject, property, value, more]) => ({
      ...(['daily', 'radio'].includes(subject) ? {} : { case: `#${subject.split('-')[0]}` }),
      wording: 'It was said.',
      kind: 'paraphrase',
      mode: more?.mode ?? 'stated',
      checked: true,
      visibility: more?.visibility ?? 'public',
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word', note: 'by telephone' },
      statements: [{ subject: `#${subject}`, property, value }],
    })),
  }) as never;

it('does not know the length of a case if one of its proceedings may continue', () => {
  const fact = (property: string, day: string) => ({ property, from: day, to: day, valueThing: null });
  const suit = [fact('filed', '2016-01-10'), fact('closed', '2016-03-10')];
  const began = { from: '2016-01-10', to: '2016-01-10' };
  const days = (...parts: object[][]) =>
    daysOf({ parts: parts.map((facts) => ({ facts })) } as never, began, () => true);
  expect(days([], suit)).toBe(60);
  expect(days([], suit, [fact('opened', '2016-03-20')])).toBeNull();
  expect(days([], suit, [fact('opened', '2016-03-20'), fact('closed', '2016-04-09')])).toBe(90);
  // An event has no end of its own. If a source says when the case ended, this counts.
  expect(days([], suit, [fact('date', '2016-03-20')])).toBe(60);
  expect(days([fact('ended', '2016-03-10')], [fact('opened', '2016-03-20')])).toBe(60);
});

onEitherDatabase('the course of cases', (db) => {
  let app: App;
  let refs: string[];
  const told = async (by: string, audience: 'public' | 'desk' = 'public') =>
    (await countCases(db().read, readStatistic(new URLSearchParams(by)), audience)).rows.map((one) => [
      one.label ?? one.value,
      one.count,
    ]);
  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    const made = await run(
      app,
      file,
      editor,
      filing(
        [
          ['a', 'began', '2016-01-10'],
          ['a-suit', 'heard-by', '#court'],
          ['a-suit', 'closed', '2016-03-10'],
          ['a', 'involvement', { actor: '#police', role: 'investigating-authority' }],
          ['a', 'target', '#daily'],
          ['b', 'began', '2015-06'],
          ['b', 'ended', '2017-01'],
          ['b-suit', 'heard-by', '#court'],
          ['b-suit', 'heard-by', '#judge'],
          ['b', 'involvement', { actor: '#secret', role: 'perpetrator' }],
          ['b', 'target', '#radio'],
          ['c', 'began', '2017'],
          ['c', 'ended', '2018-02-01'],
          ['c', 'involvement', { actor: '#police', role: 'perpetrator' }, { mode: 'alleged' }],
          ['c', 'involvement', { actor: '#police', role: 'witness' }],
          ['d', 'began', '2010-01-01'],
          ['d', 'ended', '2014-01-01', { visibility: 'desk' }],
          ['daily', 'organisation-kind', 'newspaper'],
          ['radio', 'organisation-kind', 'broadcaster', { mode: 'alleged' }],
        ],
        ['a', 'b', 'c', 'd'],
      ),
    );
    refs = made.cases;
  });

  it('counts the authorities that act in cases: not those only alleged to act, not people, and not those that readers do not see', async () => {
    expect(await told('by=authority')).toEqual([
      ['City Court', 2],
      ['Police', 1],
      [null, 2],
    ]);
    expect(await told('by=authority', 'desk')).toEqual([
      ['City Court', 2],
      ['Police', 1],
      ['Secret Service', 1],
      [null, 2],
    ]);
    expect(await told('by=authority&with=country&over=year&country=KZ')).toEqual([]);
  });

  it('counts the types of outlets that are stated', async () => {
    expect(await told('by=outlet-type&targeted=outlet')).toEqual([
      ['newspaper', 1],
      [null, 1],
    ]);
  });

  it('counts and measures lengths if both dates are known to the month, for readers without dates of the desk', async () => {
    expect(await told('by=duration')).toEqual([
      ['under-6-months', 1],
      ['1-2-years', 1],
      [null, 2],
    ]);
    const all = { text: null, filters: {} };
    // 60 days from 10 January to 10 March 2016; from some day in June 2015 to some day in January 2017 551 to 610 days.
    expect(await measureLengths(db().read, all, 'public')).toEqual({
      total: 4,
      known: 2,
      median: 321,
      least: 60,
      most: 581,
    });
    expect(await measureLengths(db().read, all, 'desk')).toMatchObject({ known: 3, most: 1461 });
  });

  it('is the same after the index is rebuilt, and follows changes', async () => {
    const before = [await told('by=authority'), await told('by=duration'), await told('by=outlet-type')];
    await run(app, rebuild, administrator, {});
    expect([await told('by=authority'), await told('by=duration'), await told('by=outlet-type')]).toEqual(before);
    await run(app, setVisibility, editor, { things: [refs[0]!], visibility: 'desk' });
    expect(await told('by=authority')).toEqual([
      ['City Court', 1],
      [null, 2],
    ]);
  });
});
