import { expect, it } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { judge, judgeFailure, paragraphsChanged, type Before, type Now } from './judge.ts';

const text =
  'Court orders nine articles removed\nThe Medeu district court ordered the outlet to take down nine articles about a former minister, its editor said on Friday.\nRead by 1,204 people\nMore news\nWeather';
const before: Before = {
  text,
  url: 'https://example.org/a',
  finalUrl: 'https://example.org/a',
  issuer: 'Example Trust',
};
const now = (over: Partial<Now> = {}): Now => ({
  status: 200,
  finalUrl: 'https://example.org/a',
  text,
  certificate: { fingerprint: 'ab', issuer: 'Example Trust' },
  ...over,
});

it('a check ignores counts, dates and lists of other stories', () => {
  expect(judge(before, now({ text: text.replace('1,204', '9,310').replace('Weather', 'Sport\nOther news') }))).toEqual({
    state: 'seen',
    about: { status: 200 },
  });
});

it.each([
  ['a headline', text.replace('removed', 'withdrawn'), { added: 1, removed: 1 }],
  ['a number in the text itself', text.replace('nine articles about', '9 articles about'), { added: 1, removed: 1 }],
  [
    'a paragraph that was added',
    `${text}\nThe outlet's editor said that it would appeal against the decision of the court, and that it had not been heard.`,
    { added: 1, removed: 0 },
  ],
])('one changed paragraph is counted for %s', (_, after, counts) => {
  expect(paragraphsChanged(text, after)).toEqual(counts);
});

it('a check takes another spelling of a URL for the same page, and another URL for a redirect', () => {
  expect(judge(before, now({ finalUrl: 'http://www.example.org/a/?utm_source=x' })).state).toBe('seen');
  expect(judge(before, now({ finalUrl: 'https://example.org/' }))).toMatchObject({
    state: 'redirected',
    about: { to: 'https://example.org/' },
  });
});

it('a check distinguishes a block page from a story about blocking', () => {
  const words = 'Доступ к ресурсу заблокирован. Обратитесь к провайдеру.';
  expect(judge(before, now({ text: words }))).toMatchObject({ state: 'blocked', about: { by: 'words' } });
  expect(judge({ ...before, text: `${text}\n${words}` }, now({ text: words })).state).toBe('altered');
  expect(judge(before, now({ text: `${words}\n${'The story goes on. '.repeat(100)}` })).state).toBe('altered');
});

it('a check reports that another authority issued the certificate, but not that it was renewed', () => {
  expect(
    judge(before, now({ certificate: { fingerprint: 'cd', issuer: 'Example Trust' } })).certificate,
  ).toBeUndefined();
  expect(judge(before, now({ certificate: { fingerprint: 'cd', issuer: 'National Root' } })).certificate).toEqual({
    issuer: { before: 'Example Trust', after: 'National Root' },
  });
});

it('a check recognises a resolver that maps a name to a private network, and an invalid certificate', () => {
  expect(judgeFailure(new AppError('fetch_private_address'))).toEqual({
    state: 'blocked',
    about: { by: 'dns', failure: 'fetch_private_address' },
  });
  expect(judgeFailure(new AppError('fetch_tls'))).toMatchObject({
    state: 'unreachable',
    certificate: { failure: 'fetch_tls' },
  });
  expect(judgeFailure(new AppError('fetch_timeout')).state).toBe('unreachable');
  expect(() => judgeFailure(new AppError('cancelled'))).toThrow('cancelled');
});
