import { connect, type Socket } from 'node:net';
import type pg from 'pg';
import type { Canceller } from '../wire/bounded.ts';

/** Fields of `pg.Client` about its connection, which its types do not declare. */
interface Connected {
  host: string;
  port: number;
  processID: number;
  secretKey: number;
  connection: { stream: Socket };
}

const inside = (client: pg.PoolClient): Connected => client as unknown as Connected;

const cancelRequest = 80_877_102;
const maxWaitMs = 2_000;

/**
 * Asks the server to cancel the running query of a client. PostgreSQL's CancelRequest needs its own connection.
 * The server closes that connection once it has signalled the query, so a query that is sent afterwards is not
 * affected.
 */
function cancel(client: pg.PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = inside(client);
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(cancelRequest, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(maxWaitMs, () => socket.destroy());
    socket.on('error', () => {});
    socket.once('close', () => resolve());
    socket.once('connect', () => socket.write(message));
    socket.resume();
  });
}

/**
 * How queries on a server are cancelled. The server itself ends a single query at its time limit (`statement_timeout`).
 * So Kronika cancels only queries whose result no one waits for any more, and queries that are sent together.
 */
export const canceller: Canceller = {
  keepsTime: true,
  repeatAfter: 1_000,
  endAfter: 10_000,
  cancel,
  end: (client) => void inside(client).connection.stream.destroy(),
};
