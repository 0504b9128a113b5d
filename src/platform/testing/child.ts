import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { workerEntry } from '../config/worker-entry.ts';

/** A process under test. */
export interface Child {
  process: ChildProcessWithoutNullStreams;
  pid: number;
  /** The next line of its output; null if it ended without one. */
  line(): Promise<string | null>;
  /** All output that was not read yet. */
  rest(): Promise<string[]>;
  stderr(): string;
  /** Resolves when the process ends, with its exit code or the name of the signal. */
  ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Arguments for Node if the process ends soon: the database engine is compiled fast and never optimised, and JavaScript
 * is optimised only after it ran for long. This saves a sixth of the time.
 */
export const forShortProcesses = ['--liftoff-only', '--interrupt-budget=2000000'];

/** Runs a TypeScript file (relative to the package root) as a separate process. */
export async function runChild(
  source: string,
  args: readonly string[],
  options: { wrapper?: readonly string[] } = {},
): Promise<Child> {
  const [command, ...before] = [...(options.wrapper ?? []), process.execPath, ...forShortProcesses];
  const child = spawn(command!, [...before, await workerEntry(source), ...args], { stdio: 'pipe' });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string | null> => {
    const next = await lines.next();
    return next.done ? null : next.value;
  };
  return {
    process: child,
    pid: child.pid!,
    line,
    async rest() {
      const all: string[] = [];
      for (let next = await line(); next !== null; next = await line()) all.push(next);
      return all;
    },
    stderr: () => errors,
    ended: new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal!))),
    kill: (signal) => void child.kill(signal),
  };
}
