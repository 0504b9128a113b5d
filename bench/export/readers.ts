import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExportFile } from '../../src/exchange/export/open-export.ts';
import { findSite } from '../attack/site.ts';
import { addressOf, Attackers } from '../attack/client.ts';
import { inDataFolder } from '../attack/fill.ts';
import { PageReader } from '../attack/reader.ts';
import { serve } from '../attack/server.ts';
import { fillCases } from './fill.ts';
import { machine } from '../measure/numbers.ts';

const goal = 250;
/** Each result is measured for at least this many seconds. A small export is downloaded repeatedly. */
const minSeconds = 45;

/** How long the loads of one page took, in milliseconds. */
type Times = { cached: number[]; rendered: number[] };
type Result = { name: string; times: Times; bytes: number; downloads: number; seconds: number };

/**
 * Serves a record with this many cases (embedded database) and downloads each file. Meanwhile, an article is loaded
 * from the page cache every 100 ms, and rendered every 500 ms. Prints the median and p99 of these loads, also as
 * multiples of the times without a download.
 * @param script the script of this process, which calls `readInWorker`
 */
export async function withReaders(script: string, files: readonly ExportFile[], cases: number): Promise<void> {
  const data = process.env.DATA ?? mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  // The first start creates the sample data, which has the article.
  await (await serve(data)).stop();
  await inDataFolder(data, async (app) => {
    const { count } = await app.db.read
      .selectFrom('case')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (Number(count) < cases) await fillCases(app, cases);
  });
  const server = await serve(data);
  const readers: PageReader[] = [];
  try {
    if (!(await server.idle())) throw new Error('The server is busy without a reader.');
    const path = (await findSite(new Attackers(server.port))).article;
    const [cached, rendered] = [false, true].map(
      (uncached) => new PageReader(script, { port: server.port, path, uncached }),
    );
    readers.push(cached!, rendered!);
    const take = async (): Promise<Times> => {
      const loads = await Promise.all(readers.map((reader) => reader.take(1)));
      if (loads.some(({ failed }) => failed)) throw new Error('A reader did not get the article.');
      return { cached: loads[0]!.times, rendered: loads[1]!.times };
    };
    const during = async (name: string, work: () => Promise<number>): Promise<Result> => {
      const result: Result = { name, times: { cached: [], rendered: [] }, bytes: 0, downloads: 0, seconds: 0 };
      await take();
      for (const began = performance.now(); performance.now() - began < minSeconds * 1000;) {
        const start = performance.now();
        result.bytes = await work();
        result.seconds += (performance.now() - start) / 1000;
        result.downloads++;
        const times = await take();
        result.times.cached.push(...times.cached);
        result.times.rendered.push(...times.rendered);
      }
      return result;
    };
    const nothing = (): Promise<number> => pause(5_000, 0);
    // The first loads warm up.
    await nothing();
    console.log(
      `embedded, ${cases.toLocaleString('en')} cases with ${(cases * 10).toLocaleString('en')} claims, ${machine()}`,
    );
    const quiet = await during('no export', nothing);
    show(quiet, quiet);
    for (const [number, file] of files.entries()) {
      let turn = 0;
      // Each download has a different IP address, so that no download reaches the request limit.
      const once = (): Promise<number> =>
        download(server.port, `/export/${file}`, addressOf(number * 100 + (turn++ % 100)));
      show(await during(file, once), quiet);
    }
    show(await during('no export, at the end', nothing), quiet);
    console.log(`memory of the server: ${server.memory.ownPeak()} MB at most`);
  } finally {
    for (const reader of readers) await reader.end();
    await server.stop();
    if (!process.env.DATA) rmSync(data, { recursive: true, force: true });
  }
}

function show({ name, times, bytes, downloads, seconds }: Result, quiet: Result): void {
  const pages = (['cached', 'rendered'] as const).map((page) => {
    const [own, usual] = [times[page], quiet.times[page]];
    const compared = (part: number): string =>
      `${at(own, part).toFixed(0)} ms (× ${(at(own, part) / at(usual, part)).toFixed(1)})`;
    return `${page}: median ${compared(0.5)}, p99 ${compared(0.99)}${at(own, 0.99) > goal ? ' ABOVE THE GOAL' : ''}, longest ${at(own, 1).toFixed(0)} ms`;
  });
  const file = bytes ? `${(seconds / downloads).toFixed(1)} s, ${(bytes / 1e6).toFixed(1)} MB` : '';
  console.log(`  ${name.padEnd(24)} ${file.padStart(18)} | ${pages.join(' | ')}`);
}

const at = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(times.length * part) - 1)] ?? 0;

/** Downloads a file as a browser does, and returns how many bytes were sent. */
function download(port: number, path: string, localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip, deflate, br' };
    http
      .get({ host: '127.0.0.1', localAddress, port, path, headers, agent: false }, (response) => {
        let bytes = 0;
        if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.on('end', () => resolve(bytes));
        response.on('error', reject);
      })
      .on('error', reject);
  });
}
