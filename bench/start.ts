import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { machine, median } from './measure/numbers.ts';

type Start = { wall: number; processor: number; laps: Record<string, number> };

/**
 * Starts the built server as a separate process: first with an empty data folder, into which it loads the sample data,
 * then again with that folder. Measures the time from the start of the process until it has printed its URL. `RUNS=5`
 * sets how often it is started.
 */
export async function bench(): Promise<void> {
  const runs = Number(process.env.RUNS ?? 5);
  console.log(`${machine()}; medians of ${runs}`);
  const folders = Array.from({ length: runs }, () => mkdtempSync(join(tmpdir(), 'kronika-start-')));
  try {
    const first: Start[] = [];
    const later: Start[] = [];
    for (const folder of folders) {
      first.push(await start(folder));
      later.push(await start(folder));
    }
    show('first start', first, 6);
    show('later start', later, 1.5);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function start(folder: string): Promise<Start> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(packageRoot, 'dist/main.js'), 'serve'], {
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
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const wall = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', () => resolve(performance.now() - began));
    child.once('exit', () => reject(new Error(`The server did not start:\n${log}`)));
  });
  while (!log.includes('"msg":"started"')) await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGTERM');
  await ended;
  const line = JSON.parse(log.split('\n').find((each) => each.includes('"msg":"started"'))!) as {
    ms: Record<string, number>;
    cpu: number;
  };
  return { wall, processor: line.cpu, laps: line.ms };
}

function show(name: string, starts: readonly Start[], limit: number): void {
  const wall = median(starts.map((each) => each.wall)) / 1000;
  console.log(
    `${name}: ${wall.toFixed(2)} s (${(wall / limit).toFixed(2)} of the ${limit} s it may take), ${(median(starts.map((each) => each.processor)) / 1000).toFixed(2)} s of processor`,
  );
  for (const lap of Object.keys(starts[0]!.laps))
    console.log(
      `  ${lap.padEnd(10)} ${median(starts.map((each) => each.laps[lap] ?? 0))
        .toFixed(0)
        .padStart(5)} ms`,
    );
}
