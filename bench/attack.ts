import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attacks, type Attack } from './attack/attacks.ts';
import { findSite } from './attack/site.ts';
import { Attackers } from './attack/client.ts';
import { signIn } from './attack/desk.ts';
import { addCasesTo } from './attack/fill.ts';
import { PageReader, readInWorker, type Loads } from './attack/reader.ts';
import { serve, type Memory } from './attack/server.ts';
import { machine } from './measure/numbers.ts';

const goals = { p99: 250, memory: 1500 };
/** The reader loads an article at least this many times during each attack. The results are measured on these loads. */
const minLoads = 30;

readInWorker();

/**
 * Starts a server with the embedded database and the sample data, and attacks it in many ways, one after another.
 * Meanwhile, a reader with a different IP address loads an article every 100 ms. Everything runs on this machine, and
 * each attack has a fixed size. Prints for each attack the statuses and bytes that the attackers got, the reader's
 * times, and the memory of the server and its child processes. The goals: a reader's load takes at most 250 ms (p99),
 * and memory stays below 1.5 GB. CASES=200000 adds 200,000 cases with the word "place". ONLY=map,PDF runs the attacks
 * with "map" or "PDF" in their name.
 */
export async function bench(): Promise<void> {
  const cases = Number(process.env.CASES ?? 0);
  const only = (process.env.ONLY ?? '').split(',').filter(Boolean);
  const chosen = attacks.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  console.log(`${machine()}, ${cases} further cases`);
  const data = mkdtempSync(join(tmpdir(), 'kronika-attack-'));
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let reader: PageReader | undefined;
  try {
    server = await serve(data);
    if (cases > 0) {
      await server.stop();
      await addCasesTo(data, cases);
      server = await serve(data);
    }
    const attackers = new Attackers(server.port);
    const on = {
      attackers,
      site: await findSite(attackers),
      person: await signIn(attackers, server.setup),
      count: (full: number) => full,
      wait: 5000,
    };
    reader = new PageReader(fileURLToPath(import.meta.url), { port: server.port, path: on.site.article });
    await reader.take(minLoads);
    const quiet = await reader.take(100);
    console.log(
      `quiet: p99 ${ms(p99(quiet))}, longest ${ms(longest(quiet))}, memory ${megabytes(server.memory.peak())}`,
    );
    const all: { attack: Attack; loads: Loads; peak: Memory; healthy: boolean }[] = [];
    for (const attack of chosen) {
      await reader.take(1);
      server.memory.peak();
      const began = performance.now();
      const replies = await attack.run(on);
      const took = performance.now() - began;
      const loads = await reader.take(minLoads);
      const peak = server.memory.peak();
      const healthy = (await isHealthy(attackers, on.site.article)) && (await server.idle());
      all.push({ attack, loads, peak, healthy });
      console.log(
        `${attack.name.padEnd(46)} ${String(replies.length).padStart(5)} requests in ${(took / 1000).toFixed(1).padStart(4)} s  ${statusesOf(replies)}  ${size(replies.reduce((sum, { bytes }) => sum + bytes, 0))}  | reader p99 ${ms(p99(loads))} longest ${ms(longest(loads))}${loads.failed ? ` ${loads.failed} failed` : ''} | ${megabytes(peak)}${healthy ? '' : ' NOT HEALTHY'}`,
      );
    }
    const together = { times: all.flatMap(({ loads }) => loads.times), failed: 0 };
    const worst = all.toSorted((a, b) => p99(b.loads) - p99(a.loads));
    console.log(
      `${all.length} attacks: reader p99 ${ms(p99(together))} (goal: ${goals.p99} ms), ${(p99(together) / p99(quiet)).toFixed(1)} times the quiet p99; peak memory ${Math.max(...all.map(({ peak }) => peak.all))} MB (goal: ${goals.memory} MB); healthy after ${all.filter(({ healthy }) => healthy).length}`,
    );
    for (const { attack, loads } of worst)
      if (p99(loads) > goals.p99) console.log(`  above the goal: ${attack.name}, ${ms(p99(loads))}`);
  } finally {
    await reader?.end();
    await server?.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function isHealthy(attackers: Attackers, article: string): Promise<boolean> {
  for (const path of ['/health', `${article}?after=${Math.random()}`])
    if ((await attackers.send({ path, from: 247 })).status !== '200') return false;
  return true;
}

const p99 = ({ times }: Loads): number =>
  times.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(times.length * 0.99) - 1)] ?? 0;
const longest = ({ times }: Loads): number => Math.max(...times);
const ms = (time: number): string => `${time.toFixed(0).padStart(4)} ms`;
const size = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

const megabytes = ({ all, server, browser, readers }: Memory): string =>
  `${all} MB (server ${server}${browser ? `, browser ${browser}` : ''}${readers ? `, readers ${readers}` : ''})`;

function statusesOf(replies: readonly { status: string }[]): string {
  const counts = new Map<string, number>();
  for (const { status } of replies) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${status}×${count}`).join(' ');
}
