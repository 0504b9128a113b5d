import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { closeServers, webServer } from '../evidence/fetch/fetch-servers.factory.ts';
import { signRoot, writeProof } from '../evidence/log/proof.ts';
import { rootOf, stepsTo } from '../evidence/log/tree.ts';
import { sha256Hex } from '../platform/storage/blobs.ts';
import { publicKeyPem, SigningKeys } from '../platform/signing/signing-keys.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, useKronika } from './testing/kronika.ts';

useKronika();
afterAll(closeServers);
const folder = tempDir();
const here = { KRONIKA_DATA: join(folder, 'data'), KRONIKA_ALLOW_PRIVATE: '127.0.0.1' };
const elsewhere = { KRONIKA_DATA: join(folder, 'none') };

it('creates a package without an account or a database, and tells the verifier what the package proves', async () => {
  const port = await webServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<title>The search</title><p>They took every computer.</p>'),
  );
  const page = `http://127.0.0.1:${port}/story`;
  const file = join(folder, 'page.wacz');
  const packed = await kronikaDone(['capture', '--out', file, page], here);
  expect(packed).toMatchObject({ status: 0, stdout: expect.stringContaining('KRONIKA_TIMESTAMP') });

  const own = await kronikaDone(['verify', file], here);
  expect(own.status).toBe(0);
  expect(own.stdout).toContain(page);
  const strange = await kronikaDone(['verify', file, '--json'], elsewhere);
  const report = JSON.parse(strange.stdout) as { exit: number; sealedBy: string; seal: string };
  expect(strange.status).toBe(3);
  expect(report).toMatchObject({ exit: 3, seal: 'unknown' });
  // A verifier who got the key through another channel can pass it, as digits or as a file.
  writeFileSync(join(folder, 'newsroom.pem'), publicKeyPem(report.sealedBy));
  for (const trusted of [report.sealedBy, join(folder, 'newsroom.pem')])
    expect((await kronikaDone(['verify', file, '--trust', trusted], elsewhere)).status, trusted).toBe(0);
  expect((await kronikaDone(['verify', file, '--trust', 'nobody at all'], elsewhere)).status).toBe(2);

  // The proof of inclusion can be in a daily hash of this installation or of an unknown one.
  for (const [name, env, status] of [
    ['own', here, 0],
    ['stranger', { KRONIKA_DATA: join(folder, 'stranger') }, 3],
  ] as const) {
    const hash = { sha256: sha256Hex(readFileSync(file)), salt: name === 'own' ? 'ab'.repeat(16) : null };
    const at = new Date().toISOString();
    const root = signRoot(
      { made: at, through: at, count: 1, root: rootOf([hash]), previous: null },
      await new SigningKeys(env.KRONIKA_DATA).current(new Date()),
    );
    const proof = join(folder, `${name}.proof.json`);
    writeFileSync(proof, writeProof(hash, stepsTo([hash], hash.sha256)!, { ...root, stamps: [] }));
    expect([name, await kronikaDone(['verify', file, '--proof', proof], here)]).toMatchObject([
      name,
      { status, stdout: expect.stringContaining(status ? 'VALID; SIGNER UNKNOWN' : 'PROVEN.') },
    ]);
    expect((await kronikaDone(['verify', proof, '--proof', proof], here)).status).toBe(1);
  }

  const bytes = readFileSync(file);
  const at = bytes.indexOf('They took');
  bytes[at] = 'W'.charCodeAt(0);
  const altered = join(folder, 'altered.wacz');
  writeFileSync(altered, bytes);
  expect(await kronikaDone(['verify', altered], here)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('pages/pages.jsonl'),
  });
  // An existing file is not overwritten.
  expect(await kronikaDone(['capture', '--out', file, page], here)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(file),
  });
  expect((await kronikaDone(['verify', file], here)).status).toBe(0);
});
