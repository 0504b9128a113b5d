import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { BackupFolder } from '../platform/backup/folder.ts';
import { wasPinnedAt } from '../platform/backup/pins.ts';
import type { Config } from '../platform/config/config.ts';
import { buildRoot, packageRoot } from '../platform/config/package-root.ts';
import { AppError } from '../platform/errors.ts';
import { defineJob } from '../platform/jobs/jobs.ts';
import { CliError } from './failures.ts';

/** Errors with which the command ends although there is a backup. */
const madeAnyway: ReadonlySet<string> = new Set(['backup_lost', 'backup_not_noted']);
/** Milliseconds by which a backup may be early, because jobs run once an hour, at no exact time. */
const early = 1_800_000;
/** Milliseconds that the command has to end after SIGTERM. */
const patience = 4_000;
/** Characters of the command's output that are read. */
const mostOutput = 1_000_000;

/**
 * Makes a backup whenever the last one in the folder is old enough, with the command `kronika backup`. The command runs
 * in a process of its own, so that readers do not wait for it.
 */
export const backupJob = defineJob({
  name: 'platform.backup',
  input: z.object({}),
  everyHours: 1,
  retries: 2,
  minutes: 12 * 60,
  // The newest backup is the one with the latest time. One from the future would count as the newest for ever.
  byClock: true,
  isFor: ({ backups }) => backups !== null,
  async handler({ app: { config, now }, log, signal }) {
    const { backups, dataDir, backupEvery } = config;
    if (!backups) return;
    const found = await BackupFolder.find(backups.folder);
    if (!found && (await wasPinnedAt(dataDir, backups.folder)))
      throw new AppError('backup_folder_gone', { details: { path: backups.folder } });
    const last = await found?.newest();
    if (last && now().getTime() - last.getTime() < backupEvery - early) return;
    const { status, stdout, stderr } = await runCommand(argumentsOf(backups, found !== null), signal);
    if (signal.aborted) throw new AppError('cancelled');
    const failure = status === 0 ? null : failureIn(stderr);
    // Someone has started a backup at the same time.
    if (failure?.code === 'backup_running') return log.info({ reason: failure.message }, 'no backup made');
    if (failure && !madeAnyway.has(failure.code)) throw new Error(`No backup was made. ${failure.message}`);
    const { name, folder, newBlobs, removed } = JSON.parse(stdout) as Record<string, unknown>;
    log.info({ name, folder, newBlobs, removed }, 'backup made');
    // Trying again would not help.
    if (failure) log.error({ reason: failure.message }, 'the backup lacks files, or was not noted');
  },
});

function argumentsOf({ folder, key, keep }: NonNullable<Config['backups']>, exists: boolean): string[] {
  const keyed = key === 'unencrypted' ? ['--unencrypted'] : key ? ['--to-key', key] : [];
  if (!exists && keyed.length === 0) throw new CliError('backup_no_key', { path: folder });
  return ['backup', folder, '--json', '--keep', String(keep), ...keyed];
}

/** Runs `kronika` with the settings of this process, at low priority. @returns the status; null if it was killed */
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
    // It could not be started, or it has ended.
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

/** The error that the command printed as JSON. It may have printed warnings of Node before. */
function failureIn(stderr: string): { code: string; message: string } {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  try {
    const { code, message } = (JSON.parse(line) as { error: { code: string; message: string } }).error;
    return { code, message };
  } catch {
    return { code: 'internal', message: stderr.slice(-1000) };
  }
}
