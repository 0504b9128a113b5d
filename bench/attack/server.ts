import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/config/package-root.ts';

/** A running server that this process started in the way an operator does. */
export type Served = {
  port: number;
  pid: number;
  /** The path of the page that creates the first account. */
  setup: string;
  memory: MemoryWatch;
  /**
   * Waits until the server's processes use at most 10% of a processor. Returns false if they are still busy after a
   * minute.
   */
  idle(): Promise<boolean>;
  stop(): Promise<unknown>;
};

/** Starts the built server with this data folder, at a free port of 127.0.0.1. */
export async function serve(data: string): Promise<Served> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KRONIKA_|PORT$|HOST$|DATABASE_URL$|VITEST)/.test(name)),
  );
  const child = spawn(process.execPath, ['--max-semi-space-size=32', join(packageRoot, 'dist/main.js'), 'serve'], {
    env: { ...inherited, KRONIKA_DATA: data, PORT: '0', KRONIKA_EXAMPLE: '1', KRONIKA_LOG: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid!;
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-20_000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (/\/setup\/[\w-]+\n/.test(out)) resolve();
    });
    child.once('exit', () => reject(new Error(`The server ended:\n${out}\n${err}`)));
  });
  const memory = new MemoryWatch(pid);
  return {
    port: Number(/127\.0\.0\.1:(\d+)/.exec(out)![1]),
    pid,
    setup: /\/setup\/[\w-]+/.exec(out)![0],
    memory,
    async idle() {
      for (let last = ticks(pid), turns = 0; turns < 60; turns++) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        const now = ticks(pid);
        if (now - last <= 10) return true;
        last = now;
      }
      return false;
    },
    async stop() {
      memory.end();
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The ids of a process and of all its descendants. */
function tree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : '';
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = [root];
  for (const one of found) for (const [pid, parent] of parents) if (parent === one) found.push(pid);
  return found;
}

/** The content of a file of /proc; empty if its process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The processor time that the process and its children have used, in hundredths of a second. */
function ticks(root: number): number {
  return tree(root).reduce((sum, pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }, 0);
}

const megabytes = (text: string, field: string): number =>
  Math.round(Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024);

/**
 * Memory in MB: of all processes, of the server's main process, of the browser that prints PDFs, and of the processes
 * that parse files from outside (`readers`).
 */
export type Memory = { all: number; server: number; browser: number; readers: number };

const none: Memory = { all: 0, server: 0, browser: 0, readers: 0 };

/** Watches the memory of a process and its children, four times a second. */
export class MemoryWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #pid: number;
  #peak = none;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), 250);
    this.#timer.unref();
  }

  /**
   * The highest total memory since the last call, and its parts at that moment. Memory that processes share counts
   * once.
   */
  peak(): Memory {
    this.#look();
    const peak = this.#peak;
    this.#peak = none;
    return peak;
  }

  /** The largest memory that the server's own process has had so far, in MB. */
  ownPeak(): number {
    return megabytes(read(`/proc/${this.#pid}/status`), 'VmHWM');
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = { ...none };
    for (const pid of tree(this.#pid)) {
      const size = megabytes(read(`/proc/${pid}/smaps_rollup`), 'Pss');
      now.all += size;
      now[pid === this.#pid ? 'server' : read(`/proc/${pid}/cmdline`).includes('readers') ? 'readers' : 'browser'] +=
        size;
    }
    if (now.all > this.#peak.all) this.#peak = now;
  }
}
