import { expect, it } from 'vitest';
import type { Exchange } from '../../../evidence/package/warc/exchange.ts';
import { sealExchanges } from '../../../evidence/package/warc/seal-exchanges.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { monitor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

const url = 'https://example.org/story';

/** A package of the page with its pictures. The installation in `dataDir` signs it. */
async function packed(
  dataDir: string,
  {
    text,
    pictures,
    headers,
    at = '2018-05-20T10:00:00.000Z',
  }: { text: string; pictures: Record<string, string>; headers: [string, string][]; at?: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const got = (address: string, sent: [string, string][], body: string): Exchange => ({
    url: address,
    at,
    address: '192.0.2.7',
    request: { method: 'GET', target: new URL(address).pathname, headers: [], body: new Uint8Array() },
    response: { status: 200, statusText: 'OK', headers: sent, body: Buffer.from(body) },
  });
  const exchanges = [
    got(url, [['Content-Type', 'text/html'], ...headers], `<p>${text}</p>`),
    ...Object.entries(pictures).map(([name, bytes]) =>
      got(`https://example.org/${name}.png`, [['Content-Type', 'image/png']], bytes),
    ),
  ];
  const resources = [
    { url: `urn:kronika:screenshot-after:${url}`, at, mediaType: 'image/jpeg', body: Buffer.from(`looks of ${text}`) },
  ];
  return new Uint8Array(
    (
      await sealExchanges(
        { exchanges, resources, page: { url, at, title: 'Story', text } },
        { dataDir, timestampAuthorities: [], now: () => new Date(at) },
      )
    ).bytes,
  );
}

onOneDatabase('captures side by side', (db) => {
  it('show what changed in text, pictures, screenshots and headers, also against an uploaded package, which is not stored', async () => {
    const { app, web, join } = deskOn(db());
    const client = await join('monitor');
    const keep = async (text: string, pictures: Record<string, string>, headers: [string, string][], source?: string) =>
      run(app, storeCapture, monitor, {
        title: 'Story',
        source,
        method: 'browser',
        requestedUrl: url,
        finalUrl: url,
        status: 200,
        headers,
        mediaType: 'text/html',
        bytes: Buffer.from(`<p>${text}</p>`),
        text,
        package: await packed(app.config.dataDir, { text, pictures, headers }),
      });
    const first = await keep('Police came at nine.', { logo: 'logo', raid: 'raid', old: 'old' }, [
      ['date', 'Monday'],
      ['server', 'nginx'],
      ['set-cookie', 'id=1; Path=/'],
    ]);
    const second = await keep(
      'Police came at ten.',
      { logo: 'logo', raid: 'another raid', fresh: 'fresh' },
      [
        ['date', 'Tuesday'],
        ['server', 'shield'],
        ['set-cookie', 'id=2; Path=/'],
      ],
      first.source,
    );
    const number = parseRef(first.source)!.number;
    const [one, two] = [first, second].map((kept) => ({ number, capture: parseRef(kept.capture)!.number })) as [
      { number: number; capture: number },
      { number: number; capture: number },
    ];

    const shown = await client.text(routes.desk.compareCaptures(two, { with: one.capture }));
    for (const part of [
      '<del>nine</del><ins>ten</ins>',
      'One picture added',
      'https://example.org/fresh.png',
      'One picture removed',
      'https://example.org/old.png',
      'A different picture at the same web address',
      'One picture is the same in both',
      '<del>nginx</del>',
      '<ins>shield</ins>',
    ])
      expect(shown).toContain(part);
    const [telling, usual] = shown.split('<details>').slice(-2) as [string, string];
    expect([
      telling.includes('Monday'),
      usual.includes('Monday'),
      usual.includes('id=2'),
      usual.includes('nginx'),
    ]).toEqual([false, true, true, false]);
    const shots = [...shown.matchAll(/<img src="([^"]+)"/g)].map((match) => match[1]!);
    expect(shots).toEqual([routes.desk.captureShot(one), routes.desk.captureShot(two)]);
    const shot = await client.get(shots[0]!);
    expect([shot.headers.get('content-type'), await shot.text()]).toEqual([
      'image/jpeg',
      'looks of Police came at nine.',
    ]);

    const files = async () => (await db().executeSql('select count(*)::int as n from held_file')).rows;
    const before = await files();
    const theirs = await packed(tempDir(), {
      text: 'Police came at eight.',
      pictures: { logo: 'logo' },
      headers: [['server', 'nginx']],
    });
    const send = async (bytes: Uint8Array): Promise<Response> => {
      const body = new FormData();
      body.set('_token', client.token);
      body.set('file', new File([new Uint8Array(bytes)], 'page.wacz'));
      return web.request(routes.desk.comparePackage(one), { method: 'POST', headers: { cookie: client.cookie }, body });
    };
    const compared = await send(theirs);
    const text = await compared.text();
    expect(compared.status).toBe(200);
    for (const part of [
      'SEALED, SIGNER UNKNOWN',
      '<del>eight</del><ins>nine</ins>',
      '2 pictures added',
      `data:image/jpeg;base64,${Buffer.from('looks of Police came at eight.').toString('base64')}`,
    ])
      expect(text).toContain(part);
    expect(compared.headers.get('content-security-policy')).toContain("img-src 'self' data:");
    const at = Buffer.from(theirs).indexOf('eight');
    const altered = await send(Buffer.concat([theirs.subarray(0, at), Buffer.from('seven'), theirs.subarray(at + 5)]));
    const refused = await altered.text();
    expect([
      altered.status,
      refused.includes('ALTERED.'),
      refused.includes('seven'),
      refused.includes('<del>'),
    ]).toEqual([400, true, false, false]);
    expect([(await send(Buffer.from('no package'))).status, await files()]).toEqual([400, before]);
  });
});
