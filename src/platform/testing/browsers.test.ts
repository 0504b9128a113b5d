import { afterEach, expect, it, vi } from 'vitest';
import { chosenBrowsers } from './browsers.ts';

afterEach(() => void vi.unstubAllEnvs());

it('runs in the named browsers, and fails if one of them is unknown or missing', () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(chosenBrowsers('shipped')).toEqual(['shipped']);
  expect(chosenBrowsers('')).toEqual(['shipped']);
  for (const named of ['system', 'shipped, firefox', 'netscape'])
    expect(() => chosenBrowsers(named), named).toThrow('KRONIKA_TEST_BROWSERS');
});
