import { join } from 'node:path';
import { expect, it } from 'vitest';
import { f1, precision, recall } from '../../bench/reading/measures.ts';
import { englishTargets } from '../../src/drafting/model/ranker.ts';
import { englishReader } from '../../src/drafting/model/reader.ts';
import { packageRoot } from '../../src/platform/config/package-root.ts';
import { lastForThresholds, trainingPages } from './corpus.ts';
import { learnTargets, scoreTargets } from './targets.ts';

const pages = trainingPages(join(packageRoot, 'corpus/pages'), 'en', lastForThresholds).map((page, at) => ({
  page,
  fold: at % 2,
  reader: englishReader(),
  forThresholds: true,
}));

it('learning from the same pages gives the same result', () => {
  const few = pages.slice(0, 4);
  const [one, other] = [learnTargets(few, [0, 1]), learnTargets(few, [0, 1])];
  expect(other.weights).toEqual(one.weights);
  expect(one.weights.candidate.some((weight) => weight !== 0)).toBe(true);
});

it('the shipped ranker reads the pages on which its least chances were chosen better than the rules', () => {
  const [rules, both] = [scoreTargets(pages, () => null), scoreTargets(pages, () => englishTargets)];
  expect(recall(both.people)).toBeGreaterThan(recall(rules.people) + 0.05);
  expect(f1(both.incidents)).toBeGreaterThan(f1(rules.incidents) + 0.03);
  expect(precision(both.incidents)).toBeGreaterThan(0.7);
});
