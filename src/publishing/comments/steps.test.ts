import { expect, it } from 'vitest';
import { MemoryCounters } from '../../platform/limits/counters.ts';
import { CommentGate } from './gate.ts';
import { longest, moderate, type CommentContext } from './steps.ts';

const around: CommentContext = {
  words: { refused: ['crypto casino', 'spamm*'], marked: ['дурак*'] },
  seen: false,
  often: false,
};
const judge = (text: string, over: Partial<CommentContext> = {}, name = '') => {
  const { refused, marks } = moderate({ name, text }, { ...around, ...over });
  return refused?.reason ?? marks;
};

it('the checks of a comment refuse or mark it, in a fixed order, each with its reason', () => {
  expect(judge('I was there in 2018, and it was so.')).toEqual(['first']);
  expect([judge('…!'), judge('a'.repeat(longest + 1)), judge('Ж'.repeat(19))]).toEqual(['empty', 'long', ['first']]);
  expect([
    judge('See https://a.example/x'),
    judge('http://a.b http://c.d www.e.f'),
    judge('Yes.', {}, 'buy.example.com'),
  ]).toEqual([['links', 'first'], 'links', 'link_in_name']);
  expect([judge('Yes.', { seen: true }), judge('buy it now '.repeat(20)), judge('a'.repeat(30))]).toEqual([
    'repeated',
    ['repeated', 'first'],
    ['repeated', 'first'],
  ]);
  expect(judge('Yes.', { often: true })).toBe('often');
  expect([
    judge('A CRYPTO – casino!'),
    judge('Spammers all.'),
    judge('casino, crypto'),
    judge('Какие дураки.'),
    judge('Nodurakov'),
  ]).toEqual(['words', 'words', ['first'], ['words', 'first'], ['first']]);
  // After a refusal, later checks do not run.
  expect(judge('spammers', { seen: true })).toBe('repeated');
});

it('the gate counts comments by address, by text and in total', async () => {
  let at = new Date('2018-05-22T10:00:00Z').getTime();
  const gate = new CommentGate(new MemoryCounters(() => new Date(at)));
  for (let index = 0; index < 5; index++) await gate.note('192.0.2.1', `Text ${index}`);
  expect(await gate.look('192.0.2.1', 'Something else')).toEqual({ seen: false, often: true });
  expect(await gate.look('192.0.2.2', 'text – 3!')).toEqual({ seen: true, often: false });
  expect(await gate.look(null, 'Something else')).toEqual({ seen: false, often: false });
  at += 600_000;
  expect(await gate.look('192.0.2.1', 'Something else')).toEqual({ seen: false, often: false });
  const admitted = async (count: number) =>
    (await Promise.all(Array.from({ length: count }, () => gate.admits(null)))).filter(Boolean).length;
  expect(await admitted(40)).toBe(30);
  at += 3000;
  expect(await admitted(9)).toBe(3);
  // After a flood from one address, all other addresses can still use most of the limit.
  at += 60_000;
  const ofOne = await Promise.all(Array.from({ length: 40 }, () => gate.admits('192.0.2.9')));
  expect([ofOne.filter(Boolean).length, await admitted(40)]).toEqual([10, 20]);
  at += 86_400_000;
  expect(await gate.look('192.0.2.2', 'text – 3!')).toEqual({ seen: false, often: false });
});
