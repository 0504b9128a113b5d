import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageInBrowser } from '../src/evidence/browser/package-browser.ts';
import { closeServers } from '../src/evidence/fetch/fetch-servers.factory.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { picturesPage } from './capture/page.ts';

const goal = 3000;

/**
 * Measures how much memory is used while a browser captures a local page of 2.8 MB, alone, and several times at once.
 * AT_ONCE=1,2,4 (default) sets how many captures run in parallel, EACH=2 how many times this is repeated. The memory of
 * this process and its children is measured. Shared memory counts once. Runs on Linux only.
 */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = { ...readConfig({ KRONIKA_DATA: folder }), allowPrivate: ['127.0.0.1', 'localhost'] };
  const { address, size } = await picturesPage();
  const each = Number(process.env.EACH ?? 2);
  try {
    // The first capture is not measured: it also unpacks the browser and loads code.
    await packageInBrowser(address, { ...config, why: null });
    const idle = memory();
    console.log(`a page of ${(size / 1e6).toFixed(1)} MB; before: ${idle.toFixed(0)} MB`);
    let first: number | undefined;
    for (const lanes of (process.env.AT_ONCE ?? '1,2,4').split(',').map(Number)) {
      let peak = 0;
      const watching = setInterval(() => (peak = Math.max(peak, memory())), 150);
      const began = performance.now();
      let incomplete = 0;
      await Promise.all(
        Array.from({ length: lanes }, async () => {
          for (let index = 0; index < each; index++)
            if ((await packageInBrowser(address, { ...config, why: null })).incomplete.length) incomplete++;
        }),
      );
      clearInterval(watching);
      const minutes = (performance.now() - began) / 60_000;
      first ??= peak;
      console.log(
        `  ${lanes} at once:  ${peak.toFixed(0)} MB at most (×${(peak / first).toFixed(1)}${lanes === 4 ? `; goal: under ${goal}` : ''}), ${((lanes * each) / minutes).toFixed(0)} a minute, ${incomplete} incomplete`,
      );
    }
  } finally {
    await closeServers();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Memory of this process and its children in megabytes, where memory that processes share is divided among them. */
function memory(): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = pid ? read(`/proc/${name}/stat`) : '';
    if (stat) parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === process.pid || isOurs(parents.get(pid)));
  let kilobytes = 0;
  for (const pid of parents.keys())
    if (isOurs(pid)) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  return kilobytes / 1024;
}

/** The content of a system file; empty if the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
