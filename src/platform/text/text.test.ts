import { expect, it } from 'vitest';
import { dropEnd } from './drop-end.ts';
import { linksIn } from './links.ts';
import { shorten } from './shorten.ts';
import { ownValue } from './own-value.ts';
import { hasUnstorable, storableData } from './storable.ts';
import { xml } from './xml.ts';

it('signs are dropped at the end only', () => {
  expect(dropEnd('--a--b---', /-/)).toBe('--a--b');
  expect(dropEnd('---', /-/)).toBe('');
  expect(shorten('words '.repeat(20))).toBe(`${'words '.repeat(13)}…`);
  expect(shorten('one two')).toBe('one two');
});

it('web addresses are found wherever a program could make a link of them', () => {
  for (const one of [
    'https://a.b',
    'see www.example',
    'evil-site.com/win',
    't.me/evil',
    'ｅｖｉｌ．ｃｏｍ',
    'https:⁄⁄evil.example',
    'evil。com/win',
    'сайт.рф/деньги',
    '1.2.3.4/win',
    'go to evil.bet now',
    'evil.anything/win',
  ])
    expect([one, linksIn(one).length]).toEqual([one, 1]);
  for (const one of ['Ada Lovelace', 'J. R. R. Tolkien', 'Dr.Smith', 'Respublika.', 'No.5', 'and/or'])
    expect([one, linksIn(one)]).toEqual([one, []]);
});

it('text that the database cannot store gets other characters of the same length', () => {
  const data = { a: ['x\0y', { b: '\ud800z' }], c: 'fine 🏴', d: Uint8Array.of(0), e: null };
  expect(hasUnstorable(data)).toBe(true);
  expect(storableData(data)).toEqual({ a: ['x\ufffdy', { b: '\ufffdz' }], c: 'fine 🏴', d: Uint8Array.of(0), e: null });
  expect(hasUnstorable(data)).toBe(false);
  expect(hasUnstorable({ 'a\0': 1 })).toBe(true);
});

it('a table has no value for a name that only every object has', () => {
  expect(ownValue({ a: 1 }, 'a')).toBe(1);
  for (const name of ['constructor', '__proto__', 'toString']) expect(ownValue({ a: 1 }, name)).toBeUndefined();
});

it('text in XML is escaped, and loses the characters that XML forbids', () => {
  expect(xml('a\u0000\u000b\ufffe\uffff\ud800b<&"\t\n𝒜')).toBe('ab&#60;&#38;&#34;\t\n𝒜');
});
