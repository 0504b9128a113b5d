import { createHash, X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findChromium } from '../../platform/browser/find-chromium.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { authority } from '../fetch/certificates.factory.ts';
import { closeServers, tlsServer } from '../fetch/fetch-servers.factory.ts';
import { captureInBrowser } from './capture-browser.ts';

const names = authority(join(tempDir(), 'names'));
const certificates = {
  'press.test': names.issue('press.test'),
  'pictures.test': names.issue('pictures.test'),
  'late.test': names.issue('late.test', { at: ['20200101000000Z', '20200201000000Z'] }),
};
const around = {
  allowPrivate: Object.keys(certificates),
  resolve: () => Promise.resolve(['127.0.0.1']),
  ca: names.root,
};

let browser = '';
beforeAll(async () => {
  // The browser accepts these certificates and refuses all others, as if it trusted their certificate authority.
  const { path, env } = await findChromium();
  const keys = [certificates['press.test'], certificates['pictures.test']].map(({ chain }) =>
    createHash('sha256')
      .update(new X509Certificate(chain).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'kronika-tls-'));
  chmodSync(folder, 0o755);
  browser = join(folder, 'chromium');
  writeFileSync(
    browser,
    `#!/bin/sh\n${Object.entries(env)
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join('')}exec '${path}' --ignore-certificate-errors-spki-list=${keys.join(',')} "$@"\n`,
    { mode: 0o755 },
  );
});
afterAll(closeServers);

it('stores the certificates of each origin, and loads nothing from one with an invalid certificate', async () => {
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
    'base64',
  );
  const serve = (name: keyof typeof certificates, body: (path: string) => [string, string | Buffer]) =>
    tlsServer({ key: certificates[name].key, cert: certificates[name].chain }, (request, response) => {
      const [type, bytes] = body(request.url!);
      response.writeHead(200, { 'content-type': type }).end(bytes);
    });
  const pictures = await serve('pictures.test', () => ['image/png', picture]);
  const late = await serve('late.test', () => ['image/png', picture]);
  const port = await serve('press.test', (path) =>
    path === '/'
      ? [
          'text/html',
          `<title>The search</title><h1>They took every computer</h1><img src="https://pictures.test:${pictures}/a.png"><img src="https://late.test:${late}/b.png">`,
        ]
      : ['text/plain', ''],
  );
  const got = await captureInBrowser(`https://press.test:${port}/`, { ...around, browser });
  const shown = ([name, at]: readonly [keyof typeof certificates, number], more: readonly string[] = []) => {
    const [leaf, between] = certificates[name].chain
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .map((pem) => new X509Certificate(pem));
    return {
      origin: `https://${name}:${at}`,
      subject: leaf!.subject,
      issuer: leaf!.issuer,
      validTo: leaf!.validTo,
      sha256: leaf!.fingerprint256.replaceAll(':', '').toLowerCase(),
      chain: [leaf!.toString(), between!.toString(), ...more],
    };
  };
  const about = JSON.parse(Buffer.from(got.resources.at(-1)!.body).toString()) as typeof got.about;
  expect(about.certificates).toMatchObject([
    { ...shown(['press.test', port]), shownTo: 'browser', problem: null },
    { ...shown(['late.test', late], [names.root]), shownTo: 'us', problem: 'CERT_HAS_EXPIRED' },
    { ...shown(['pictures.test', pictures]), shownTo: 'browser', problem: null },
  ]);
  expect(got.exchanges.map(({ url }) => new URL(url).hostname)).not.toContain('late.test');
  expect(about.failed).toContainEqual({
    url: `https://late.test:${late}/b.png`,
    method: 'GET',
    reason: expect.stringMatching(/^net::ERR_CERT_/) as string,
  });
  // A page with an invalid certificate is not captured, and the reason is given.
  for (const [address, ca, rule] of [
    [`https://late.test:${late}/`, names.root, 'CERT_HAS_EXPIRED'],
    [`https://press.test:${port}/`, undefined, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ] as const)
    await expect(captureInBrowser(address, { ...around, ca, browser })).rejects.toMatchObject({
      code: 'fetch_tls',
      details: { rule },
    });
});
