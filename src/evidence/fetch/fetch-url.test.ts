import { describe, expect, test } from 'vitest';
import { parsePageUrl } from './fetch-url.ts';

const ruleOf = (text: string, allowed: string[] = [], base?: URL) => {
  try {
    return parsePageUrl(text, allowed, base).href;
  } catch (error) {
    const { code, details } = error as { code: string; details: { rule: string } };
    return `${code} ${details.rule}`;
  }
};

describe('parsePageUrl', () => {
  test.each([
    ['  https://News.Example./a?b=1#c ', 'https://news.example/a?b=1'],
    ['http://новости.рф/статья', 'http://xn--b1amnebsh.xn--p1ai/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://0x7f.1../', 'http://127.0.0.1/'],
    ['http://news.example:8080/', 'http://news.example:8080/'],
    ['http://news.example:443/', 'http://news.example:443/'],
  ])('gives the normal form of “%s”: %s', (given, href) => expect(ruleOf(given)).toBe(href));

  test.each([
    ['', 'empty'],
    ['www.example.com/page', 'syntax'],
    ['http://', 'syntax'],
    ['http://exa mple.com/', 'syntax'],
    ['http://[fe80::1%25eth0]/', 'syntax'],
    ['http://a.0x7f/', 'syntax'],
    ['http://.../', 'syntax'],
    [`https://news.example/${'a'.repeat(9000)}`, 'too_long'],
    ['ftp://news.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user:secret@news.example/', 'credentials'],
    ['https://user@news.example/', 'credentials'],
    ['http://news.example:22/', 'port'],
    ['http://news.example:25/', 'port'],
    ['http://news.example:6667/', 'port'],
    ['http://news.example:0/', 'port'],
  ])('refuses %s (%s)', (given, rule) => expect(ruleOf(given)).toBe(`fetch_bad_url ${rule}`));

  test('allows a port if the allow list has it with its host', () => {
    expect(ruleOf('http://intranet.test:81/', ['intranet.test:81'])).toBe('http://intranet.test:81/');
    expect(ruleOf('http://intranet.test:81/', ['intranet.test'])).toBe('fetch_bad_url port');
  });

  test('does not repeat a secret from the URL in the error', () => {
    expect(() => parsePageUrl('https://user:secret@news.example/', [])).toThrow(/^(?!.*secret)/);
  });

  test('resolves a redirect’s target against the page it came from', () => {
    const base = new URL('https://news.example/2018/05/a');
    expect(ruleOf('../b', [], base)).toBe('https://news.example/2018/b');
    expect(ruleOf('//other.example/c', [], base)).toBe('https://other.example/c');
    expect(ruleOf('gopher://x/', [], base)).toBe('fetch_bad_url scheme');
    expect(() => parsePageUrl('gopher://x/', [], base)).toThrow('from=news.example');
  });
});
