import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { onCore } from './http/wrk.ts';
import { memoryOf, type Memory } from './measure/memory.ts';
import { machine, median } from './measure/numbers.ts';

type Start = { page: number; processor: number; laps: Record<string, number>; memory: Memory | null };

/**
 * Starts the built server as `npm start` does, on one core: first with an empty data folder, into which it loads the
 * sample data, then again with that folder. Measures the time from the start of the process until it has sent the front
 * page, and the memory of all its processes after 60 further seconds without a request (IDLE=60; with IDLE=0, memory is
 * not measured). RUNS=3 sets how often both starts are measured.
 */
export async function bench(): Promise<void> {
  const [runs, idle] = [Number(process.env.RUNS ?? 3), Number(process.env.IDLE ?? 60)];
  console.log(`${machine()}; medians of ${runs}`);
  const folders = Array.from({ length: runs }, () => mkdtempSync(join(tmpdir(), 'kronika-start-')));
  try {
    const first: Start[] = [];
    const later: Start[] = [];
    for (const folder of folders) {
      first.push(await start(folder, idle));
      later.push(await start(folder, idle));
    }
    show('first start', first, 6);
    show('later start', later, 2.5);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** The command of `npm start`, without the check of what is installed and built. */
function command(): string {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.replace('scripts/start.mjs', 'dist/main.js serve');
}

async function start(folder: string, idle: number): Promise<Start> {
  const began = performance.now();
  const [program, args] = onCore(0, ['sh', '-c', command()]);
  const child = spawn(program, args, {
    cwd: packageRoot,
    env: {
      ...process.env,
      KRONIKA_DATA: folder,
      PORT: '0',
      KRONIKA_LOG: 'info',
      KRONIKA_EXAMPLE: '1',
      DATABASE_URL: process.env.DATABASE_URL ?? '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, log] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /http:\/\/\S+/.exec(output)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server did not start:\n${log}`)));
  });
  const answer = await fetch(address);
  await answer.text();
  if (answer.status !== 200) throw new Error(`The front page has the status ${answer.status}.`);
  const page = performance.now() - began;
  while (!log.includes('"msg":"started"')) await new Promise((resolve) => child.stderr.once('data', resolve));
  if (idle) await pause(idle * 1000);
  const memory = idle ? memoryOf(child.pid!) : null;
  child.kill('SIGTERM');
  await ended;
  const line = JSON.parse(log.split('\n').find((each) => each.includes('"msg":"started"'))!) as {
    ms: Record<string, number>;
    cpu: number;
  };
  return { page, processor: line.cpu, laps: line.ms, memory };
}

function show(name: string, starts: readonly Start[], limit: number): void {
  const page = median(starts.map((each) => each.page)) / 1000;
  console.log(
    `${name}: first page after ${page.toFixed(2)} s (${(page / limit).toFixed(2)} of the ${limit} s it may take), ${(median(starts.map((each) => each.processor)) / 1000).toFixed(2)} s of processor until it listens`,
  );
  for (const lap of Object.keys(starts[0]!.laps))
    console.log(`  ${lap.padEnd(10)} ${median(starts.map((each) => each.laps[lap] ?? 0)).toFixed(0)} ms`);
  const memories = starts.flatMap(({ memory }) => memory ?? []);
  if (memories.length === 0) return;
  const of = (which: keyof Memory): string => median(memories.map((one) => one[which])).toFixed(0);
  console.log(
    `  idle: ${of('resident')} MiB resident (RSS), ${of('proportional')} MiB if shared memory is divided (PSS), ${of('processes')} processes; goal 300 MiB`,
  );
}
