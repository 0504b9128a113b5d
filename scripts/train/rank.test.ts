import { expect, it } from 'vitest';
import type { PronounChoice } from '../../src/drafting/attribution/candidates.ts';
import type { ClaimFeatures } from '../../src/drafting/model/confidence.ts';
import { rankBy } from '../../src/drafting/model/ranker.ts';
import type { Judged } from './judge.ts';
import { fitRank, type RankSample } from './rank.ts';
import { nameThresholds } from './thresholds.ts';
import { randomFrom } from './trainer.ts';

const person = (features: number[]): PronounChoice['candidates'][number] => ({
  last: { name: 'Ana Kos', asWritten: 'Kos', kind: 'person', gender: 'f', plural: false, sentence: 1, subject: true },
  distance: 1,
  ruled: false,
  features,
});

it('the ranker learns which of several people a pronoun means, and that it may mean none of them', () => {
  const random = randomFrom(5);
  const samples = Array.from({ length: 400 }, (): RankSample => {
    const subject = random() < 0.5 ? 0 : 1;
    const none = random() < 0.25;
    const candidates = [0, 1].map((at) => person([at === subject && !none ? 1 : 0, random()]));
    return {
      choice: { start: 0, candidates, none: [1] },
      right: [subject === 0 && !none, subject === 1 && !none, none],
      weight: 1,
      fold: 0,
    };
  });
  const rank = rankBy(fitRank(samples));
  const [first, second] = rank({ candidates: [person([1, 0.5]), person([0, 0.5])], none: [1] });
  expect(first).toBeGreaterThan(0.9);
  expect(second).toBeLessThan(0.05);
  const neither = rank({ candidates: [person([0, 0.5]), person([0, 0.5])], none: [1] });
  expect(neither[0]! + neither[1]!).toBeLessThan(0.2);
});

it('chooses the thresholds that give as many names as possible without too many wrong ones', () => {
  const claim = (chance: number, right: boolean, pronoun: boolean, rival = false): Judged => ({
    features: {
      name: { guess: false, single: false, sure: true },
      misfit: false,
      ground: pronoun ? { chance, ruled: true, rival } : null,
    } as ClaimFeatures,
    fold: 0,
    own: true,
    known: true,
    named: true,
    right,
    nameless: false,
    words: [],
  });
  const names = [0.9, 0.8, 0.75, 0.72].map((chance, at) => claim(chance, at !== 3, false));
  const pronouns = [0.95, 0.9, 0.85, 0.8, 0.75].map((chance, at) => claim(chance, at < 2 || at === 3, true));
  const chances = new Map(names.map((name, at) => [name, [0.9, 0.8, 0.75, 0.72][at]!]));
  const claims = [...names, ...pronouns];
  const none = { pronouns: 0, others: 0 };
  expect(nameThresholds(claims, chances, none)).toEqual({ least: 0.75, pronoun: 0.9, rival: 1 });
  // At most one of nine claims may get a wrong name from a pronoun, or from anything else.
  expect(nameThresholds(claims, chances, { ...none, pronouns: 0.12 })).toEqual({ least: 0.75, pronoun: 0.8, rival: 1 });
  // If all names above the lower limit may stay, the threshold is that limit.
  expect(nameThresholds(claims, chances, { ...none, others: 0.12 })).toEqual({ least: 0.65, pronoun: 0.9, rival: 1 });
  // A name or pronoun with a chance below 0.65 is never used for the speaker.
  expect(nameThresholds([claim(0.6, true, true)], new Map(), { pronouns: 1, others: 1 })).toEqual({
    least: 1,
    pronoun: 1,
    rival: 1,
  });
  // Pronouns that also fit someone else are more often wrong, so they have their own threshold.
  const rivals = [0.97, 0.96].map((chance, at) => claim(chance, at === 1, true, true));
  expect(nameThresholds([...claims, ...rivals], chances, none)).toEqual({ least: 0.75, pronoun: 0.9, rival: 1 });
});
