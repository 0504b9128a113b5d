import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { packageInBrowser } from '../src/evidence/browser/package-browser.ts';
import { newsPage } from '../src/evidence/browser/pages.factory.ts';
import { closeServers, webServer } from '../src/evidence/fetch-servers.factory.ts';
import { readIndexes } from '../src/evidence/package/cdxj.ts';
import { ownTrust } from '../src/evidence/package/own-trust.ts';
import { verifyPackage } from '../src/evidence/package/verify-package.ts';
import { readConfig } from '../src/platform/config.ts';
import { readZip } from '../src/platform/unzip.ts';

const pictures = 3;
/** Signs of script: as much of a page of news as its pictures, and more. */
const script = 2_100_000;
const words = 'article reader window document function return consent banner layout image headline query track cookie module loader'.split(' ');

/** A picture that packs as photos do: patches of colour that run into each other. */
const photo = async (): Promise<Buffer> => {
  const patches = await sharp(randomBytes(90 * 60 * 3), { raw: { width: 90, height: 60, channels: 3 } }).resize(1350, 900, { kernel: 'cubic' }).raw().toBuffer();
  return sharp(patches, { raw: { width: 1350, height: 900, channels: 3 } }).jpeg({ quality: 88 }).toBuffer();
};

function scriptOf(length: number): string {
  let text = '';
  for (let index = 0; text.length < length; index++) text += `function ${words[index % words.length]}${index}(${words[(index * 7) % words.length]}) { return "${words[(index * 3) % words.length]} ${index * 7919}"; }\n`;
  return text;
}

/**
 * Captures a local page of 2.8 MB by a browser: redirect, gzip, styles that import styles, lazy pictures and sizes, frames,
 * JSON, POST, ranges, a 404; beside `wget --warc` of the same page, where that is installed. TIMES=3 captures one by one,
 * then MANY=8, two at once.
 */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = { ...readConfig({ KRONIKA_DATA: folder }), allowPrivate: ['127.0.0.1', 'localhost'] };
  const news = await newsPage();
  const photos = await Promise.all(Array.from({ length: pictures }, photo));
  const code = scriptOf(script);
  const size = photos.reduce((sum, one) => sum + one.length, code.length);
  const port = await webServer((request, response) => {
    const picture = /^\/picture\/(\d+)\.jpg$/.exec(request.url!);
    if (picture) return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(photos[Number(picture[1])]);
    if (request.url === '/page.js') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Pictures</title><h1>Pictures</h1><script src="/page.js"></script><iframe src="${news.address}"></iframe>${photos.map((_, index) => `<img src="/picture/${index}.jpg" alt="">`).join('')}`);
  });
  const address = `http://127.0.0.1:${port}/`;
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
    const began = performance.now();
    const report = await verifyPackage(bytes, await ownTrust(folder));
    const verifying = performance.now() - began;
    const index = new Set(readIndexes(await readZip(bytes)).map((line) => line.url));
    const asked = [...new Set(news.asked.map((line) => line.split(' ')[1]!))].filter((path) => path !== '/robots.txt' && path !== '/favicon.ico');
    const kept = new Set([...index].filter((url) => url.startsWith('http')).map((url) => new URL(url).pathname + new URL(url).search));
    const missing = asked.filter((path) => !kept.has(path));
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
    console.log(`a page of ${(size / 1e6).toFixed(1)} MB and a frame with ${asked.length} addresses`);
    console.log(`  captured:  ${(median / 1000).toFixed(1)} s, ${exchanges} exchanges, ${(bytes.length / 1e6).toFixed(2)} MB${incomplete.length ? `, incomplete: ${incomplete.join(', ')}` : ''}; not in its index: ${missing.length ? missing.join(' ') : 'nothing'}`);
    console.log(`  verified:  ${verifying.toFixed(0)} ms (status ${report.exit})`);
    const many = Number(process.env.MANY ?? 8);
    const start = performance.now();
    await Promise.all([0, 1].map(async (from) => {
      for (let index = from; index < many; index += 2) await take();
    }));
    console.log(`  two at once:  ${((many * 60_000) / (performance.now() - start)).toFixed(0)} a minute`);
    await besideWget(folder, address, median, bytes.length);
  } finally {
    await closeServers();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function besideWget(folder: string, address: string, ours: number, ourBytes: number): Promise<void> {
  const cwd = mkdtempSync(join(folder, 'wget-'));
  const began = performance.now();
  try {
    await promisify(execFile)('wget', ['--quiet', '--page-requisites', '--span-hosts', '--recursive', '--level=1', '--domains=127.0.0.1,localhost', '--warc-file=kept', address], { cwd });
  } catch (error) {
    // Status 8: some address answered with an error, as one here does.
    if ((error as { code?: unknown }).code === 'ENOENT') return console.log('  wget --warc: not installed');
    if ((error as { code?: unknown }).code !== 8) throw error;
  }
  const ms = performance.now() - began;
  const size = readdirSync(cwd).filter((name) => name.endsWith('.warc.gz')).reduce((sum, name) => sum + statSync(join(cwd, name)).size, 0);
  console.log(`  wget --warc:  ${(ms / 1000).toFixed(1)} s, ${(size / 1e6).toFixed(2)} MB, no scripts run (ours: ${(ours / ms).toFixed(1)} times as long, ${(ourBytes / size).toFixed(2)} times the size)`);
}
