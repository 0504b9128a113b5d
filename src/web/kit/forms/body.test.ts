import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { createWeb } from '../../create-web.ts';
import { testDeps } from '../../testing/test-deps.ts';
import type { Pages } from '../context.ts';
import { readBody } from './body.ts';
import { defineForm } from './form.ts';
import { handleForm } from './handle.ts';

const text = { kind: 'text', label: 'record.desk.why' } as const;
const rows = { kind: 'rows', label: 'record.desk.why', addLabel: 'record.desk.why', fields: { text } } as const;
const table = defineForm({ name: 'table', schema: z.object({}), most: 16_000, fields: { rows } });

const pages: Pages = (web) => {
  web.post('/form', async (c) => c.json(Object.keys(await readBody(c))));
  web.post('/file', async (c) => c.json(((await readBody(c))['file'] as File).name));
  web.post('/broken', async (c) => {
    await readBody(c);
    throw new Error('the disk is full');
  });
  web.post('/expired', () => {
    throw new AppError('not_signed_in');
  });
  web.post('/table', (c) =>
    handleForm(c, table, {
      render: () => '',
      submit: async (_, { values }) => c.json((values['rows'] as unknown[]).length),
      open: true,
    }),
  );
};
const web = createWeb(testDeps(), [pages]);
const urlencoded = 'application/x-www-form-urlencoded';
const send = async (path: string, body: string | FormData, type = urlencoded) => {
  const headers: Record<string, string> = typeof body === 'string' ? { 'content-type': type } : {};
  const response = await web.request(path, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
};

describe('the body of a form', () => {
  const flood = Array.from({ length: 100_000 }, () => 'a=1').join('&');

  it('is neither read nor returned at an address without a form', async () => {
    const sent = await send('/nope', 'about=an+hour+of+work');
    expect([sent.status, sent.text.includes('an hour of work')]).toEqual([404, false]);
    const flooded = await send('/nope', flood);
    expect([flooded.status, flooded.text.length < 20_000]).toEqual([404, true]);
  });

  it('loses U+0000 from names of files, because the database cannot store it', async () => {
    const body = new FormData();
    body.append('file', new File(['a,b'], 'a\0table.csv'));
    expect(await send('/file', body)).toEqual({ status: 200, text: '"atable.csv"' });
  });

  it('is returned if the form could not be handled, each value once', async () => {
    for (const path of ['/expired', '/broken']) {
      const { text } = await send(path, 'about=an+hour%0Aof+work&_version=3');
      expect([path, text.split('an hour').length]).toEqual([path, 2]);
      const { document } = parseHTML(text);
      expect(document.querySelector('textarea[name=about]')?.textContent?.trim()).toBe('an hour\nof work');
      expect(document.querySelector('[name=_version]')?.getAttribute('value')).toBe('3');
    }
  });

  it('is not returned if it has too many fields or is too long, and the page says so', async () => {
    for (const body of [flood, `about=${'x'.repeat(600_000)}`]) {
      const { status, text } = await send('/expired', body);
      expect([status, text.length < 20_000, text.includes('go back and copy it')]).toEqual([401, true, true]);
    }
  });

  it('is returned to people who are not signed in only up to 100,000 characters of HTML, whatever they typed', async () => {
    const { text } = await send('/expired', `about=${'<'.repeat(15_000)}`);
    expect([text.length > 60_000, text.includes('go back and copy it')]).toEqual([true, false]);
    for (const path of ['/expired', '/broken']) {
      const { text: short } = await send(path, `about=${'<'.repeat(30_000)}`);
      expect([short.length < 20_000, short.includes('go back and copy it')]).toEqual([true, true]);
    }
  });

  it('has at most 2,000 fields, in any encoding, unless its form declares more', async () => {
    const fields = (count: number) =>
      Array.from({ length: count }, (_, index) => [`rows[${index}].text`, 'x'] as const);
    const multipart = (count: number) => {
      const form = new FormData();
      for (const [name, value] of fields(count)) form.append(name, value);
      return form;
    };
    const plain = (count: number) => new URLSearchParams(fields(count) as [string, string][]).toString();
    expect((await send('/form', plain(2000))).status).toBe(200);
    expect((await send('/form', multipart(1999))).status).toBe(200);
    for (const body of [plain(2002), multipart(2001)]) {
      const refused = await send('/form', body);
      expect([refused.status, refused.text.includes('more than 2,000 fields')]).toEqual([413, true]);
    }
    expect(await send('/table', plain(5000))).toEqual({ status: 200, text: '5000' });
  });

  it('loses only U+0000 from its text, because the database cannot store it', async () => {
    const { text } = await send('/broken', 'about=from%00a+PDF');
    expect(parseHTML(text).document.querySelector('textarea')?.textContent?.trim()).toBe('froma PDF');
  });

  it('is refused if it arrives in 20,000 pieces of one byte, and read if it arrives in pieces of usual size', async () => {
    const inPieces = async (count: number, size: number) => {
      const piece = Buffer.from('a'.repeat(size));
      let left = count;
      const body = new ReadableStream({ pull: (at) => (left-- ? at.enqueue(piece) : at.close()) });
      const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': urlencoded } };
      return (await web.request('/form', init as RequestInit)).status;
    };
    expect(await inPieces(20_000, 1)).toBe(400);
    expect(await inPieces(700, 1400)).toBe(200);
  });

  it('is refused if its media type is not that of a form', async () => {
    for (const type of ['', 'text/plain', 'multipart/form-data', 'multipart/form-data; boundary=""', 'nonsense'])
      expect([type, (await send('/form', 'a=1', type)).status]).toEqual([type, 400]);
  });

  it('takes time in proportion to its length, however its names nest', async () => {
    const names = [
      ...Array.from({ length: 500 }, (_, index) => `a${index}[4999][4999][4999][4999][4999][4999][4999]`),
      ...Array.from({ length: 400 }, () => 'b[0].b[0].b[0].b[0]'),
      '__proto__.x',
      'a.constructor.prototype.x',
      'b[0]'.repeat(100),
      `c${'.c'.repeat(5000)}`,
    ];
    const sent = await send('/form', new URLSearchParams(names.map((name) => [name, '1'])).toString());
    expect(sent.status).toBe(200);
    expect((JSON.parse(sent.text) as string[]).length).toBe(501);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
