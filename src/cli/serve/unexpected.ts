import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log/log.ts';

/**
 * Ends the process after an unexpected error, because no one knows what state it has left.
 *
 * A promise that fails and that no one awaits is not always unexpected. A page often begins several queries, and awaits
 * one after the other. If the database stops, or a query is cancelled, the first failure is the answer to the
 * request, and no one awaits the other queries any more. Such failures are only logged (docs/decisions/0285).
 * @param end ends the process
 */
export function endAfterUnexpected(process: NodeJS.EventEmitter, log: Log, end: () => void): void {
  const fatal = (err: unknown): void => {
    log.fatal({ err }, 'stopped by an unexpected error');
    end();
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', (err) => {
    if (err instanceof AppError && err.status !== 500) log.warn({ err }, 'failed, and nothing waited for it');
    else fatal(err);
  });
}
