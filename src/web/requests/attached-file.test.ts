import { expect, it } from 'vitest';
import { loadDemands } from '../../requests/demands/load-demands.ts';
import { fileDemands } from '../../requests/demands/file-demands.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { file } from '../../record/filing/file.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

onOneDatabase('an attached file', (db) => {
  it.each([
    'order.pdf',
    "Order (copy)*'final'.pdf",
    'приказ № 5 “срочно”.pdf',
    'a"; filename=evil.html; x=".pdf',
    'line\r\nSet-Cookie: a=b.pdf',
    '100%25 ../../etc/passwd',
  ])('is sent with its name, encoded so that it cannot end the header: %j', async (name) => {
    const desk = deskOn(db());
    const dana = await desk.join('editor', 'Dana');
    const { actors } = await run(desk.app, file, dana.principal, {
      actors: [{ kind: 'authority', names: [{ text: 'Ministry of Information' }] }],
    });
    const { demands } = await run(desk.app, fileDemands, dana.principal, {
      demands: [
        {
          kind: 'remove',
          authority: actors[0]!,
          what: 'An article is to go.',
          received: '2018-04-10',
          files: [{ name, mediaType: 'application/pdf', content: Buffer.from('the order').toString('base64') }],
        },
      ],
    });
    const stored = (await loadDemands(db().read, { open: true })).find(({ ref }) => ref === demands[0])!.files[0]!;
    const response = await desk.web.request(routes.desk.attachedFile({ number: stored.id }), {
      headers: { cookie: dana.cookie },
    });
    expect([response.status, await response.text()]).toEqual([200, 'the order']);
    const header = response.headers.get('content-disposition')!;
    // attr-char and pct-encoded of RFC 8187, section 3.2.1.
    expect(header).toMatch(/^attachment; filename\*=UTF-8''(?:[\w!#$&+.^`|~-]|%[0-9A-F]{2})+$/);
    expect(decodeURIComponent(header.split("''")[1]!)).toBe(stored.name);
    // Characters that would name a folder or end a line are replaced when the file is stored.
    expect(stored.name).toBe(name.replaceAll(/[\r\n/]/g, '_'));
  });
});
