import { expect, it } from 'vitest';
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

it('checks refuse or mark, in their order, each for its reason', () => {
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

it('the gate counts by connection and in total, and forgets everything at the end of the day', () => {
  const gate = new CommentGate();
  const at = (time: string): Date => new Date(`2018-05-22T${time}Z`);
  for (let index = 0; index < 5; index++) gate.note('192.0.2.1', `Text ${index}`, at('10:00:00'));
  expect(gate.look('192.0.2.1', 'Something else', at('10:01:00'))).toEqual({ seen: false, often: true });
  expect(gate.look('192.0.2.2', 'text – 3!', at('10:01:00'))).toEqual({ seen: true, often: false });
  expect(gate.look('192.0.2.1', 'Something else', at('10:11:00')).often).toBe(false);
  const turned = (count: number, from: (index: number) => string, time: string): number =>
    Array.from({ length: count }, (_, index) => gate.turnsAway(from(index), at(time))).indexOf(true);
  expect(turned(40, (index) => `198.51.100.${index}`, '10:30:00')).toBe(30);
  // After that one per second; refused connections do not use up the limit of others.
  expect(turned(9, (index) => `203.0.113.${index}`, '10:30:03')).toBe(3);
  expect([
    Array.from({ length: 90 }, (_, second) =>
      gate.turnsAway('192.0.2.9', new Date(at('10:40:00').getTime() + second * 500)),
    ).indexOf(true),
    gate.turnsAway('192.0.2.10', at('10:40:45')),
  ]).toEqual([30, false]);
  gate.note('192.0.2.1', 'Late', at('23:59:59'));
  expect(gate.look('192.0.2.1', 'Late', new Date('2018-05-23T00:00:00Z'))).toEqual({ seen: false, often: false });
});
