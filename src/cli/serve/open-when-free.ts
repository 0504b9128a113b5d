import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../platform/errors.ts';
import { announcedSocket } from '../../platform/socket/path.ts';

/** Milliseconds between two attempts. */
const interval = 250;

/**
 * Calls `open`, which opens the data for a server. If a command is using the data, this waits until the command ends:
 * commands are short, and a server that exited might not be started again. `waiting` is called once, with the command's
 * process id.
 * @throws AppError `data_locked` if another server uses the data, or when `stopping` is aborted
 */
export async function openWhenFree<T>(
  open: () => Promise<T>,
  { dataDir, stopping, waiting }: { dataDir: string; stopping: AbortSignal; waiting: (pid: number) => void },
): Promise<T> {
  let waited = false;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'data_locked' || stopping.aborted) throw error;
      const pid = Number(error.details['pid']);
      // Only a server announces a socket. So if this process has announced one, it is another server and not a command.
      if (announcedSocket(dataDir)?.pid === pid) throw error;
      if (!waited) waiting(pid);
      waited = true;
      await pause(interval);
    }
  }
}
