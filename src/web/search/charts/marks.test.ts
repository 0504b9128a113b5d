import { expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { dayNumber } from '../../../record/values/calendar.ts';
import { axisOf } from './axis.ts';
import { marksOf } from './marks.ts';

const day = (text: string): number => dayNumber(...(text.split('-').map(Number) as [number, number, number]));
const drawn = (edtf: string) =>
  marksOf(edtf).map((mark) => [
    mark.shape,
    mark.from,
    mark.to,
    ...(mark.soft ? ['soft'] : []),
    ...(mark.start ? [`start ${mark.start}`] : []),
    ...(mark.end ? [`end ${mark.end}`] : []),
  ]);

it.each([
  ['2018-04-02', [['day', '2018-04-02', '2018-04-02']]],
  ['2018-03', [['within', '2018-03-01', '2018-03-31']]],
  ['2018-03~', [['within', '2018-03-01', '2018-03-31', 'soft']]],
  ['2018-04-02?', [['day', '2018-04-02', '2018-04-02', 'soft']]],
  ['[2018-03-21..2018-03-31]', [['within', '2018-03-21', '2018-03-31']]],
  [
    '[2018-03-01,2018-03-09]',
    [
      ['day', '2018-03-01', '2018-03-01'],
      ['day', '2018-03-09', '2018-03-09'],
    ],
  ],
  ['{2018-03-21..2018-03-31}', [['during', '2018-03-21', '2018-03-31']]],
  ['[..2018-03-31]', [['within', '2018-03-31', '2018-03-31', 'start unknown']]],
  [
    '2017-12-30/2018-01-02',
    [
      ['during', '2017-12-30', '2018-01-02'],
      ['day', '2017-12-30', '2017-12-30'],
      ['day', '2018-01-02', '2018-01-02'],
    ],
  ],
  // The period began on some day in March. So on the last day of March, it had certainly begun.
  [
    '2018-03/2018-05',
    [
      ['during', '2018-03-31', '2018-05-01'],
      ['within', '2018-03-01', '2018-03-31'],
      ['within', '2018-05-01', '2018-05-31'],
    ],
  ],
  [
    '2018-03-30/..',
    [
      ['during', '2018-03-30', '2018-03-30', 'end open'],
      ['day', '2018-03-30', '2018-03-30'],
    ],
  ],
  [
    '2018-03-30/',
    [
      ['during', '2018-03-30', '2018-03-30', 'end unknown'],
      ['day', '2018-03-30', '2018-03-30'],
    ],
  ],
  ['201X', [['within', '2010-01-01', '2019-12-31']]],
  ['not a date', []],
])('marks of the date %s: %j', (edtf, expected) => {
  expect(drawn(edtf)).toEqual(expected.map(([shape, from, to, ...more]) => [shape, day(from!), day(to!), ...more]));
});

const labels = (...dates: string[]) => axisOf(messages('en'), dates.flatMap(marksOf))!.ticks.map((tick) => tick.label);

it('an axis has labels for months or years: at most nine, and each year once', () => {
  expect(labels('2018-03-02', '2018-05-20')).toEqual(['Mar 2018', 'Apr', 'May', 'Jun']);
  expect(labels('2016-12', '2017-04-04')).toEqual(['Dec', 'Jan 2017', 'Feb', 'Mar', 'Apr', 'May']);
  expect(labels('2008', '2021')).toEqual(['2005', '2010', '2015', '2020', '2025']);
  for (const [from, to] of [
    ['1789', '2024'],
    ['2018-04-02', '2018-04-02'],
    ['2017-11-03', '2018-02'],
    ['2012', '2018'],
  ] as const)
    expect(labels(from, to).length).toBeLessThanOrEqual(9);
  expect(axisOf(messages('en'), [])).toBeNull();
});

it('an axis places days in proportion to time', () => {
  const axis = axisOf(messages('en'), marksOf('2018-03-02/2018-05-20'))!;
  expect([axis.share(day('2018-03-01')), axis.share(day('2018-06-01'))]).toEqual([0, 1]);
  expect(axis.share(day('2018-04-16'))).toBeCloseTo(0.5, 1);
});
