import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { listEntries } from '../../../accounts/security-log/read-log.ts';
import { unwrapIdentity } from '../../../accounts/secrets.ts';
import { addCapture } from '../../../drafting/store/add-page.ts';
import { closeServers, webServer } from '../../../evidence/fetch/fetch-servers.factory.ts';
import { ownTrust } from '../../../evidence/package/signature/own-trust.ts';
import { restoreBytes } from '../../../evidence/package/restore-bytes.ts';
import { stripPackage } from '../../../evidence/package/strip-package.ts';
import { verifyPackage } from '../../../evidence/package/verify-package.ts';
import { makeDailyRoot } from '../../../evidence/log/make-daily-hash.ts';
import { checkProof } from '../../../evidence/log/check-proof.ts';
import { blobPath, sha256Hex } from '../../../platform/storage/blobs.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { parseRef } from '../../../record/refs.ts';
import { sealThing, unseal } from '../../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../../record/testing/recovery-key.ts';
import { routes } from '../../routes.ts';
import { deskOn, password } from '../../testing/desk.ts';

afterAll(closeServers);

onOneDatabase('the evidence packages of captures', (db) => {
  /** Adds a page to the desk. `hidden` occurs only in a header of the page's first redirect, not in its text. */
  async function broughtIn(words: string, hidden = '') {
    const desk = deskOn(db());
    const port = await webServer((request, response) => {
      if (request.url === '/old')
        response.writeHead(302, { location: '/story', ...(hidden ? { 'x-note': hidden } : {}) }).end();
      else
        response
          .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
          .end(gzipSync(`<title>The search</title><p>${words}</p>`));
    });
    Object.assign(desk.app.config, { allowPrivate: ['127.0.0.1'] });
    const client = await desk.join('editor');
    const bring = () => addCapture(desk.app, client.principal, { url: `http://127.0.0.1:${port}/old` });
    const kept = await bring();
    const at = { number: parseRef(kept.source)!.number, capture: parseRef(kept.capture)!.number };
    const bytes = async () =>
      new Uint8Array(await (await client.get(routes.desk.capturePackageFile(at))).arrayBuffer());
    const isOnDisk = async (sha256: string) => (await desk.app.blobs.get(sha256)) !== null;
    return { ...desk, client, bring, kept, at, bytes, isOnDisk };
  }

  it('are created with every capture, are valid, can be downloaded, and are included in a daily hash', async () => {
    const { app, web, client, at, bytes, bring, nobody } = await broughtIn('They took every computer.');
    expect(await client.text(routes.desk.capture(at))).toContain(`href="${routes.desk.capturePackage(at)}"`);
    const shown = await client.text(routes.desk.capturePackage(at));
    for (const part of [
      'SEALED AND UNALTERED. Signed by the trusted key',
      '2 of them responses of the server',
      'No timestamp authority has confirmed when the package was created',
      routes.desk.capturePackageFile(at),
    ])
      expect(shown).toContain(part);
    const saved = await bytes();
    expect(shown).toContain(sha256Hex(saved));
    expect(await verifyPackage(saved, await ownTrust(app.config.dataDir))).toMatchObject({
      verdict: 'sealed',
      counts: { answers: 2 },
    });
    for (const address of [routes.desk.capturePackage(at), routes.desk.capturePackageFile(at)])
      expect((await nobody.get(address)).status).toBe(303);

    const { token } = await run(app, createToken, client.principal, {
      name: 'a reader',
      scopes: ['read:desk'],
      days: 30,
    });
    const ask = (path: string) =>
      Promise.resolve(
        web.request(`/api/v1/captures/${at.capture}${path}`, { headers: { authorization: `Bearer ${token}` } }),
      );
    expect(await (await ask('')).json()).toMatchObject({
      number: at.capture,
      source: `source/${at.number}`,
      package: { sha256: sha256Hex(saved), verdict: { verdict: 'sealed', exit: 0, seal: 'good', timestamp: 'absent' } },
    });
    const answer = await ask('/package');
    expect([answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer()).equals(saved)]).toEqual([
      'application/wacz',
      true,
    ]);
    expect((await web.request(`/api/v1/captures/${at.capture}/package`)).status).toBe(401);

    // After the end of its day, a daily hash includes the capture, with a proof of inclusion.
    expect(await client.text(routes.desk.roots())).toContain('No daily hash yet');
    expect([
      (await client.get(routes.desk.captureProof(at))).status,
      shown.includes('The day has not ended yet'),
    ]).toEqual([404, true]);
    await run(app, makeDailyRoot, systemPrincipal, { through: new Date('2018-05-23T00:00:00Z') });
    const trust = await ownTrust(app.config.dataDir);
    const { bytes_sha256: hash } = await db()
      .read.selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select('bytes_sha256')
      .where('thing.number', '=', at.capture)
      .executeTakeFirstOrThrow();
    for (const [query, sha256, page] of [
      [{}, sha256Hex(saved), routes.desk.capturePackage(at)],
      [{ of: 'bytes' }, hash, routes.desk.capture(at)],
    ] as const) {
      expect(await client.text(page)).toContain(`href="${routes.desk.captureProof(at, query)}"`);
      expect(await checkProof(await client.text(routes.desk.captureProof(at, query)), sha256, trust)).toMatchObject({
        exit: 0,
        // The hashes of the day: the hash of the bytes, of the package, and of the security log's last entry.
        about: { count: 3 },
      });
    }
    const roots = await client.text(routes.desk.roots());
    for (const part of ['covers 3 preserved files', 'KRONIKA_TIMESTAMP', 'Not timestamped'])
      expect(roots).toContain(part);
    expect(
      await (await client.get(routes.desk.rootFile({ number: Number(/roots\/(\d+)\/root/.exec(roots)![1]) }))).json(),
    ).toMatchObject({ kind: 'Kronika root', timestamps: [] });

    // The same page is added again. The first capture keeps its package, and no second package is stored.
    const [known, { rows }] = [
      await bring(),
      await db().executeSql(
        `select sha256 from held_file where size > 0 and thing_id = (select id from thing where kind = 'capture' and number = ${at.capture})`,
      ),
    ];
    expect([known.known, rows]).toEqual([true, [{ sha256: sha256Hex(saved) }]]);
  });

  it('are deleted if a person they name is redacted, even if the text never had the name', async () => {
    const { app, client, at, bytes, isOnDisk } = await broughtIn('They took every phone.', 'for Zarina Akhmetova');
    const other = await broughtIn('They took every camera.');
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Zarina Akhmetova', language: 'en' }] }],
    });
    const [saved, others] = [sha256Hex(await bytes()), sha256Hex(await other.bytes())];
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'The person asked for it under the law.' });
    expect([await isOnDisk(saved), await other.isOnDisk(others)]).toEqual([false, true]);
    const shown = await client.text(routes.desk.capture(at));
    expect(shown).toContain('redacted');
    expect(shown).not.toContain(routes.desk.capturePackage(at));
    expect((await client.get(routes.desk.capturePackageFile(at))).status).toBe(410);
  });

  it('lose the parts that name a redacted person, and list them, if the page’s own text does not have the name', async () => {
    const { app, client, at, bytes, isOnDisk } = await broughtIn('They took every lamp.', 'for Dina Sarsenova');
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Dina Sarsenova', language: 'en' }] }],
    });
    const saved = sha256Hex(await bytes());
    await redactPerson(
      app,
      editor,
      { actor: actors[0]!, ground: 'The person asked for it under the law.' },
      stripPackage,
    );
    const left = await bytes();
    expect([await isOnDisk(saved), await isOnDisk(sha256Hex(left))]).toEqual([false, true]);
    expect(await verifyPackage(left, await ownTrust(app.config.dataDir))).toMatchObject({
      verdict: 'sealed',
      counts: { answers: 1 },
      redactions: [{ before: saved, records: [{ type: 'response' }, { type: 'request' }] }],
    });
    const shown = await client.text(routes.desk.capturePackage(at));
    for (const part of ['2 records removed', 'The person asked for it under the law.', saved])
      expect(shown).toContain(part);
    const { rows } = await db().executeSql(
      `select action from change where action = 'redacted' and thing_id = (select id from thing where kind = 'capture' and number = ${at.capture})`,
    );
    expect(rows).toEqual([{ action: 'redacted' }]);
  });

  it('are reported as altered or missing if their stored bytes are, and are restored from the same bytes only', async () => {
    const { app, web, client, at, bytes } = await broughtIn('They took every recorder.');
    const saved = await bytes();
    const name = sha256Hex(saved);
    const path = join(app.config.dataDir, 'blobs', blobPath(name));
    const altered = Buffer.from(saved);
    altered[altered.length - 1]! ^= 1;
    const { token } = await run(app, createToken, client.principal, {
      name: 'a reader',
      scopes: ['read:desk'],
      days: 30,
    });
    const ask = async (place: string) =>
      (
        await web.request(`/api/v1/captures/${at.capture}${place}`, { headers: { authorization: `Bearer ${token}` } })
      ).json() as Promise<{ code?: string; package: object }>;
    for (const [code, words, harm] of [
      ['blob_damaged', 'has been altered or damaged', () => writeFile(path, altered)],
      ['blob_missing', 'is missing. Restore it', () => rm(path)],
    ] as const) {
      await harm();
      const shown = await client.text(routes.desk.capturePackage(at));
      for (const part of ['Checked just now', words, name, routes.desk.captureRestore(at)])
        expect(shown).toContain(part);
      expect(shown).not.toContain(routes.desk.capturePackageFile(at));
      expect([(await ask('')).package, (await ask('/package')).code]).toEqual([
        expect.objectContaining({ verdict: null, failure: code }),
        code,
      ]);
      expect((await client.get(routes.desk.capturePackageFile(at))).status).toBe(500);
      // Redacting another person still works, although these bytes are altered or missing.
      const { actors } = await run(app, file, editor, {
        actors: [{ kind: 'person', names: [{ text: `Nurlan ${code}`, language: 'en' }] }],
      });
      await redactPerson(
        app,
        editor,
        { actor: actors[0]!, ground: 'The person asked for it under the law.' },
        stripPackage,
      );
      await expect(
        run(app, restoreBytes, client.principal, {
          capture: `capture/${at.capture}`,
          bytes: new Uint8Array(altered),
        }),
      ).rejects.toMatchObject({ fields: [{ message: 'evidence.restore.other' }] });
      await run(app, restoreBytes, client.principal, { capture: `capture/${at.capture}`, bytes: saved });
      expect(await client.text(routes.desk.capturePackage(at))).toContain(
        'SEALED AND UNALTERED. Signed by the trusted key',
      );
    }
  });

  it('are intact, but the capture’s page says that the captured bytes were altered, until they are restored', async () => {
    const { app, client, at } = await broughtIn('They took every pen.');
    const { bytes_sha256: name } = await db()
      .read.selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select('bytes_sha256')
      .where('thing.number', '=', at.capture)
      .where('thing.kind', '=', 'capture')
      .executeTakeFirstOrThrow();
    const bytes = (await app.blobs.get(name))!;
    expect(await client.text(routes.desk.capture(at))).not.toContain('has been altered or damaged');
    await writeFile(join(app.config.dataDir, 'blobs', blobPath(name)), 'They took every pencil.');
    const shown = await client.text(routes.desk.capture(at));
    for (const part of ['has been altered or damaged', routes.desk.captureRestore(at), 'They took every pen.'])
      expect(shown).toContain(part);
    await run(app, restoreBytes, client.principal, {
      capture: `capture/${at.capture}`,
      bytes: new Uint8Array(bytes),
    });
    expect(await client.text(routes.desk.capture(at))).not.toContain('has been altered or damaged');
  });

  it('are sealed and opened with their capture', async () => {
    const { app, client, kept, bytes, isOnDisk } = await broughtIn('They took every notebook.');
    const saved = await bytes();
    await haveRecoveryKey(app);
    await sealThing(app, client.principal, { thing: kept.capture, for: [client.accountId] });
    expect(await isOnDisk(sha256Hex(saved))).toBe(false);
    const { seal_identity: wrapped } = await db()
      .read.selectFrom('account')
      .select('seal_identity')
      .where('id', '=', client.accountId)
      .executeTakeFirstOrThrow();
    await run(app, unseal, client.principal, {
      thing: kept.capture,
      identity: (await unwrapIdentity(wrapped!, password))!,
    });
    expect(Buffer.from(await bytes()).equals(saved)).toBe(true);
  });

  it('are noted in the security log when they are downloaded, once a day for each person', async () => {
    const { client, bytes, join } = await broughtIn('They took a lamp.');
    const exports = async () =>
      (await listEntries(db().read, { limit: 100, offset: 0 })).rows.flatMap(({ event, by }) =>
        event === 'exported' ? [by] : [],
      );
    const before = await exports();
    expect((await bytes()).length).toBeGreaterThan(0);
    await bytes();
    expect(await exports()).toEqual([client.accountId, ...before]);
    const other = await join('monitor');
    expect((await other.get(routes.desk.capturePackageFile({ number: 8_888, capture: 8_888 }))).status).toBe(404);
    expect(await exports()).toEqual([client.accountId, ...before]);
  });
});
