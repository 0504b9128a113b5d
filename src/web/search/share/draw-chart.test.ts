import { expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { countries } from '../../../record/vocabulary/countries.ts';
import { statisticOf } from '../../../search/statistics/count.ts';
import { readStatistic } from '../../../search/statistics/query.ts';
import { describe as describeChart } from './draw-chart.ts';

it('describes up to 40 values of a chart in words, and says how many it leaves out', () => {
  const of = (count: number) =>
    describeChart(
      messages('en'),
      statisticOf(
        readStatistic(new URLSearchParams('by=country')),
        countries.slice(0, count).map((code) => ({ rows: [code], series: [], from: null, to: null, n: 1 })),
      ),
    );
  expect(of(41)).toMatch(/\. 1 more value is in the table$/);
  expect(of(43)).toMatch(/\. 3 more values are in the table$/);
  expect(of(43).match(/: 1(?=\.)/g)).toHaveLength(40);
  expect(of(40)).not.toContain('more value');
  const years = describeChart(
    messages('en'),
    statisticOf(
      readStatistic(new URLSearchParams('over=year')),
      [1970, 2020].map((year) => ({ rows: [], series: [], from: year, to: year, n: 3 })),
    ),
  );
  // The latest years.
  expect([years.includes('2020: 3'), years.includes('1970: 3')]).toEqual([true, false]);
});
