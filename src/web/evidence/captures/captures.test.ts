import { expect, it } from 'vitest';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('captures at the desk', (db) => {
  const keep = (app: ReturnType<typeof deskOn>['app'], text: string, source?: string) => {
    const bytes = Buffer.from(`<script>alert(1)</script><p>${text}</p>`);
    return run(app, storeCapture, monitor, {
      title: 'The statement',
      source,
      method: 'fetch',
      requestedUrl: 'https://example.org/a',
      finalUrl: 'https://example.org/b',
      hops: [{ url: 'https://example.org/a', status: 301, address: '192.0.2.7' }],
      status: 200,
      headers: [['x-served-by', 'the ministry’s own server']],
      mediaType: 'text/html; charset=utf-8',
      charset: 'utf-8',
      bytes,
      text,
    });
  };

  it('are linked from their source, with text, hashes, headers, hops, bytes and changes', async () => {
    const { app, join, nobody } = deskOn(db());
    const first = await keep(app, 'Police came at nine. They left at noon.');
    const second = await keep(app, 'Police came at ten. They left at noon.', first.source);
    const [start, exact] = [0, 'Police came at ten.'];
    await run(app, file, editor, {
      claims: [
        {
          wording: 'Police came at ten.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'The ministry', verb: 'said' }],
          support: { kind: 'passage', capture: second.capture, start, end: exact.length },
        },
      ],
    });
    const [number, capture] = [parseRef(first.source)!.number, parseRef(second.capture)!.number];
    const client = await join('monitor');

    const source = await client.text(routes.desk.source({ number }));
    const address = routes.desk.capture({ number, capture });
    expect(source).toContain(`href="${address}"`);
    const shown = await client.get(address);
    const text = await shown.text();
    expect(shown.status).toBe(200);
    const bytes = Buffer.from('<script>alert(1)</script><p>Police came at ten. They left at noon.</p>');
    for (const part of [
      `<mark>${exact}</mark> They left at noon.`,
      sha256Hex(bytes),
      '301 https://example.org/a (192.0.2.7)',
      'HTML · UTF-8',
      'https://example.org/b',
      'x-served-by',
      'Fetched',
    ])
      expect(text).toContain(part);
    const links = [...text.matchAll(/href="(\/desk\/sources\/[^"]+captures[^"]+)"/g)].map((match) =>
      match[1]!.replaceAll('&amp;', '&'),
    );
    expect(links).toEqual([
      routes.desk.captureBytes({ number, capture }),
      routes.desk.compareCaptures({ number, capture }, { with: parseRef(first.capture)!.number }),
      routes.desk.comparePackage({ number, capture }),
    ]);
    for (const link of links) expect([link, (await client.get(link)).status]).toEqual([link, 200]);

    const saved = await client.get(routes.desk.captureBytes({ number, capture }));
    expect(Buffer.from(await saved.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(saved.headers)).toMatchObject({
      'content-disposition': `attachment; filename="source-${number}-capture-${capture}.html"`,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store, no-transform',
    });
    expect((await client.get(routes.desk.capture({ number: number + 1, capture }))).status).toBe(404);
    for (const path of [address, routes.desk.captureBytes({ number, capture })])
      expect((await nobody.get(path)).status).toBe(303);
  });

  it('offer no download if they are sealed or their bytes were erased', async () => {
    const { app, join } = deskOn(db());
    const kept = await keep(app, 'Nobody else may read this now.');
    const at = { number: parseRef(kept.source)!.number, capture: parseRef(kept.capture)!.number };
    const client = await join(['administrator', 'editor']);
    const row = await db()
      .read.selectFrom('thing')
      .select('id')
      .where('kind', '=', 'capture')
      .where('number', '=', at.capture)
      .executeTakeFirstOrThrow();
    await db().transaction((tx) => tx.updateTable('capture').set({ bytes_size: 0 }).where('id', '=', row.id).execute());
    expect((await client.get(routes.desk.captureBytes(at))).status).toBe(410);
    expect(await client.text(routes.desk.capture(at))).not.toContain(routes.desk.captureBytes(at));
    await db().transaction((tx) =>
      tx.updateTable('thing').set({ visibility: 'sealed' }).where('id', '=', row.id).execute(),
    );
    for (const path of [routes.desk.capture(at), routes.desk.captureBytes(at)]) {
      const answer = await client.get(path);
      expect([path, answer.status, (await answer.text()).includes('Nobody else')]).toEqual([path, 403, false]);
    }
  });
});
