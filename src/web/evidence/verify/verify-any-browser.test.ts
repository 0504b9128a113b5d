import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitOf, type Trust } from '../../../evidence/package/check-package.ts';
import { packMembers } from '../../../evidence/package/pack-members.ts';
import {
  alterations,
  exchanges,
  latin,
  ownPackage,
  scoop,
  signedByDomain,
  warcs,
} from '../../../evidence/package/packages.factory.ts';
import { packExchanges } from '../../../evidence/package/pack.ts';
import { requestTimestamps } from '../../../evidence/package/signature/request-timestamp.ts';
import { timestampAuthority } from '../../../evidence/package/signature/timestamp-authority.factory.ts';
import { waczKeyOf } from '../../../evidence/package/signature/wacz-signer.ts';
import { certificatesIn } from '../../../evidence/package/signature/x509.ts';
import { verifyPackage, verifyWarc } from '../../../evidence/package/verify-package.ts';
import { authority } from '../../../evidence/fetch/certificates.factory.ts';
import { closeServers } from '../../../evidence/fetch/fetch-servers.factory.ts';
import { readZip } from '../../../platform/archive/unzip.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { createWeb } from '../../create-web.ts';
import { publicPages } from '../../public-pages.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, inBrowser } from '../../testing/in-browser.ts';
import { testDeps } from '../../testing/test-deps.ts';

const dir = tempDir();
let own: Awaited<ReturnType<typeof ownPackage>>;
/** What the page trusts, for the check in Node. */
let trust: Trust;
beforeAll(async () => {
  own = await ownPackage(dir);
  const waczKey = await waczKeyOf(join(dir, 'own'));
  trust = {
    keys: own.trust.keys,
    waczKeys: new Set([waczKey!]),
    roots: rootCertificates.flatMap(certificatesIn),
    now: new Date(),
  };
});
afterAll(closeServers);

/** Requests that reached the site. */
const asked: string[] = [];
const stage = inBrowser(async (assets) => {
  const web = createWeb(testDeps({ assets: assets.folder, env: { KRONIKA_DATA: join(dir, 'own') } }), [publicPages]);
  const fetch: typeof web.fetch = (request, ...rest) => {
    asked.push(request.url);
    return web.fetch(request, ...rest);
  };
  return { web: { fetch } };
});
const phone = { viewport: { width: 390, height: 844 } } as const;

type Case = { name: string; bytes: Uint8Array };

/** The report of Node as the command prints it, or the code of its error. */
async function inNode({ name, bytes }: Case): Promise<string> {
  const kind = name.endsWith('.wacz') ? 'package' : 'warc';
  try {
    const report = kind === 'warc' ? await verifyWarc(bytes) : await verifyPackage(bytes, trust);
    return JSON.stringify({ ...report, exit: exitOf(report.verdict), kind, path: name }, null, 2);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** The reports of the page's worker. */
const inWorker = (page: Page, cases: readonly Case[]): Promise<string[]> =>
  page.evaluate(
    async (files) => {
      const root = document.querySelector<HTMLElement>('[data-verify]')!;
      const given = JSON.parse(root.dataset['verify']!) as object;
      const worker = new Worker(root.querySelector<HTMLAnchorElement>('[data-part="worker"]')!.href);
      const found: string[] = [];
      for (const [name, text] of files) {
        const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
        found.push(
          await new Promise<string>((resolve, reject) => {
            worker.addEventListener('error', (event) => reject(new Error(`${name}: ${event.message}`)));
            worker.addEventListener('message', function hear({ data }) {
              if (data.state === 'progress') return;
              worker.removeEventListener('message', hear);
              resolve(data.state === 'done' ? data.result.json : data.code);
            });
            worker.postMessage({ ...given, act: 'check', name, file: new Blob([bytes]) });
          }),
        );
      }
      worker.terminate();
      return found;
    },
    cases.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')] as const),
  );

async function expectSame(cases: readonly Case[]): Promise<string[]> {
  const expected: string[] = [];
  for (const one of cases) expected.push(await inNode(one));
  await stage.open(routes.verify(), phone, async (page) => {
    const found = await inWorker(page, cases);
    expect(found.map((one, index) => [index, cases[index]!.name, one])).toEqual(
      expected.map((one, index) => [index, cases[index]!.name, one]),
    );
  });
  return expected.map((one) => (one.startsWith('{') ? (JSON.parse(one) as { verdict: string }).verdict : one));
}

describe('the check in the browser has the same report as the check in Node', () => {
  it('of WARC files', async () => {
    const found = await expectSame(
      warcs.map(([, , file], index) => ({
        name: `${index}.warc`,
        bytes: typeof file === 'string' ? latin(file) : file,
      })),
    );
    expect(found).toEqual(warcs.map(([, verdict]) => verdict));
  });

  it('of packages that were altered', async () => {
    const members = await readZip(own.whole);
    const other = await readZip(
      await packExchanges({ ...own.packing, exchanges: exchanges.slice(1), made: '2018-05-23T10:00:00.000Z' }),
    );
    const sample = fc.sample(alterations({ ...own, members, other }), 150);
    const cases: Case[] = [];
    for (const { name, file } of sample) cases.push({ name: `${name}.wacz`, bytes: await file() });
    const found = new Set(await expectSame(cases));
    expect([...found]).toEqual(expect.arrayContaining(['altered', 'unreadable', 'sealed_unknown']));
  });

  it('of packages by us and by others, with certificates and timestamps, and of an archive that unpacks to too much', async () => {
    const names = authority(join(dir, 'names'));
    const { address } = await timestampAuthority(join(dir, 'authority'));
    const stamped = await packExchanges({
      ...own.packing,
      stamp: async (bytes) =>
        (await requestTimestamps([address], bytes)).flatMap((one) => ('token' in one ? [one.token] : [])),
    });
    const members = await readZip(own.whole);
    const unsealed = await packMembers(members.filter(({ path }) => !path.startsWith('kronika/')));
    const broken = Uint8Array.from(stamped);
    broken[broken.length >> 1]! ^= 1;
    const files: [string, Uint8Array][] = [
      ['sealed', own.whole],
      ['sealed', stamped],
      ['sealed', unsealed],
      ['altered', broken],
      ['consistent', await scoop()],
      ['unreadable', await scoop({ index: { offset: 7 } })],
      ['sealed_unknown', await signedByDomain(own.whole, names.issue('press.test'))],
      ['altered', await signedByDomain(own.whole, names.issue('other.test'))],
    ];
    // The time is read only now, because a certificate is not valid before the second in which it was issued.
    trust.now = new Date();
    const bomb = { name: 'bomb.warc.gz', bytes: gzipSync(Buffer.alloc(70 * 2 ** 20)) };
    const found = await expectSame([...files.map(([, bytes], index) => ({ name: `${index}.wacz`, bytes })), bomb]);
    expect(found).toEqual([...files.map(([verdict]) => verdict), 'archive_too_large']);
  });
});

describe('the page that checks evidence', () => {
  const choose = async (page: Page, name: string, bytes: Uint8Array): Promise<void> => {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    await page.getByLabel('File to check').setInputFiles(path);
  };

  it('says who signed a file, and where it was altered, without the network, and sends nothing', async () => {
    await stage.openAlone(routes.verify(), phone, async (page, context) => {
      await page.getByLabel('File to check').waitFor();
      await context.setOffline(true);
      asked.length = 0;
      await choose(page, 'page.wacz', own.whole);
      await page.getByRole('status').filter({ hasText: 'Result: Signed by Kronika, unaltered' }).waitFor();
      const shown = page.getByRole('region', { name: 'Result' });
      expect(await shown.innerText()).toContain('Kronika publishes this key as its own');
      expect(await shown.getByText(own.key.publicKey).count()).toBe(1);
      expect(await faultsInLooks(page, 'verify-sealed')).toEqual([]);
      const altered = Uint8Array.from(own.whole);
      altered[200]! ^= 1;
      await choose(page, 'altered.wacz', altered);
      await page.getByRole('status').filter({ hasText: 'Result: Altered' }).waitFor();
      expect(await shown.innerText()).toContain('altered: the checksum of datapackage.json is wrong');
      expect(await faultsInLooks(page, 'verify-altered')).toEqual([]);
      await choose(page, 'page.html', latin('<title>No evidence</title>'));
      await page.getByRole('status').filter({ hasText: 'Result: Not readable as WACZ or WARC' }).waitFor();
      expect(asked).toEqual([]);
    });
  });

  it('reads a large file in pieces, with progress, and can be cancelled', async () => {
    await stage.open(routes.verify(), phone, async (page) => {
      await page.getByLabel('File to check').waitFor();
      // The file is cancelled before its first piece was read.
      await page.evaluate(() => {
        const input = document.querySelector<HTMLInputElement>('#verify-file')!;
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(20 * 2 ** 20)], 'large.warc'));
        input.files = data.files;
        input.dispatchEvent(new Event('change'));
        document.querySelector<HTMLButtonElement>('[data-part="cancel"]')!.click();
      });
      await page.getByText('The check was cancelled.').waitFor();
      expect(await page.getByRole('button', { name: 'Cancel the check' }).isVisible()).toBe(false);
      await choose(page, 'page.wacz', own.whole);
      await page.getByRole('status').filter({ hasText: 'Signed by Kronika' }).waitFor();
    });
  });

  it('may connect to no address, and neither may its worker', async () => {
    await stage.open(routes.verify(), phone, async (page) => {
      const work = await page.locator('[data-part="worker"]').getAttribute('href');
      const policyOf = async (path: string): Promise<string> =>
        (await fetch(stage.base() + path)).headers.get('content-security-policy')!;
      expect(await policyOf(routes.verify())).toContain("connect-src 'none'");
      expect(await policyOf(work!)).toBe("default-src 'none'");
      expect(await faultsInLooks(page, 'verify')).toEqual([]);
    });
  });

  // Playwright cannot switch off JavaScript in Firefox.
  const isFirefox = process.env['KRONIKA_TEST_BROWSER'] === 'firefox';
  it.skipIf(isFirefox)('says without JavaScript how else to check a file', async () => {
    const context = await stage.browser().newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(stage.base() + routes.verify());
    expect(await page.locator('main').innerText()).toContain('kronika verify');
    expect(await page.locator('#verify-file').isVisible()).toBe(false);
    await context.close();
  });
});
