import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';
import { forShortProcesses } from '../../platform/testing/child.ts';

/** One run of the command, in its own process. */
export type Run = {
  process: ChildProcessWithoutNullStreams;
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output matches `pattern`. If the process ends first, throws an error with all output. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same as `said` for standard error, which has the log. */
  logged(pattern: RegExp): Promise<RegExpExecArray>;
  /** Exit status, or the signal's name. */
  ended: Promise<number | string>;
};

const running = new Set<ChildProcessWithoutNullStreams>();

/**
 * Starts the built `kronika …` with only these settings. After the tests of the file, the process is killed.
 * @param root the folder of the package: another one for another release
 */
export function kronika(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string | Uint8Array,
  root = packageRoot,
): Run {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(KRONIKA_|PORT$|HOST$|DATABASE_URL$|VITEST|XDG_RUNTIME_DIR$|LANG$|LC_)/.test(name),
    ),
  );
  const child = spawn(process.execPath, [...forShortProcesses, join(root, 'dist', 'main.js'), ...args], {
    env: { ...inherited, KRONIKA_EXAMPLE: '0', ...env },
    stdio: 'pipe',
  });
  running.add(child);
  if (input !== undefined) child.stdin.end(input);
  let out = '';
  let err = '';
  const waiting = new Set<() => void>();
  // A letter may be divided between two chunks.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    for (const look of waiting) look();
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal!);
      for (const look of waiting) look();
    });
  });
  const shows =
    (text: () => string) =>
    (pattern: RegExp): Promise<RegExpExecArray> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text());
          if (!found && running.has(child)) return;
          waiting.delete(look);
          if (found) resolve(found);
          else reject(new Error(`${args.join(' ')} ended without ${String(pattern)}:\n${out}\n${err}`));
        };
        waiting.add(look);
        look();
      });
  return {
    process: child,
    stdout: () => out,
    stderr: () => err,
    said: shows(() => out),
    logged: shows(() => err),
    ended,
  };
}

/** Runs `kronika …` to its end. */
export async function kronikaDone(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string | Uint8Array,
  root = packageRoot,
) {
  const run = kronika(args, env, input ?? '', root);
  const status = await run.ended;
  return { status, stdout: run.stdout(), stderr: run.stderr() };
}

/** Runs `kronika …` to its end, which must be without an error. @returns what it printed */
export async function kronikaOk(args: readonly string[], env: Record<string, string>): Promise<string> {
  const run = await kronikaDone(args, env);
  expect(run, run.stderr).toMatchObject({ status: 0 });
  return run.stdout;
}

/** The code of the error that `kronika … --json` printed. */
export const errorCode = ({ stderr }: { stderr: string }): string =>
  (JSON.parse(stderr) as { error: { code: string } }).error.code;

/** Starts a server on a free port and waits until it serves. */
export async function kronikaServing(env: Record<string, string>) {
  const run = kronika(['serve'], { PORT: '0', ...env });
  const [, told] = await run.said(/running at (https?:\S+)\n/);
  // With a public URL, standard output shows that URL; the port is only in the log.
  const address = env['KRONIKA_URL'] ? `http://127.0.0.1:${(await run.logged(/"port":(\d+)/))[1]}` : told;
  return {
    ...run,
    address: address!,
    async stop() {
      run.process.kill('SIGTERM');
      return run.ended;
    },
  };
}

/** Call it at the top of a test file: it updates the build, and ends all processes after the tests. */
export function useKronika(): void {
  beforeAll(() => promisify(execFile)(process.execPath, [join(packageRoot, 'bin', 'kronika.mjs'), '--version']));
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });
}
