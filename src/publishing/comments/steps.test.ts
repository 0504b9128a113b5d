import { expect, it } from 'vitest';
import { CommentGate } from './gate.ts';
import { longest, moderate, type Around } from './steps.ts';

const around: Around = { words: { refused: ['crypto casino', 'spamm*'], marked: ['дурак*'] }, seen: false, rate: { own: false, all: false } };
const judge = (text: string, over: Partial<Around> = {}, name = '') => {
  const { refused, marks } = moderate({ name, text }, { ...around, ...over });
  return refused?.reason ?? marks;
};

it('steps refuse or mark, in their order, each for its reason', () => {
  expect(judge('I was there in 2018, and it was so.')).toEqual(['first']);
  expect([judge('…!'), judge('a'.repeat(longest + 1)), judge('Ж'.repeat(19))]).toEqual(['empty', 'long', ['first']]);
  expect([judge('See https://a.example/x'), judge('http://a.b http://c.d www.e.f'), judge('Yes.', {}, 'buy.example.com')]).toEqual([['links', 'first'], 'links', 'link_in_name']);
  expect([judge('Yes.', { seen: true }), judge('buy it now '.repeat(20)), judge('a'.repeat(30))]).toEqual(['repeated', ['repeated', 'first'], ['repeated', 'first']]);
  expect([judge('Yes.', { rate: { own: true, all: true } }), judge('Yes.', { rate: { own: false, all: true } })]).toEqual(['rate_own', 'rate_all']);
  expect([judge('A CRYPTO – casino!'), judge('Spammers all.'), judge('casino, crypto'), judge('Какие дураки.'), judge('Nodurakov')]).toEqual(['words', 'words', ['first'], ['words', 'first'], ['first']]);
  // What a step refuses is not looked at further.
  expect(judge('spammers', { seen: true })).toBe('repeated');
});

it('the gate counts by connection and over all, and forgets everything with the day', () => {
  const gate = new CommentGate();
  const at = (time: string): Date => new Date(`2018-05-22T${time}Z`);
  for (let index = 0; index < 5; index++) gate.note('192.0.2.1', `Text ${index}`, at('10:00:00'));
  expect(gate.look('192.0.2.1', 'Something else', at('10:01:00'))).toEqual({ seen: false, rate: { own: true, all: false } });
  expect(gate.look('192.0.2.2', 'text – 3!', at('10:01:00'))).toEqual({ seen: true, rate: { own: false, all: false } });
  expect(gate.look('192.0.2.1', 'Something else', at('10:11:00')).rate.own).toBe(false);
  for (let index = 0; index < 60; index++) gate.note(`192.0.2.${index}`, `Storm ${index}`, at('10:20:00'));
  expect([gate.full(at('10:20:30')), gate.full(at('10:21:01'))]).toEqual([30, 0]);
  expect(Array.from({ length: 31 }, () => gate.tooOften('192.0.2.9', at('10:30:00'))).indexOf(true)).toBe(30);
  gate.note('192.0.2.1', 'Late', at('23:59:59'));
  expect(gate.look('192.0.2.1', 'Late', new Date('2018-05-23T00:00:00Z'))).toEqual({ seen: false, rate: { own: false, all: false } });
});
