import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/errors.ts';
import { createWeb } from '../../create-web.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { readBody, refuseMostlyWrong, unknownNames } from '../api/body.ts';
import { apiProblem } from '../api/problem.ts';
import type { Pages } from '../context.ts';

const schema = { properties: { known: { items: { properties: {} } } } };
const pages: Pages = (web) => {
  web.get('/page', (c) => c.text('page'));
  web.get('/desk/page', () => {
    throw new AppError('not_signed_in');
  });
  web.post('/json', async (c) => {
    try {
      return c.json(unknownNames(schema, await readBody(c), () => ({})).length);
    } catch (error) {
      return apiProblem(c, error);
    }
  });
};
const web = createWeb(testDeps(), [pages]);
const get = async (path: string) => {
  const response = await web.request(path);
  return { status: response.status, text: await response.text() };
};
const post = async (body: string, headers: Record<string, string> = {}) => {
  const response = await web.request('/json', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, text: await response.text() };
};

describe('a request', () => {
  it('can have an address of at most 8,192 characters; otherwise the answer is a short error page', async () => {
    expect((await get(`/page?q=${'x'.repeat(8192 - '/page?q='.length)}`)).status).toBe(200);
    for (const path of [`/page?q=${'x'.repeat(8192)}`, `/${'x/'.repeat(5000)}`, `/${'%'.repeat(9000)}`]) {
      const { status, text } = await get(path);
      expect([status, text.includes('more than 8,192 characters'), text.length < 60_000]).toEqual([414, true, true]);
    }
    expect(JSON.parse((await get(`/api/v1/cases?q=${'x'.repeat(9000)}`)).text)).toMatchObject({
      status: 414,
      code: 'address_too_long',
    });
  });

  it('can have at most 1,000 parameters', async () => {
    expect((await get(`/page?${'a&'.repeat(999)}`)).status).toBe(200);
    expect((await get(`/page?${'a&'.repeat(1000)}`)).status).toBe(400);
  });

  it('returns to its address after signing in, unless the address is too long for the sign-in page', async () => {
    const leads = async (query: string) => (await web.request(`/desk/page?q=${query}`)).headers.get('location');
    expect(await leads('abc')).toContain('next=%2Fdesk%2Fpage%3Fq%3Dabc');
    expect(await leads('['.repeat(3000))).not.toContain('next');
  });

  it('is refused if its body is compressed', async () => {
    expect((await post('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await post('{}', { 'content-encoding': 'identity' })).status).toBe(200);
  });

  it('is refused if it contains characters that the database cannot store', async () => {
    expect((await get('/page?country=%00')).status).toBe(400);
    expect((await post('{"a":"x\\u0000"}')).status).toBe(400);
    expect((await post('{"a":"x\\\\u0000"}')).status).toBe(200);
    for (const half of ['\\ud800', '\\uDC00', '\\ude00\\ud83d', '\\\\\\ud83d'])
      expect([half, (await post(`{"a":["x${half}"]}`)).status]).toEqual([half, 400]);
    expect((await post('{"a":"\\ud83d\\ude00 \\\\ud83d"}')).status).toBe(200);
  });

  it('gets “not found” if its path cannot be decoded', async () => {
    for (const path of ['/%ff', '/%', '/%c0%af', '/cases/%ff', '/%00', `/${'%25'.repeat(500)}`, '/page/%e0%a4'])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
});

describe('a JSON body', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it('can have at most 64 levels, 100,000 values and 5,000 values in one list, whatever its strings contain', async () => {
    expect((await post(nested(63))).status).toBe(200);
    expect((await post(nested(64))).status).toBe(413);
    expect((await post(nested(100_000))).status).toBe(413);
    expect((await post('['.repeat(5_000_000))).status).toBe(413);
    expect((await post(`{"a":[${'1,'.repeat(600_000)}1]}`)).status).toBe(413);
    expect((await post(`{"a":[${'1,'.repeat(5_000)}1]}`)).status).toBe(413);
    expect((await post(`{"a":[${'1,'.repeat(4_900)}1]}`)).status).toBe(200);
    const lists = (count: number) =>
      `{${Array.from({ length: count }, (_, n) => `"a${n}":[${'1,'.repeat(4_900)}1]`).join()}}`;
    expect((await post(lists(20))).status).toBe(200);
    expect((await post(lists(21))).status).toBe(413);
    expect((await post(JSON.stringify({ a: `${'[{,'.repeat(600_000)}\\"[` }))).status).toBe(200);
  });

  it('is refused after a sample of a long list if most of the sample is wrong, without reading the whole list', () => {
    let read = 0;
    const item = z.object({ name: z.string() }).transform((one) => (read++, one));
    const schema = z.object({ items: z.array(item) });
    const items = Array.from({ length: 5_000 }, () => ({}));
    const errors = (() => {
      try {
        refuseMostlyWrong(schema, { items });
        return [];
      } catch (thrown) {
        return (thrown as AppError).fields.map(({ path }) => path);
      }
    })();
    expect(errors).toHaveLength(100);
    expect(errors.slice(0, 2)).toEqual(['items.0.name', 'items.25.name']);
    refuseMostlyWrong(schema, { items: items.map(() => ({ name: 'x' })) });
    expect(read).toBe(200);
  });

  it('is refused with at most 100 errors, however many there are', async () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    expect((await post(JSON.stringify(keys(9000)))).text).toBe('100');
    expect((await post(JSON.stringify(keys(10_001)))).status).toBe(413);
    const rows = { known: Array.from({ length: 1000 }, () => keys(5)) };
    expect((await post(JSON.stringify(rows))).text).toBe('100');
  });
});
