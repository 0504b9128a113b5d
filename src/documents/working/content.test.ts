import { expect, it } from 'vitest';
import { docSchema, textLimits } from './content.ts';

const sentence = (text: string, at = 0) => ({
  type: 'sentence',
  attrs: { id: `s00${at.toString(36)}` },
  ...(text && { content: [{ type: 'text', text }] }),
});
const article = (...texts: string[]) => ({
  type: 'doc',
  content: [
    { type: 'headline', content: [sentence('')] },
    { type: 'paragraph', content: texts.map((text, at) => sentence(text, at + 1)) },
  ],
});
const faultOf = (...texts: string[]) => docSchema.safeParse(article(...texts)).error?.issues[0]?.message;

it('the length of an article, the number of its sentences and the length of each sentence are limited', () => {
  const { article: most, sentences, sentence: longest } = textLimits;
  expect(faultOf('a'.repeat(longest))).toBeUndefined();
  expect(faultOf('a'.repeat(longest + 1))).toBe('documents.error.doc.sentence_long');
  // The headline is a sentence, too.
  expect(faultOf(...Array<string>(sentences - 1).fill('a'))).toBeUndefined();
  expect(faultOf(...Array<string>(sentences).fill('a'))).toBe('documents.error.doc.long');
  expect(faultOf(...Array<string>(most / longest).fill('a'.repeat(longest)))).toBeUndefined();
  expect(faultOf('a', ...Array<string>(most / longest).fill('a'.repeat(longest)))).toBe('documents.error.doc.long');
  expect(docSchema.safeParse({ type: 'doc' }).error?.issues[0]?.message).toBe('documents.error.doc.bad');
});

it('JSON that is not of an editor is refused, whatever it is', () => {
  const words = (one: unknown) => ({
    type: 'doc',
    content: [{ type: 'headline', content: [{ type: 'sentence', attrs: { id: 's00' }, content: [one] }] }],
  });
  const bad = [[], { type: 'doc', content: [null] }, words(null), words({ type: 'text', text: 1 })];
  for (const marks of [[null], [undefined], [{ type: 'constructor' }], [{ type: 'link' }], 1])
    bad.push(words({ type: 'text', text: 'a', marks }));
  for (const json of bad)
    expect(docSchema.safeParse(json).error?.issues[0]?.message, JSON.stringify(json)).toBe('documents.error.doc.bad');
});
