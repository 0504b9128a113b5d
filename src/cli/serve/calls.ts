import { randomBytes } from 'node:crypto';
import { version } from '../../../package.json';
import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log/log.ts';
import type { App } from '../../platform/operation.ts';
import { announceSocket, chooseSocketPath, withdrawSocket } from '../../platform/socket/path.ts';
import { openSocketServer, type Answer, type SocketServer } from '../../platform/socket/server.ts';
import { answerCall, isCall } from '../calls/index.ts';

/**
 * Opens the socket through which commands reach this server. If that fails, because another server uses the data
 * directory or no folder is private, the server logs the failure and runs without the socket.
 */
export async function openCalls(app: App, address: string, log: Log): Promise<SocketServer> {
  const { dataDir } = app.config;
  const answer: Answer = async (call, context) => {
    if (call.version !== version || !isCall(call.command)) throw new AppError('not_found');
    const started = performance.now();
    try {
      const result = await answerCall(app, { ...call, command: call.command }, { ...context, address });
      log.info({ command: call.command, ms: Math.round(performance.now() - started) }, 'command done');
      return result;
    } catch (err) {
      if (err instanceof AppError && err.code !== 'internal') {
        log.info({ command: call.command, code: err.code }, 'command refused');
        throw err;
      }
      const id = randomBytes(6).toString('hex');
      log.error({ command: call.command, id, err }, 'command failed');
      throw new AppError('internal', { details: { id }, cause: err });
    }
  };
  try {
    const place = { path: chooseSocketPath(dataDir), pid: process.pid, version };
    const server = await openSocketServer(place.path, answer);
    announceSocket(dataDir, place);
    return {
      async close(graceMs) {
        withdrawSocket(dataDir, place);
        await server.close(graceMs);
      },
    };
  } catch (err) {
    // A site can have several server processes. Only one of them receives commands.
    if (app.db.kind === 'server' && err instanceof AppError && err.code === 'in_use')
      log.info({}, 'commands go through another process');
    else log.warn({ err }, 'the socket for commands could not be opened');
    return { close: async () => {} };
  }
}
