import fc from 'fast-check';
import '../../../platform/testing/seeds.ts';
import { describe, expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { statisticOf, type Statistic } from '../../../search/statistics/count.ts';
import { findingOf, isChartable } from '../../../search/statistics/finding.ts';
import type { Profile } from '../../../search/statistics/profile.ts';
import { readStatistic } from '../../../search/statistics/query.ts';
import { statisticCsv } from '../statistics/chart-csv.ts';
import { findingWords } from './finding-words.ts';

const t = messages('en');
const at = new Date('2026-11-30T12:00:00Z');
const statistic = (address: string, profiles: readonly Profile[]): Statistic =>
  statisticOf(readStatistic(new URLSearchParams(address)), profiles);
const inCountries = (...cases: [n: number, ...countries: string[]][]): Profile[] =>
  cases.map(([n, ...rows]) => ({ rows, series: [], from: null, to: null, n }));
const inYears = (...cases: [n: number, from: number | null, to?: number][]): Profile[] =>
  cases.map(([n, from, to]) => ({ rows: [], series: [], from, to: from === null ? null : (to ?? from), n }));
const ofCountries = (...cases: Parameters<typeof inCountries>): string | null =>
  findingWords(t, statistic('by=country', inCountries(...cases)), at);
const ofYears = (...cases: Parameters<typeof inYears>): string | null =>
  findingWords(t, statistic('over=year', inYears(...cases)), at);

/* The numbers of a statistic as its CSV gives them. The rules are written here a second time, over these lines. */
type Line = { code: string; name: string; sure: number; reach: number };
function linesOf(of: Statistic): { lines: Line[]; total: number; missing: number } {
  const all = statisticCsv(t, of, { at, address: 'https://example.org/' })
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line): Line => {
      const cells = line.split(',');
      const [sure, perhaps] = cells.slice(-4, -2).map(Number);
      return { code: cells[0]!, name: of.query.by ? cells[1]! : cells[0]!, sure: sure!, reach: sure! + perhaps! };
    });
  return {
    lines: all.filter((line) => !line.code.startsWith('(')),
    total: all.find((line) => line.code === '(all)')!.sure,
    missing: all.find((line) => line.code === '(none)' || line.code === '(undated)')?.sure ?? 0,
  };
}

const listed = (words: string): string[] => words.split(/, and | and |, /);
const bounds = (words: string): number[] => words.split('–').map(Number);

/** A fault in a finding ends the search for faults, so this throws. */
function same(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

/** Whether so little is known that a sentence says only this. */
function saysHardly(words: string, known: number, total: number): boolean {
  const isHardly = known > 0 && known * 10 < total;
  same(words === `Recorded for only ${known} of ${total} cases.`, isHardly);
  return isHardly;
}

/** Checks what a sentence about countries says. @returns which kind of sentence it is */
function checkValues(words: string, of: Statistic): string {
  const { lines, total, missing } = linesOf(of);
  const highest = Math.max(0, ...lines.map((line) => line.sure));
  const at_ = (name: string): number => lines.find((line) => line.name === name)!.sure;
  const known = /^Recorded for only (\d+) of (\d+) cases\. /.exec(words);
  if (saysHardly(words, total - missing, total)) return 'hardly';
  const base = known ? total - missing : total;
  if (known) same([Number(known[1]), Number(known[2]), missing * 2 > total], [base, total, true]);
  const unsaid = / Not recorded for (\d+) cases?\./.exec(words);
  if (unsaid) same(Number(unsaid[1]), missing);
  const rest = words.replace(known?.[0] ?? '', '').replace(unsaid?.[0] ?? '', '');
  const isCompared =
    !/^(?:No cases|No country is recorded)|No other country is recorded|all \d+ cases\.|the only case\./.test(rest);
  same(rest.includes('These are small numbers.'), isCompared && base < 10);
  const said = rest.replace(' These are small numbers.', '');
  let match: RegExpExecArray | null;
  if (said === 'No cases.') same(total, 0);
  else if (said.startsWith('No country is recorded for')) same([lines.length, total > 0], [0, true]);
  else if ((match = /^(.+): (?:all (\d+) cases|the only case)\.$/.exec(said)))
    same([at_(match[1]!), Number(match[2] ?? 1), lines.filter((line) => line.sure === base).length], [base, base, 1]);
  else if ((match = /^(.+): (\d+) of (\d+) cases\. No other/.exec(said)))
    same([lines.length, at_(match[1]!), total], [1, Number(match[2]), Number(match[3])]);
  else if ((match = /^(.+): (\d+) of (\d+) cases, more than (half|any other country)\.$/.exec(said))) {
    same([at_(match[1]!), base], [Number(match[2]), Number(match[3])]);
    same(lines.filter((line) => line.sure >= Number(match![2])).length, 1);
    if (match[4] === 'half') same(Number(match[2]) * 2 > base, true);
  } else if ((match = /^Most frequent: (.+), (\d+) of (\d+) cases each\.$/.exec(said))) {
    same(
      listed(match[1]!).map(at_),
      listed(match[1]!).map(() => highest),
    );
    same([Number(match[2]), Number(match[3])], [highest, base]);
    same(highest > 1, true);
    same(lines.filter((line) => line.sure === highest).length, listed(match[1]!).length);
  } else if ((match = /^(.+): (\d+) of (\d+) cases\. (One|\d+) other/.exec(said))) {
    const names = listed(match[1]!);
    const sum = names.reduce((all, name) => all + at_(name), 0);
    same(
      [names.length, sum, Number(match[3]), lines.reduce((all, line) => all + line.sure, 0)],
      [3, Number(match[2]), base, base],
    );
    same(sum * 3 >= base * 2, true);
    const least = Math.min(...names.map(at_));
    same(lines.filter((line) => line.sure >= least).length, 3);
    same(lines.length - 3, match[4] === 'One' ? 1 : Number(match[4]));
  } else if ((match = /^No country stands out: each is in at most (\d+) of (\d+) cases\.$/.exec(said))) {
    same([Number(match[1]), Number(match[2])], [highest, base]);
    same(highest === 1 || lines.filter((line) => line.sure === highest).length > 3, true);
  } else throw new Error(`No rule: ${words}`);
  // A value that more cases have than any other is never left unsaid.
  if (lines.length > 1 && lines.filter((line) => line.sure === highest).length === 1)
    same(said.includes(lines.find((line) => line.sure === highest)!.name), true);
  return said.replaceAll(/\d+/g, 'N');
}

/** Checks what a sentence about years says. */
function checkYears(words: string, of: Statistic): void {
  const { lines, total, missing } = linesOf(of);
  const at_ = (year: string): Line => lines.find((line) => line.code === year)!;
  const [, known, all] = /^Recorded for only (\d+) of (\d+) cases\. /.exec(words) ?? [];
  if (saysHardly(words, total - missing, total)) return;
  const base = known === undefined ? total : total - missing;
  if (known !== undefined) same([Number(known), Number(all), missing * 2 > total], [base, total, true]);
  const said = words
    .replace(/^Recorded for only \d+ of \d+ cases\. /, '')
    .replace(/ Not recorded for \d+ cases?\./, '')
    .replace(' These are small numbers.', '');
  const isSame = (line: Line, numbers: string): boolean => {
    const [least, most = least] = bounds(numbers);
    return line.sure === least && line.reach === most;
  };
  const isDifferent = (fewer: Line, more: Line): boolean =>
    more.sure > fewer.reach && (more.sure - fewer.reach) ** 2 > 4 * (more.sure + fewer.reach);
  const filled = lines.filter((line) => line.reach > 0);
  let match: RegExpExecArray | null;
  if (said === 'No cases.') same(total, 0);
  else if (said.startsWith('No date is known for')) same(filled.length, 0);
  else if ((match = /^(?:The only case|All (\d+) cases) began in (\d+)\.$/.exec(said)))
    same([filled.length, at_(match[2]!).sure], [1, total]);
  else if ((match = /^(\d+) of (\d+) cases began in (\d+)\. For the others/.exec(said)))
    same([filled.length, at_(match[3]!).sure, total], [1, Number(match[1]), Number(match[2])]);
  else if ((match = /^([\d–]+) recorded cases? began in (\d+), (up|down) from ([\d–]+) in (\d+)\.$/.exec(said))) {
    const [now, before] = [at_(match[2]!), at_(match[5]!)];
    same([isSame(now, match[1]!), isSame(before, match[4]!)], [true, true]);
    same([Number(now.code) - Number(before.code), Number(now.code) < 2026], [1, true]);
    same(match[3] === 'up' ? isDifferent(before, now) : isDifferent(now, before), true);
    same(Math.max(now.sure, before.sure) >= 10, true);
  } else if ((match = /^(More|Fewer) recorded cases.* from ([\d–]+) in (\d+) to ([\d–]+) in (\d+)\.$/.exec(said))) {
    const within = lines.filter((line) => line.code >= match![3]! && line.code <= match![5]!);
    same(within.length >= 4, true);
    same([isSame(within[0]!, match[2]!), isSame(within.at(-1)!, match[4]!)], [true, true]);
    for (const [index, line] of within.entries())
      if (index)
        same(match[1] === 'More' ? line.sure > within[index - 1]!.reach : within[index - 1]!.sure > line.reach, true);
  } else if ((match = /^Cases began most often in (\d+): ([\d–]+) of (\d+)\.$/.exec(said))) {
    same([isSame(at_(match[1]!), match[2]!), Number(match[3])], [true, base]);
    same(
      lines.every((line) => line.code === match![1] || line.reach < at_(match![1]!).sure),
      true,
    );
  } else if ((match = /^Cases began most often in (.+): (\d+) each, of (\d+)\.$/.exec(said))) {
    const years = listed(match[1]!);
    same(Number(match[3]), base);
    same(
      years.every((year) => isSame(at_(year), match![2]!)),
      true,
    );
    same(
      lines.every((line) => years.includes(line.code) || line.reach < Number(match![2])),
      true,
    );
  } else if ((match = /^No year stands out: at most (\d+) of (\d+) cases began in each\./.exec(said))) {
    same([Number(match[1]), Number(match[2])], [Math.max(...lines.map((line) => line.reach)), base]);
    // No single year surely has more cases than every other.
    same(lines.filter((line) => lines.every((other) => other === line || other.reach < line.sure)).length, 0);
  } else throw new Error(`No rule: ${words}`);
}

describe('the finding of a statistic', () => {
  it('is true of its CSV, for random cases in random countries', () => {
    const seen = new Set<string>();
    const country = fc.constantFrom('KZ', 'UZ', 'RU', 'CZ', 'FR', 'PL', 'KG', 'TJ', 'IN', 'BR');
    const alone = fc.record({ rows: country.map((one) => [one]), n: fc.integer({ min: 1, max: 30 }) });
    const several = fc.record({
      rows: fc.uniqueArray(country, { maxLength: 3 }),
      n: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 60 })),
    });
    fc.assert(
      fc.property(fc.oneof(fc.array(alone, { maxLength: 12 }), fc.array(several, { maxLength: 8 })), (cases) => {
        const of = statistic(
          'by=country',
          cases.map((one) => ({ ...one, series: [], from: null, to: null })),
        );
        seen.add(checkValues(findingWords(t, of, at)!, of).replace(/^.*?:/, ''));
      }),
      { numRuns: 1000 },
    );
    expect(seen.size).toBeGreaterThan(8);
  });

  it('is true of its CSV, for random cases in random years', () => {
    const year = fc.integer({ min: 2018, max: 2027 });
    const one = fc.record({
      from: fc.option(year, { freq: 8 }),
      longer: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
      n: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 80 })),
    });
    const check = fc.property(fc.array(one, { maxLength: 12 }), (cases) => {
      const of = statistic(
        'over=year',
        cases.map(({ from, longer, n }) => ({
          rows: [],
          series: [],
          from,
          to: from === null ? null : from + longer,
          n,
        })),
      );
      checkYears(findingWords(t, of, at)!, of);
    });
    expect(() => fc.assert(check, { numRuns: 1000 })).not.toThrow();
  });

  it('names the value with most cases, says if it has more than half, and calls small numbers small', () => {
    expect(ofCountries([12, 'KZ'], [9, 'UZ'], [9, 'RU'])).toBe(
      'Kazakhstan: 12 of 30 cases, more than any other country.',
    );
    expect(ofCountries([20, 'KZ'], [10, 'UZ'])).toBe('Kazakhstan: 20 of 30 cases, more than half.');
    expect(ofCountries([3, 'KZ'], [1, 'UZ'])).toBe(
      'Kazakhstan: 3 of 4 cases, more than half. These are small numbers.',
    );
    expect(ofCountries([5, 'KZ'], [5, 'UZ'], [4, 'RU'])).toBe(
      'Most frequent: Kazakhstan and Uzbekistan, 5 of 14 cases each.',
    );
  });

  it('says first how little is recorded if that is less than half', () => {
    expect(ofCountries([3, 'KZ'], [2, 'UZ'], [40])).toBe(
      'Recorded for only 5 of 45 cases. Kazakhstan: 3 of 5 cases, more than half. These are small numbers.',
    );
    expect(ofCountries([20, 'KZ'], [10, 'UZ'], [10])).toBe(
      'Kazakhstan: 20 of 40 cases, more than any other country. Not recorded for 10 cases.',
    );
  });

  it('names no value if nearly all cases have none', () => {
    expect(ofCountries([4, 'KZ'], [36])).toBe('Kazakhstan: 4 of 40 cases. No other country is recorded.');
    expect(ofCountries([4, 'KZ'], [37])).toBe('Recorded for only 4 of 41 cases.');
    expect(ofCountries([3, 'KZ'], [1, 'UZ'], [37])).toBe('Recorded for only 4 of 41 cases.');
    expect(ofYears([4, 2020], [37, null])).toBe('Recorded for only 4 of 41 cases.');
  });

  it('adds values only if no case is counted twice', () => {
    const six: Parameters<typeof inCountries> = [
      [20, 'KZ'],
      [18, 'UZ'],
      [16, 'RU'],
      [3, 'CZ'],
      [2, 'FR'],
      [1, 'PL'],
    ];
    expect(ofCountries(...six)).toBe('Kazakhstan, Uzbekistan and Russia: 54 of 60 cases. 3 others have the rest.');
    // Of the three that are not recorded, no one knows which country has them.
    expect(ofCountries(...six, [3])).toBe('Kazakhstan: 20 of 63 cases, more than any other country.');
    expect(ofCountries(...six, [100])).toBe(
      'Recorded for only 60 of 160 cases. Kazakhstan, Uzbekistan and Russia: 54 of 60 cases. 3 others have the rest.',
    );
    expect(ofCountries(...six, [1, 'CZ', 'FR'])).toBe('Kazakhstan: 20 of 61 cases, more than any other country.');
  });

  it('names no combination if a value was left out that may have a more frequent one', () => {
    const kinds = (row: string, ...counts: number[]): Profile[] =>
      counts.map((n, index) => ({ rows: [row], series: [`kind-${index}`], from: null, to: null, n }));
    const rows = Array.from({ length: 249 }, (_, index) => kinds(`row-${index}`, 1, 1, 1, 1));
    const all = [...rows, kinds('row', 2, 1, 1)];
    const pair = (profiles: readonly Profile[]) => findingOf(statistic('by=country&with=type', profiles), at)?.what;
    expect(pair(all.flat())).toMatchObject({ is: 'pair', count: 2 });
    expect(pair([...all, kinds('left-out', 3)].flat())).toEqual({ is: 'spread', count: 4 });
  });

  it('is one sentence instead of a chart if there is one value, or none', () => {
    const nothingToCompare: [Parameters<typeof inCountries>, string][] = [
      [[[4, 'KZ']], 'Kazakhstan: all 4 cases.'],
      [[[4, 'KZ'], [2]], 'Kazakhstan: 4 of 6 cases. No other country is recorded.'],
      [[[6]], 'No country is recorded for any of the 6 cases.'],
    ];
    for (const [cases, words] of nothingToCompare) {
      expect(ofCountries(...cases)).toBe(words);
      expect(isChartable(statistic('by=country', inCountries(...cases)))).toBe(false);
    }
    expect(ofYears([3, 2018], [1, null])).toBe('3 of 4 cases began in 2018. For the others, no date is known.');
    expect(isChartable(statistic('over=year', inYears([3, 2018], [1, null])))).toBe(false);
    expect(isChartable(statistic('over=year', inYears([3, 2018], [1, 2019])))).toBe(true);
  });

  it('compares years only if they have ended, differ more than by chance, and surely', () => {
    expect(ofYears([10, 2024], [30, 2025])).toBe('30 recorded cases began in 2025, up from 10 in 2024.');
    expect(ofYears([30, 2024], [1, 2025])).toBe('1 recorded case began in 2025, down from 30 in 2024.');
    expect(ofYears([10, 2024], [13, 2025])).toBe('Cases began most often in 2025: 13 of 23.');
    // 2026 has not ended.
    expect(ofYears([10, 2025], [30, 2026])).toBe('Cases began most often in 2026: 30 of 40.');
    expect(ofYears([10, 2024], [30, 2025], [25, 2024, 2025])).toBe(
      'No year stands out: at most 55 of 65 cases began in each.',
    );
    expect(ofYears([4, 2022], [9, 2023], [15, 2024], [24, 2025])).toBe(
      'More recorded cases began in each year than in the one before, from 4 in 2022 to 24 in 2025.',
    );
    expect(ofYears([24, 2022], [15, 2023], [9, 2024], [4, 2025], [1, 2026])).toBe(
      'Fewer recorded cases began in each year than in the one before, from 24 in 2022 to 4 in 2025.',
    );
  });

  it('writes all its numbers as its language does', () => {
    const words = findingWords(messages('ru'), statistic('over=year', inYears([1234, 2024], [1300, 2025])), at);
    expect(words!.replaceAll('\u00a0', ' ')).toBe('2025: тогда началось больше всего дел, 1 300 из 2 534.');
  });
});

describe('years as values', () => {
  it('are in the order of time, with the years between them that have no case', () => {
    const of = statistic('by=year', inCountries([3, '2019'], [1, '2016'], [9, '2018', '2016'], [2]));
    expect(of.rows.map(({ value, count }) => [value, count])).toEqual([
      ['2016', 10],
      ['2017', 0],
      ['2018', 9],
      ['2019', 3],
      [null, 2],
    ]);
    expect(statisticCsv(t, of, { at, address: '' })).toContain('2017,2017,0,0');
    const long = statistic('by=year', inCountries([1, '1600'], [1, '2018'], [1, '2019']));
    expect(long.rows.length).toBeLessThanOrEqual(250);
    expect(long.rows[0]!.value).toBe('1600');
    expect(long.rows.at(-1)!.value).toBe('2019');
  });
});
