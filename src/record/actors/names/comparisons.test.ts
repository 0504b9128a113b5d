import { describe, expect, it } from 'vitest';
import { ByKeys, NameComparisons } from './comparisons.ts';
import { keysOfAll, type KeysOf } from '../names.ts';
import { nameKeys } from './keys.ts';
import { madeNames } from './testing/made-names.ts';

describe('the comparisons of names for one page', () => {
  it('return 0 when their steps are used up, and report that they are incomplete', async () => {
    const names = madeNames(5, 58, 20);
    const comparisons = new NameComparisons(1_000_000);
    for (const a of names) for (const b of names) await comparisons.similarity(a, b);
    expect(comparisons.areComplete).toBe(false);
    expect(comparisons.steps.spent).toBeLessThan(1_300_000);
    expect(await comparisons.similarity('Zeinulla Kakimzhanov', 'Зейнулла Какимжанов')).toBe(0);

    const others = new NameComparisons(1_000_000);
    expect(await others.similarity('Zeinulla Kakimzhanov', 'Зейнулла Какимжанов')).toBe(1);
    expect(others.areComplete).toBe(true);
  });

  it('let other requests run in between', async () => {
    const comparisons = new NameComparisons(Infinity);
    const names = madeNames(5, 57, 20);
    const turns = await turnsDuring(async () => {
      for (const a of names) for (const b of names) await comparisons.similarity(a, b);
    });
    expect(comparisons.steps.spent).toBeGreaterThan(10_000_000);
    expect(turns).toBeGreaterThanOrEqual(10);
  });
});

describe('the keys of many names', () => {
  it('are read in turns with other requests', async () => {
    const names = madeNames(24, 5, 400);
    let keysOf: KeysOf = () => [];
    const turns = await turnsDuring(async () => (keysOf = await keysOfAll(names)));
    expect(turns).toBeGreaterThanOrEqual(10);
    expect(names.map((name) => keysOf(name))).toEqual(names.map(nameKeys));
  });
});

/** Runs some work, and returns how often other work had its turn meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isDone = true;
  return turns;
}

describe('the search for names by their keys', () => {
  it('finds the names that share a key: first those that share most keys, then those with the fewest other keys', () => {
    const named = (text: string, ...keys: string[]) => ({ text, keys });
    const names = new ByKeys([
      named('one', 'a', 'x', 'y'),
      named('two', 'a', 'b', 'x'),
      named('less', 'a', 'x'),
      named('not', 'x'),
    ]);
    const texts = (most: number) => names.likeliest(['a', 'b'], most).map(({ text }) => text);
    expect(texts(9)).toEqual(['two', 'less', 'one']);
    expect(texts(1)).toEqual(['two']);
    expect(names.likeliest(['a', 'b'], 9, ({ text }) => text !== 'two').map(({ text }) => text)).toEqual([
      'less',
      'one',
    ]);
  });
});
