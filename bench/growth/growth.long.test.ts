import { expect, it } from 'vitest';
import { measureGrowth } from './growth.ts';
import { judge } from './judge.ts';
import { known } from './known.ts';

const sizes = [1_000, 10_000];

it(
  'reads no more rows and sends no more statements in a record ten times as large, except as listed in known.ts',
  async () => expect(judge(await measureGrowth(sizes), sizes, known)).toEqual([]),
  // The first run fills the records. Later runs use them again.
  5_400_000,
);
