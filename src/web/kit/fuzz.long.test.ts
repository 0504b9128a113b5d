import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { roles } from '../../accounts/tables.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { fuzz, outcome } from '../../platform/testing/fuzz/fuzz.ts';
import { anyBytes, hostileText, hostileValue, mutatedBytes } from '../../platform/testing/fuzz/inputs.ts';
import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { readCursor, writeCursor } from './api/cursor.ts';
import { z } from 'zod';
import { flatten, nest, parsePath } from './forms/tree.ts';
import { readTypedDate } from './words/typed-dates/read-typed-date.ts';

it('hostile names of controls are nested into a tree of their values, and flattened back', async () => {
  const name = fc.oneof(hostileText(60), fc.array(fc.oneof(fc.constantFrom('a', 'names', '[0]', '[4999]', '[9999]', '.', 'text', '.__proto__', '.constructor', '[', ']'), hostileText(8)), { maxLength: 8 }).map((parts) => parts.join(''))); // prettier-ignore
  await fuzz(fc.array(fc.tuple(name, hostileText(40)), { maxLength: 8 }), (entries) => {
    const tree = nest(entries);
    expect(Object.getPrototypeOf(tree)).toBeNull();
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    for (const [path] of flatten(tree)) expect(parsePath(path)).not.toBeNull();
  }, { runs: 2000 }); // prettier-ignore
});

it('hostile cursors are refused, and ours are read', async () => {
  const shape = z.tuple([z.string(), z.number()]);
  await fuzz(fc.tuple(hostileText(300), hostileValue), async ([text, value]) => {
    for (const cursor of [text, Buffer.from(JSON.stringify(value)).toString('base64url')])
      await outcome(() => readCursor({ a: 1 }, cursor, shape));
    const key: [string, number] = [text.slice(0, 60), 1];
    if (JSON.stringify(key).length < 200) expect(readCursor({ a: 1 }, writeCursor({ a: 1 }, key), shape)).toEqual(key);
  }, { runs: 1000 }); // prettier-ignore
});

it('hostile dates in words are read or refused, in each language', async () => {
  const words = fc.oneof(
    hostileText(200),
    fc.array(fc.oneof(fc.constantFrom('1', '31', '2018', '99', 'April', 'апреля', 'сәуір', 'dubna', 'last', 'прошлый', '–', '-', '/', '.', 'about', 'to', 'weeks ago', '?'), hostileText(10)), { maxLength: 8 }).map((parts) => parts.join(' ')),
  ); // prettier-ignore
  await fuzz(fc.tuple(words, fc.constantFrom(...interfaceLocales)), ([text, locale]) => {
    const read = readTypedDate(messages(locale), text, { from: '2018-05-22' });
    expect('edtf' in read || 'message' in read).toBe(true);
  }, { runs: 1000 }); // prettier-ignore
});

onOneDatabase('a request', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let person: Awaited<ReturnType<typeof desk.join>>;
  beforeAll(async () => {
    desk = deskOn(db());
    desk.app.counters.take = async () => ({ ok: true, remaining: 1, reset: 1, wait: 0 });
    person = await desk.join(roles);
  });
  const header = (most: number) => hostileText(most).map((text) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, '').trim());

  it('with a hostile body to a form never leads to an error of the server', async () => {
    const boundary = 'xx';
    const part = (name: string, rest: string, body: string): string =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${body}\r\n`;
    const form =
      part('_token', '', person.token) +
      part('title', '', 'T') +
      part('file', '; filename="a.csv"\r\nContent-Type: text/csv', 'a,b\r\n1,2') +
      `--${boundary}--\r\n`;
    const paths = fc.constantFrom(routes.desk.imports(), routes.desk.former(), routes.desk.logo(), routes.desk.settings(), routes.desk.signIn(), routes.desk.newPhoto()); // prettier-ignore
    const types = fc.oneof({ weight: 6, arbitrary: fc.constant(`multipart/form-data; boundary=${boundary}`) }, { weight: 2, arbitrary: fc.constant('application/x-www-form-urlencoded') }, { weight: 2, arbitrary: header(80).map((text) => `multipart/form-data; boundary=${text}`) }, { weight: 1, arbitrary: header(60) }); // prettier-ignore
    const bodies = fc.oneof(
      mutatedBytes([Buffer.from(form)]),
      fc.tuple(hostileText(60), hostileText(60), hostileText(200)).map(([name, file, body]) => Buffer.from(part('_token', '', person.token) + part(name, `; filename="${file}"`, body) + `--${boundary}--\r\n`)),
      hostileText(500).map((text) => Buffer.from(`_token=${person.token}&title=${text}`)),
      anyBytes,
    ); // prettier-ignore
    await fuzz(fc.tuple(paths, types, bodies), async ([path, type, body]) => {
      const { status } = await desk.web.request(path, { method: 'POST', headers: { cookie: person.cookie, 'content-type': type }, body: Uint8Array.from(body) }); // prettier-ignore
      expect(status).toBeLessThan(500);
    });
  }, 900_000);

  it('with hostile headers, cookies and addresses never leads to an error of the server', async () => {
    const names = fc.constantFrom('cookie', 'accept-language', 'accept', 'if-none-match', 'if-modified-since', 'range', 'authorization', 'x-forwarded-for', 'x-forwarded-proto', 'origin', 'referer', 'host', 'content-type', 'content-length', 'accept-encoding', 'user-agent'); // prettier-ignore
    const values = fc.oneof(header(200), header(60).map((text) => `kronika=${text}`), header(60).map((text) => `Bearer ${text}`)); // prettier-ignore
    const paths = fc.oneof(fc.constantFrom('/', '/cases', '/search?q=a', '/feed.xml', '/sitemap.xml', '/desk', '/health/live', '/calendar.ics', '/export/cases.csv'), hostileText(100).map((text) => `/${encodeURI(text.toWellFormed().replaceAll('\\', ''))}`), hostileText(100).map((text) => `/search?q=${encodeURIComponent(text.toWellFormed())}`)); // prettier-ignore
    await fuzz(fc.tuple(paths, fc.array(fc.tuple(names, values), { maxLength: 3 })), async ([path, headers]) => {
      const { status } = await desk.web.request(path, { headers: Object.fromEntries(headers) });
      expect(status).toBeLessThan(500);
    });
  }, 900_000);
});
