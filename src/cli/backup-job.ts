import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { BackupFolder } from '../platform/backup/folder.ts';
import { openPlace } from '../platform/backup/open-place.ts';
import { wasPinnedAt } from '../platform/backup/pins.ts';
import type { Config } from '../platform/config/config.ts';
import { buildRoot, packageRoot } from '../platform/config/package-root.ts';
import { AppError } from '../platform/errors.ts';
import { defineJob } from '../platform/jobs/jobs.ts';
import { CliError } from './failures.ts';

/**
 * Milliseconds by which a backup may be early. The job runs about once an hour. Without this tolerance, a run a few
 * minutes before the backup is due would put it off by an hour.
 */
const early = 1_800_000;
/** Milliseconds between SIGTERM and SIGKILL for a command that does not end. */
const patience = 4_000;
/** The approximate maximum number of characters that are stored of each output stream of the command. */
const mostOutput = 1_000_000;

/**
 * Runs `kronika backup` if there is no backup yet, or if the newest one is older than the interval in the settings. The
 * command runs in its own process, so that it does not slow down the server.
 */
export const backupJob = defineJob({
  name: 'platform.backup',
  input: z.object({}),
  everyHours: 1,
  retries: 2,
  minutes: 12 * 60,
  // A backup that is made while the clock is wrong could get a time in the future. It would then count as the newest,
  // and no backup would be made until that time.
  byClock: true,
  isFor: ({ backups }) => backups !== null,
  async handler({ app: { config, now }, log, signal }) {
    const { backups, dataDir, backupEvery } = config;
    if (!backups) return;
    const found = await BackupFolder.find(await openPlace(backups.place, config));
    if (!found && (await wasPinnedAt(dataDir, backups.place)))
      throw new AppError('backup_folder_gone', { details: { path: backups.place } });
    const last = await found?.newest();
    if (last && now().getTime() - last.getTime() < backupEvery - early) return;
    const { status, stdout, stderr } = await runCommand(argumentsOf(backups, found !== null), signal);
    if (signal.aborted) throw new AppError('cancelled');
    const failure = status === 0 ? null : failureIn(stderr);
    // Another `kronika backup` is already writing into the folder.
    if (failure?.code === 'backup_running') return log.info({ reason: failure.message }, 'no backup made');
    // The command prints what it has made before it reports an error.
    if (failure && stdout === '') throw new Error(`No backup was made. ${failure.message}`);
    const { name, folder, newBlobs, removed } = JSON.parse(stdout) as Record<string, unknown>;
    log.info({ name, folder, newBlobs, removed }, 'backup made');
    // There is a backup, so the job counts as done: a retry would not bring back lost files.
    if (failure)
      log.error({ reason: failure.message }, 'the backup lacks files, was not noted, or no old one was deleted');
  },
});

function argumentsOf({ place, key, keep }: NonNullable<Config['backups']>, exists: boolean): string[] {
  const keyed = key === 'unencrypted' ? ['--unencrypted'] : key ? ['--to-key', key] : [];
  if (!exists && keyed.length === 0) throw new CliError('backup_no_key', { path: place });
  return ['backup', place, '--json', '--keep', String(keep), ...keyed];
}

/**
 * Runs `kronika` with the settings of this process, at low priority.
 * @returns the exit status (null if it was killed) and the output
 */
async function runCommand(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const main = join(buildRoot ?? join(packageRoot, 'dist'), 'main.js');
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  try {
    setPriority(child.pid!, constants.priority.PRIORITY_LOW);
  } catch {
    // The process could not be started, or it has already ended.
  }
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill();
    killing = setTimeout(() => child.kill('SIGKILL'), patience);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      if (output[name].length < mostOutput) output[name] += text;
    });
  try {
    const status = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    return { status, ...output };
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
  }
}

/** Reads the error from the last line of stderr, which is JSON. Lines before it can be warnings of Node.js. */
function failureIn(stderr: string): { code: string; message: string } {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  try {
    const { code, message } = (JSON.parse(line) as { error: { code: string; message: string } }).error;
    return { code, message };
  } catch {
    return { code: 'internal', message: stderr.slice(-1000) };
  }
}
