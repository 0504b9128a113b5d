import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { openFolder, recordsFolder, withCopy } from './fill/records.ts';
import { showProgress } from './fill/progress.ts';
import { memoryOf } from './measure/memory.ts';
import { machine } from './measure/numbers.ts';

const mebibyte = 1024 * 1024;

/**
 * Backs up records while their server runs. Each record is backed up twice: the second backup finds all files in the
 * folder already. Then verifies the backup and restores it. Prints for each command the time, also as a multiple of
 * `cp -r` of the same data, the rate, the peak memory, and the longest time that a page took meanwhile.
 *
 * SIZES=1000,10000 sets the numbers of cases, BLOBS=200 the MiB of files in each record. If DATABASE_URL names an empty
 * database on a server, the backup of the last size is also moved there, and backed up from there.
 */
export async function bench(): Promise<void> {
  const sizes = (process.env.SIZES ?? '1000,10000').split(',').map(Number);
  const blobs = Number(process.env.BLOBS ?? 200);
  const server = process.env.DATABASE_URL ?? '';
  console.log(machine());
  for (const [index, cases] of sizes.entries())
    await withCopy(cases, async (data) => {
      await addBlobs(data, blobs);
      await measure({ cases, data, server: index === sizes.length - 1 ? server : '' });
    });
}

/** Stores files of 1 MiB that cannot be compressed, as attachments of the first item. */
async function addBlobs(data: string, count: number): Promise<void> {
  const { app, close } = await openFolder(data);
  const progress = showProgress('files');
  try {
    for (let index = 0; index < count; index++) {
      const sha256 = await app.blobs.put(randomBytes(mebibyte));
      await app.db.executeSql(
        `insert into held_file (thing_id, position, name, media_type, sha256, size, kept_at)
        select min(id), ${10_000 + index}, 'file', 'application/octet-stream', '${sha256}', ${mebibyte}, now() from thing`,
      );
      progress(index + 1);
    }
    await app.db.executeSql('checkpoint');
  } finally {
    await close();
  }
}

async function measure({ cases, data, server }: { cases: number; data: string; server: string }): Promise<void> {
  const scratch = mkdtempSync(join(recordsFolder(), `run-${process.pid}-backup-`));
  try {
    const size = sizeOf(data);
    const copying = performance.now();
    execFileSync('cp', ['-r', data, join(scratch, 'copied')]);
    const peer = { size, seconds: (performance.now() - copying) / 1000 };
    console.log(
      `\n${cases.toLocaleString('en')} cases: ${size.toFixed(0)} MiB in the data folder, cp -r ${peer.seconds.toFixed(1)} s`,
    );
    const backups = join(scratch, 'backups');
    const here = { KRONIKA_DATA: data };
    await whileServing(here, async (longestWait) => {
      const first = ['backup', backups, '--unencrypted'];
      show('first backup', peer, await command(first, here), longestWait());
      show('second backup', peer, await command(['backup', backups], here), longestWait());
    });
    show('verify', peer, await command(['backup', backups, '--verify'], {}));
    const restored = { KRONIKA_DATA: join(scratch, 'restored') };
    show('restore', peer, await command(['restore', backups], restored));
    if (!server) return;
    const moved = { KRONIKA_DATA: join(scratch, 'moved'), DATABASE_URL: server };
    show('restore on a server', peer, await command(['restore', backups], moved));
    await whileServing(moved, async (longestWait) => {
      const fromServer = ['backup', join(scratch, 'from-server'), '--unencrypted'];
      show('backup of a server', peer, await command(fromServer, moved), longestWait());
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Cost = { seconds: number; memory: number };

function show(name: string, peer: { size: number; seconds: number }, { seconds, memory }: Cost, wait?: number): void {
  console.log(
    `  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${(seconds / peer.seconds).toFixed(1).padStart(5)} × cp -r  ${(peer.size / seconds).toFixed(0).padStart(4)} MiB/s  ${memory.toFixed(0).padStart(5)} MiB of memory at most${wait === undefined ? '' : `  longest wait of a page ${wait.toFixed(1)} s`}`,
  );
}

const start = (args: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(packageRoot, 'dist', 'main.js'), ...args], {
    env: { ...process.env, DATABASE_URL: '', KRONIKA_LOG: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Runs a command, and measures its memory ten times a second. */
async function command(args: readonly string[], env: Record<string, string>): Promise<Cost> {
  const began = performance.now();
  const child = start(args, env);
  child.stdout!.resume();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let memory = 0;
  const timer = setInterval(() => (memory = Math.max(memory, memoryOf(child.pid!)?.resident ?? 0)), 100);
  const code = await ended.finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`kronika ${args.join(' ')} ended with ${code}.`);
  return { seconds: (performance.now() - began) / 1000, memory };
}

/**
 * Runs `work` while a server serves the data. Meanwhile, asks twenty times a second for a page that needs the database.
 * `longestWait` returns the longest response time since its last call, in seconds.
 */
async function whileServing(
  env: Record<string, string>,
  work: (longestWait: () => number) => Promise<void>,
): Promise<void> {
  const child = start(['serve'], { ...env, PORT: '0' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/[^/\s]+/.exec(said)?.[0];
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error('The server did not start.')));
  });
  let longest = 0;
  let isAsking = true;
  const asking = (async () => {
    for (let count = 0; isAsking; count++) {
      const began = performance.now();
      await (await fetch(`${address}/search?q=${count}`)).arrayBuffer();
      longest = Math.max(longest, (performance.now() - began) / 1000);
      await pause(50);
    }
  })();
  try {
    await pause(2_000);
    longest = 0;
    await work(() => {
      const found = longest;
      longest = 0;
      return found;
    });
  } finally {
    isAsking = false;
    await asking;
    child.kill('SIGTERM');
    await ended;
  }
}

/** The size of a folder's files in mebibytes. */
function sizeOf(folder: string): number {
  const bytes = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);
  return bytes / mebibyte;
}
