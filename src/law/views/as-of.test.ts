import { expect, it } from 'vitest';
import { statusOn } from './as-of.ts';
import type { LawView } from './law.ts';

/** A law with only dates. */
const law = (dates: Record<string, string>, kind = 'act') =>
  ({
    amendments: [],
    facts: Object.entries({ ...dates, 'law-kind': kind }).map(([property, value]) => ({
      property,
      disagrees: false,
      values: [{ value, to: property === 'law-kind' ? null : value.slice(0, 10), attributed: false }],
    })),
  }) as unknown as LawView;
const through = (one: LawView, ...days: string[]) => days.map((day) => statusOn(one, day).standing);

it('the status of a law follows the dates of its claims, from its adoption to its end', () => {
  const dates = { adopted: '2017-11-22', signed: '2017-12-28', 'in-force': '2018-07-01' };
  expect(through(law(dates), '2017-11-21', '2017-11-22', '2017-12-28', '2018-07-01')).toEqual([
    'not-yet',
    'adopted',
    'signed',
    'in-force',
  ]);
  expect(through(law({ ...dates, 'struck-down': '2019-03-01' }), '2019-02-28', '2019-03-01', '2020-01-01')).toEqual([
    'in-force',
    'struck-down',
    'struck-down',
  ]);
  expect(through(law({ ...dates, repealed: '2020-01-01' }), '2019-12-31', '2020-01-01')).toEqual([
    'in-force',
    'repealed',
  ]);
  expect(through(law({}, 'bill'), '2017-01-01')).toEqual(['bill']);
  expect(through(law({}), '2017-01-01')).toEqual(['unknown']);
});
