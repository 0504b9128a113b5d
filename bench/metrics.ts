import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveIfAsked, startKronika, type Served } from './http/servers.ts';
import { requireWrk, wrk } from './http/wrk.ts';
import { isBusy, machine, median } from './measure/numbers.ts';

const script = fileURLToPath(import.meta.url);
const isServer = serveIfAsked();
const page = '/about';

/**
 * Measures what metrics and the log of requests cost: the processor time of a cached page, in four servers that take
 * turns. Two of them have the same settings, which shows how much the measurement itself varies. ROUNDS=5 sets how
 * often each server is measured, SECONDS=4 how long each time.
 */
export async function bench(): Promise<void> {
  if (isServer) return;
  requireWrk();
  const [rounds, seconds] = [Number(process.env.ROUNDS ?? 5), Number(process.env.SECONDS ?? 4)];
  const folder = mkdtempSync(join(tmpdir(), 'kronika-metrics-'));
  const variants: Record<string, Record<string, string>> = {
    plain: {},
    'plain again': {},
    metrics: { KRONIKA_METRICS: join(folder, 'socket') },
    'metrics and log': { KRONIKA_METRICS: join(folder, 'socket-2'), KRONIKA_REQUEST_LOG: '1', KRONIKA_LOG: 'info' },
  };
  const servers = new Map<string, { server: Served; times: number[] }>();
  try {
    for (const [name, settings] of Object.entries(variants)) {
      const data = join(folder, name);
      const server = await startKronika(script, data, { KRONIKA_EXAMPLE: '0', ...settings });
      servers.set(name, { server, times: [] });
      await server.idle();
    }
    // The first round warms up.
    for (let round = 0; round <= rounds; round++)
      for (const { server, times } of servers.values()) {
        const before = (await server.used()).cpu;
        const { requests, failed } = await wrk({ port: server.port, paths: [page], seconds });
        if (failed) throw new Error(`${failed} of ${requests} requests failed.`);
        if (round > 0) times.push((((await server.used()).cpu - before) / requests) * 1000);
      }
  } finally {
    for (const { server } of servers.values()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${machine()}; a cached page, processor time of the server; medians of ${rounds} × ${seconds} s`);
  if (isBusy()) console.log('Others use this machine.');
  const plain = median(servers.get('plain')!.times);
  for (const [name, { times }] of servers) {
    const own = median(times);
    console.log(`  ${name.padEnd(18)} ${own.toFixed(1).padStart(6)} µs  ratio ${(own / plain).toFixed(3)}`);
  }
}
