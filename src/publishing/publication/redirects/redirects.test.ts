import { expect, it } from 'vitest';
import { readRedirectPath, readTarget, redirectPath } from './address.ts';

it('the old address of a redirect is read in any form', () => {
  for (const [written, read] of [
    ['https://old.example/2019/05/a-story/', '/2019/05/a-story'],
    ['/2019/05/a-story#comments', '/2019/05/a-story'],
    ['/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/', '/новости'],
    ['/новости', '/новости'],
    ['/?p=123&utm_source=mail', '/?p=123'],
    ['https://old.example/', null],
    ['a-story', null],
    ['//elsewhere.example/x', null],
    ['/two words', null],
  ])
    expect([written, readRedirectPath(written!)]).toEqual([written, read]);
  expect(redirectPath('mail:address')).toBeNull();
});

it('the target of a redirect is only a path of this site', () => {
  expect(['/articles/12', 'article/12', ' /about '].map(readTarget)).toEqual([
    '/articles/12',
    '/articles/12',
    '/about',
  ]);
  for (const bad of [
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'about',
    'javascript:alert(1)',
    '/a b',
    '',
  ])
    expect([bad, readTarget(bad)]).toEqual([bad, null]);
});
