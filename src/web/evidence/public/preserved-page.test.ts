import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { addCapture } from '../../../drafting/store/add-page.ts';
import { closeServers, webServer } from '../../../evidence/fetch/fetch-servers.factory.ts';
import { ownTrust } from '../../../evidence/package/signature/own-trust.ts';
import { reportPackage } from '../../../evidence/package/stored-package.ts';
import { stripPackage } from '../../../evidence/package/strip-package.ts';
import { verifyPackage } from '../../../evidence/package/verify-package.ts';
import { endPublicCaptures } from '../../../evidence/public-captures/end-public-captures.ts';
import { blobPath, sha256Hex } from '../../../platform/storage/blobs.ts';
import { openS3Blobs } from '../../../platform/storage/s3.ts';
import { startStoreProxy } from '../../../platform/testing/store-proxy.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { file } from '../../../record/filing/file.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { parseRef } from '../../../record/refs.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { routes } from '../../routes.ts';
import { findCapture } from '../captures/captures.tsx';
import { deskOn } from '../../testing/desk.ts';

afterAll(closeServers);

/** The address of a bucket at a port on which nothing listens. */
async function closedAddress(): Promise<string> {
  const closed = await startStoreProxy('http://127.0.0.1');
  await closed.stop();
  return `${closed.address}/test-bucket`;
}

onOneDatabase('a preserved page that readers can open', (db) => {
  const kept = async () => {
    const set = { replay: true };
    const desk = deskOn(db(), {
      listeners: [endPublicCaptures],
      paper: () => publicationOf({ name: 'The Paper', replay: set.replay }),
    });
    Object.assign(desk.app.config, {
      allowPrivate: ['127.0.0.1'],
      replay: { origin: 'http://replay.test', port: 0 },
    });
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const port = await webServer((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/story', 'x-note': 'for Dina Sarsenova' }).end();
      else
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<title>The search</title><p>They took the computer of Saule Omarova.</p>');
    });
    const { source, capture } = await addCapture(desk.app, editor.principal, {
      url: `http://127.0.0.1:${port}/old`,
    });
    const at = { number: parseRef(source)!.number, capture: parseRef(capture)!.number };
    const [page, saved] = [routes.keptPage(at), routes.keptPackage(at)];
    const show = (things: string[], visibility: 'public' | 'desk') =>
      run(desk.app, setVisibility, editor.principal, { things, visibility });
    const release = (by = editor, released = 'yes') => by.post(routes.desk.captureRelease(at), { released });
    const read = async (path: string) => (await desk.nobody.get(path)).status;
    return { ...desk, set, editor, monitor, source, capture, at, page, saved, show, release, read };
  };

  it('answers 503 while the file store is away, and says nothing of where it is', async () => {
    const { app, nobody, source, saved, show, release, read } = await kept();
    await show([source], 'public');
    await release();
    expect(await read(saved)).toBe(200);
    const there = app.blobs;
    const place = { endpoint: await closedAddress(), keyId: 'a', secret: 'b', region: 'auto' };
    Object.assign(app, { blobs: openS3Blobs(place, tmpdir()) });
    const answer = await nobody.get(saved);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([503, 'no-store']);
    const text = await answer.text();
    expect(text).toContain('The file storage does not answer');
    expect(text).not.toContain(new URL(place.endpoint).host);
    Object.assign(app, { blobs: there });
    expect(await read(saved)).toBe(200);
  });

  it('is open only if an editor made it public, its source is public and the publication allows it, or returns 404', async () => {
    const { app, nobody, set, editor, monitor, source, at, page, saved, show, release, read } = await kept();
    await run(app, file, editor.principal, {
      actors: [
        { key: 'who', kind: 'person', names: [{ text: 'Saule Omarova', language: 'en' }] },
        { key: 'other', kind: 'person', names: [{ text: 'Not Named There', language: 'en' }] },
      ],
      cases: [{ key: 'c', title: 'The search' }],
      claims: [
        {
          case: '#c',
          wording: 'They took her computer.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [
            { actor: '#who', verb: 'said' },
            { actor: '#other', verb: 'reported' },
          ],
          support: { kind: 'reference', source },
        },
      ],
    });
    const desks = await editor.text(routes.desk.capturePackage(at));
    expect(desks).toContain('The page names 1 person who is not public in the record');
    expect([
      desks.includes('Saule Omarova'),
      desks.includes('Not Named There'),
      (await monitor.text(routes.desk.capturePackage(at))).includes('Make public'),
    ]).toEqual([true, false, false]);
    await show([source], 'public');
    expect([await read(page), (await release(monitor)).status, await read(page)]).toEqual([404, 403, 404]);
    expect([(await release()).status, await read(page), await read(saved)]).toEqual([303, 200, 200]);
    expect(await nobody.text(routes.source({ number: at.number }))).toContain(`href="${page}"`);
    // There is no page for another capture or another source. Nor is there one if the publication does not allow
    // preserved pages, or after the source was hidden again.
    expect([
      await read(routes.keptPage({ ...at, capture: at.capture + 1 })),
      await read(routes.keptPage({ ...at, number: at.number + 1 })),
    ]).toEqual([404, 404]);
    set.replay = false;
    expect([
      await read(page),
      await read(saved),
      (await nobody.text(routes.source({ number: at.number }))).includes(page),
    ]).toEqual([404, 404, false]);
    set.replay = true;
    await show([source], 'desk');
    expect([await read(page), await read(saved)]).toEqual([404, 404]);
    await show([source], 'public');
    // After the source became public again, its preserved page is still not public.
    expect(await read(page)).toBe(404);
    await release();
    await release(editor, '');
    expect([await read(page), await read(saved)]).toEqual([404, 404]);
  });

  it('shows its verdict on the site, its replay at another host on request, and its package byte for byte', async () => {
    const { app, nobody, source, page, saved, show, release } = await kept();
    await show([source], 'public');
    await release();
    const first = await nobody.get(page);
    const text = await first.text();
    for (const part of [
      'Unaltered. Nothing has changed since The Paper signed it.',
      'replay.test',
      `${page}?open=1`,
      saved,
    ])
      expect(text).toContain(part);
    expect([
      text.includes('<iframe'),
      first.headers.get('content-security-policy')!.includes('replay.test'),
      first.headers.get('set-cookie'),
    ]).toEqual([false, false, null]);
    const asked = await nobody.get(`${page}?open=1`);
    expect(
      ['cache-control', 'referrer-policy', 'location', 'set-cookie'].map((name) => asked.headers.get(name)),
    ).toEqual(['no-store', 'no-referrer', expect.stringMatching(/^http:\/\/replay\.test\/show\/.*\?lang=en$/), null]);
    const bytes = new Uint8Array(await (await nobody.get(saved)).arrayBuffer());
    expect([
      (await verifyPackage(bytes, await ownTrust(app.config.dataDir))).verdict,
      text.includes(sha256Hex(bytes)),
    ]).toEqual(['sealed', true]);
    await writeFile(
      join(app.config.dataDir, 'blobs', blobPath(sha256Hex(bytes))),
      Buffer.concat([bytes, Buffer.from('x')]),
    );
    const harmed = await nobody.text(`${page}?open=1`);
    expect([
      harmed.includes('was changed or damaged'),
      harmed.includes('?open=1'),
      harmed.includes(saved),
      harmed.includes('They took the computer'),
      (await nobody.get(saved)).status,
    ]).toEqual([true, false, false, false, 404]);
  });

  it('shows its text, in which the words are marked that public claims cite, each with an anchor for its note', async () => {
    const { app, nobody, editor, source, capture, page, show, release } = await kept();
    const text = 'They took the computer of Saule Omarova.';
    const cited = (exact: string, visibility: 'public' | 'desk') => ({
      case: '#c',
      wording: exact,
      kind: 'quotation' as const,
      mode: 'stated' as const,
      chain: [{ verb: 'said', asWritten: 'a witness' }],
      support: {
        kind: 'passage' as const,
        capture,
        start: text.indexOf(exact),
        end: text.indexOf(exact) + exact.length,
      },
      checked: true,
      visibility,
    });
    const { claims } = await run(app, file, editor.principal, {
      cases: [{ key: 'c', title: 'The search' }],
      claims: [
        cited('They took the computer', 'public'),
        cited('the computer of Saule', 'public'),
        cited('Saule Omarova.', 'desk'),
      ],
    });
    await show([source], 'public');
    await release();
    const html = await nobody.text(page);
    const [one, two, hidden] = claims.map((ref) => `claim-${parseRef(ref)!.number}`);
    expect(html).toContain(
      `<mark><span id="${one}"></span><span id="${two}"></span>They took the computer of Saule</mark> Omarova.`,
    );
    expect(html).not.toContain(hidden);
    expect(await nobody.text(routes.claim({ number: parseRef(claims[0]!)!.number }))).toContain(
      `href="${page}#${one}"`,
    );
  });

  it('is verified once, compared with its hash at each request, and never read into memory as a whole', async () => {
    const { app, nobody, editor, source, at, page, saved, show, release } = await kept();
    await show([source], 'public');
    await release();
    const { blobs } = app;
    const used = { gets: 0, streams: 0, open: 0, most: 0 };
    app.blobs = {
      ...blobs,
      get: (sha256) => (used.gets++, blobs.get(sha256)),
      async *stream(sha256, range) {
        used.streams++;
        used.most = Math.max(used.most, ++used.open);
        try {
          yield* blobs.stream(sha256, range);
        } finally {
          used.open--;
        }
      },
    };
    const pages = (count: number, address: string, by = nobody) =>
      Promise.all(Array.from({ length: count }, async (_, n) => (await by.get(`${address}?x=${n}`)).status));
    expect(await pages(20, page)).toEqual(Array(20).fill(200));
    // At most two streams are open: one compares the hash, and one verifies the package.
    expect([used.gets, used.most <= 2]).toEqual([0, true]);
    used.streams = 0;
    for (const address of [page, `${page}?open=1`]) await nobody.get(address);
    for (const address of [routes.desk.capturePackage(at), routes.desk.capturePackage(at, { open: true })])
      await editor.get(address);
    expect(used.streams).toBe(4);
    expect(await pages(20, routes.desk.capturePackage(at), editor)).toEqual(Array(20).fill(200));
    for (const [by, address] of [
      [nobody, saved],
      [editor, routes.desk.capturePackageFile(at)],
    ] as const)
      expect((await (await by.get(address)).arrayBuffer()).byteLength).toBeGreaterThan(1000);
    expect([used.gets, used.open, used.most <= 2]).toEqual([0, 0, true]);
    // With other keys, the installation does not know the signer (`sealed_unknown`).
    const other = { ...app, config: { ...app.config, dataDir: await mkdtemp(join(tmpdir(), 'kronika-other-')) } };
    const { id } = await findCapture(app.db.read, at);
    expect([(await reportPackage(app, id)).report?.verdict, (await reportPackage(other, id)).report?.verdict]).toEqual([
      'sealed',
      'sealed_unknown',
    ]);
  });

  it('is closed by a redaction until an editor makes it public again, then without the parts that name the person', async () => {
    const { app, nobody, editor, source, page, saved, show, release, read } = await kept();
    await show([source], 'public');
    await release();
    expect(await read(page)).toBe(200);
    const { actors } = await run(app, file, editor.principal, {
      actors: [{ kind: 'person', names: [{ text: 'Dina Sarsenova', language: 'en' }] }],
    });
    await redactPerson(
      app,
      editor.principal,
      { actor: actors[0]!, ground: 'The person asked for it under the law.' },
      stripPackage,
    );
    expect([await read(page), await read(saved)]).toEqual([404, 404]);
    await release();
    const text = await nobody.text(page);
    expect(text).toContain('2 parts were removed because a person was redacted.');
    expect(text).not.toContain('asked for it');
    expect(text).not.toContain('Dina Sarsenova');
    expect(
      await verifyPackage(
        new Uint8Array(await (await nobody.get(saved)).arrayBuffer()),
        await ownTrust(app.config.dataDir),
      ),
    ).toMatchObject({ verdict: 'sealed', counts: { answers: 1 } });
  });
});
