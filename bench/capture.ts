import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageInBrowser } from '../src/evidence/browser/package-browser.ts';
import { closeServers } from '../src/evidence/fetch/fetch-servers.factory.ts';
import { indexPath } from '../src/evidence/package/members.ts';
import { nodePrimitives } from '../src/evidence/package/primitives/in-node.ts';
import { readIndex } from '../src/evidence/package/warc/index-read.ts';
import { ownTrust } from '../src/evidence/package/signature/own-trust.ts';
import { verifyPackage } from '../src/evidence/package/verify-package.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { readZip } from '../src/platform/archive/unzip.ts';
import { picturesPage } from './capture/page.ts';

/**
 * Measures how long a browser takes to capture a local page of 2.8 MB, and whether the capture is complete. The page
 * has what is hard to capture: a redirect, compressed responses, styles that import styles, images that are loaded
 * late or in several sizes, frames, requests by scripts, range requests, and a missing file. If `wget` is installed,
 * it also saves the page as a WARC file, for comparison. The page is captured three times in sequence (TIMES=3), then
 * eight times, two at once (MANY=8).
 */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = { ...readConfig({ KRONIKA_DATA: folder }), allowPrivate: ['127.0.0.1', 'localhost'] };
  const { news, address, size } = await picturesPage();
  const take = () => packageInBrowser(address, { ...config, why: null });
  try {
    const times: number[] = [];
    let taken: Awaited<ReturnType<typeof take>> | undefined;
    for (let index = 0; index < Number(process.env.TIMES ?? 3); index++) {
      news.asked.length = 0;
      const began = performance.now();
      taken = await take();
      times.push(performance.now() - began);
    }
    const { bytes, exchanges, incomplete } = taken!;
    const [began, before] = [performance.now(), process.cpuUsage()];
    const report = await verifyPackage(bytes, await ownTrust(folder));
    const verifying = performance.now() - began;
    const { user, system } = process.cpuUsage(before);
    const index = new Set(
      (
        await readIndex(
          (await readZip(bytes)).find(({ path }) => path === indexPath)!,
          nodePrimitives,
        )
      ).map(({ url }) => url),
    );
    const asked = [...new Set(news.asked.map((line) => line.split(' ')[1]!))].filter(
      (path) => path !== '/robots.txt' && path !== '/favicon.ico',
    );
    const kept = new Set(
      [...index].filter((url) => url.startsWith('http')).map((url) => new URL(url).pathname + new URL(url).search),
    );
    const missing = asked.filter((path) => !kept.has(path));
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
    console.log(`a page of ${(size / 1e6).toFixed(1)} MB and a frame with ${asked.length} addresses`);
    console.log(
      `  captured:  ${(median / 1000).toFixed(1)} s, ${exchanges} requests, ${(bytes.length / 1e6).toFixed(2)} MB${incomplete.length ? `, incomplete: ${incomplete.join(', ')}` : ''}; not in the package's index: ${missing.length ? missing.join(' ') : 'nothing'}`,
    );
    console.log(
      `  verified:  ${verifying.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor time (result of the check: ${report.verdict})`,
    );
    const many = Number(process.env.MANY ?? 8);
    const start = performance.now();
    await Promise.all(
      [0, 1].map(async (from) => {
        for (let index = from; index < many; index += 2) await take();
      }),
    );
    console.log(`  two at once:  ${((many * 60_000) / (performance.now() - start)).toFixed(0)} a minute`);
    await compareWithWget(folder, address, median, bytes.length);
  } finally {
    await closeServers();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareWithWget(folder: string, address: string, ours: number, ourBytes: number): Promise<void> {
  const cwd = mkdtempSync(join(folder, 'wget-'));
  const began = performance.now();
  try {
    await promisify(execFile)(
      'wget',
      [
        '--quiet',
        '--page-requisites',
        '--span-hosts',
        '--recursive',
        '--level=1',
        '--domains=127.0.0.1,localhost',
        '--warc-file=kept',
        address,
      ],
      { cwd },
    );
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return console.log('  wget: not installed');
    // With status 8, a server returned an error for a URL. wget has still saved the other files.
    if ((error as { code?: unknown }).code !== 8) throw error;
  }
  const ms = performance.now() - began;
  const size = readdirSync(cwd)
    .filter((name) => name.endsWith('.warc.gz'))
    .reduce((sum, name) => sum + statSync(join(cwd, name)).size, 0);
  console.log(
    `  wget --warc-file:  ${(ms / 1000).toFixed(1)} s, ${(size / 1e6).toFixed(2)} MB, no scripts run (ours: ${(ours / ms).toFixed(1)} times as long, ${(ourBytes / size).toFixed(2)} times the size)`,
  );
}
